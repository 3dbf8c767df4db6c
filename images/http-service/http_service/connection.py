"""Uvicorn's HTTP connection, with bounds of time and size that it does not have itself."""

import asyncio
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from .closing import ClosingTransport
from .errors import error_body
from .limits import Limits

_MESSAGES = {
    HTTPStatus.BAD_REQUEST: "this is not HTTP",
    HTTPStatus.REQUEST_TIMEOUT: "the head of the request did not arrive in time",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "the head of the request is too large",
}


class BoundedConnection(HttpToolsProtocol):
    """A connection whose requests have to begin, and to have a complete head, within bounds."""

    transport: ClosingTransport  # type: ignore[assignment]

    def __init__(self, *, limits: Limits, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._limits = limits
        self._head_timer: asyncio.TimerHandle | None = None
        self._in_head = False
        self._head_bytes = 0
        self._unparsed_bytes = 0
        self._wrong = HTTPStatus.BAD_REQUEST
        self._refused = False
        self._stopping = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Serves a new connection, unless there are far too many."""
        closing = ClosingTransport(transport, self._has_unread, self._limits)
        if len(self.connections) >= 2 * self._limits.connections:
            self.transport = closing
            transport.abort()
            return
        super().connection_made(closing)  # type: ignore[arg-type]
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends every wait for the client."""
        self._head_arrived()
        self.transport.lost()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on, unless the client was refused."""
        if self._refused or self.transport.is_closing():
            return
        # The parser keeps a header to itself until it is complete, so its size does not show in `on_header`.
        self._unparsed_bytes += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if not self._in_head:
            self._unparsed_bytes = 0
        if self._unparsed_bytes > self._limits.head_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self._is_idle() and self.timeout_keep_alive_task is None:
            # Line ends between requests are no request, yet uvicorn takes them for the end of the idle time.
            self._expect_head()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head = True
        self._head_bytes = 0
        self._expect_head()

    def on_url(self, url: bytes) -> None:
        """A part of its target."""
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its headers."""
        super().on_header(name, value)
        self._count(len(name) + len(value) + len(b": \r\n"))

    def on_headers_complete(self) -> None:
        """Its head is complete: from here on it is in flight."""
        self._in_head = False
        self._unparsed_bytes = 0
        self._head_arrived()
        super().on_headers_complete()
        # What follows a request for an upgrade is left to the other protocol, which nobody here speaks.
        if self._stopping or self.parser.should_upgrade():
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """Its body is complete."""
        self._unparsed_bytes = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What uvicorn calls for a request that cannot be parsed."""
        self._refuse(self._wrong)

    def shutdown(self) -> None:
        """The service stops: a request that has begun is answered, and is the last one."""
        self._stopping = True
        if not self._in_head:
            super().shutdown()

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > self._limits.head_bytes:
            self._wrong = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise ValueError(
                "the head is too large"
            )  # The parser stops at it, and tells `send_400_response`.

    def _expect_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(
                self._limits.head_seconds, self._refuse, HTTPStatus.REQUEST_TIMEOUT
            )

    def _head_arrived(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _is_idle(self) -> bool:
        return not self._in_head and (self.cycle is None or self.cycle.response_complete)

    def _has_unread(self) -> bool:
        return self._refused or (self.cycle is not None and self.cycle.more_body)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answers what is wrong and reads no more."""
        self._refused = True
        self._head_arrived()
        cycle = self.cycle
        if self.pipeline or (cycle is not None and not cycle.response_complete and not cycle.more_body):
            # An earlier request is being answered, and nothing may be written into its answer.
            cycle.keep_alive = False
            return
        if cycle is None or cycle.response_complete or not cycle.response_started:
            body = error_body(_MESSAGES[status])
            head = b"content-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(
                body
            )
            self.transport.write(STATUS_LINE[status] + head + body)
        self.transport.close()
