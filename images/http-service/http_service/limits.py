"""The bounds that no client can stretch."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of connections and requests; the defaults are those of a service in the cluster."""

    head_seconds: float = 5
    """How long a request's head may take to arrive, from the connection or its first byte on."""
    head_bytes: int = 16 * 1024
    """How large a request's head may be."""
    body_seconds: float = 10
    """How long a request's body may take to arrive."""
    keep_alive_seconds: int = 5
    """How long a connection may be idle between two requests."""
    answer_seconds: float = 15
    """How long a client may take to receive what is left of an answer when its connection is closed."""
    linger_seconds: float = 2
    """How long what a refused client still sends is read and dropped, so that it gets to see the answer."""
    withdraw_seconds: float = 0
    """How long a service that is told to stop serves on, while it says that it is not ready."""
    drain_seconds: int = 5
    """How long requests in flight may then take."""
    connections: int = 512
    """How many connections are served at once; those beyond get 503, and beyond twice as many nothing."""
