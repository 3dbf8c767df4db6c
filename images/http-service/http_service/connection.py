"""Bounds of time and size for uvicorn's HTTP connections, which uvicorn itself does not have."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .limits import Limits


class BoundedConnection(HttpToolsProtocol):
    """
    A connection whose requests must each deliver their head within bounds of time and size.

    uvicorn itself answers what is not HTTP with 400, and closes a connection that is idle between requests.

    :param limits: the bounds
    :param arguments: what uvicorn passes to its own connections
    """

    def __init__(self, *, limits: Limits, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._limits = limits
        # Runs while no request is answered and the next head is not complete.
        self._head_timer: asyncio.TimerHandle | None = None
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accepts the connection, unless there are twice as many as are served."""
        if len(self.connections) >= 2 * self._limits.connections:
            self.transport = transport
            transport.abort()
            return
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops waiting for a head."""
        self._stop_awaiting_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parses what the client sent, and refuses a head that grows too large."""
        if not self._is_answering():
            # Also for an empty line, which begins no request but ends uvicorn's idle timeout.
            self._await_head()
        if self.cycle is None or not self.cycle.more_body:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes > self._limits.head_bytes and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    def on_headers_complete(self) -> None:
        """
        Passes the request on.

        :raises ValueError: when the head is too large; the parser reports it, and uvicorn answers 400
        """
        head_bytes = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if head_bytes > self._limits.head_bytes:
            raise ValueError("the head is too large")
        self._stop_awaiting_head()
        self._head_bytes = 0
        super().on_headers_complete()
        if self.parser.should_upgrade():
            # The parser stops after such a request, so it must be the last one.
            self.cycle.keep_alive = False

    def send_400_response(self, msg: str) -> None:
        """Refuses what cannot be parsed, but never in the middle of the answer to an earlier request."""
        if self.pipeline or (self._is_answering() and not self.cycle.more_body):
            self.cycle.keep_alive = False
            self.flow.pause_reading()
        else:
            super().send_400_response(msg)

    def shutdown(self) -> None:
        """Closes the connection when it is idle; a request that may be on its way is answered first."""
        if self._head_timer is None:
            super().shutdown()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _await_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self._limits.head_seconds, self.transport.close)

    def _stop_awaiting_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
