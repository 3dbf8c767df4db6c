"""The bounds that no client can stretch."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The bounds of connections and requests. The defaults suit a service in the cluster."""

    head_seconds: float = 5
    """How long the head of a request may take, from the connection or from the head's first byte."""
    head_bytes: int = 16 * 1024
    """The largest head of a request, in bytes."""
    body_seconds: float = 10
    """How long the body of a request may take."""
    keep_alive_seconds: int = 5
    """How long a connection may be idle between two requests."""
    answer_seconds: float = 15
    """How long a client may receive nothing of an answer that is being sent."""
    linger_seconds: float = 2
    """How long an unused body is read and dropped before its request is answered."""
    withdraw_seconds: float = 0
    """How long a service that is told to stop still serves, while it reports that it is not ready."""
    drain_seconds: int = 5
    """How long the requests in flight may then take."""
    connections: int = 512
    """How many connections are served. Further ones get 503, and are closed at once beyond twice as many."""
