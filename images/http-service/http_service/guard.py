"""Checks that every request passes before it reaches an application."""

import asyncio
import contextlib
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import error_response
from .limits import Limits
from .logs import log


class Guard:
    """
    Refuses requests that are not readable or too large, and answers 500 when the application fails.

    HEAD is passed on as GET, since uvicorn itself leaves out the body.

    :param app: the application
    :param max_body: the largest body of a request, in bytes
    :param limits: the other bounds of requests
    """

    def __init__(self, app: ASGIApp, *, max_body: int, limits: Limits) -> None:
        self._app = app
        self._max_body = max_body
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request, as ASGI defines."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _RequestBody(scope, receive, self._max_body, self._limits)
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                await body.drop_rest()
                if not body.complete or scope["app"].state.stopping:
                    message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        try:
            _check_text(scope)
            body.check_length()
            await self._app({**scope, "method": method}, body.receive, answer)
        except HTTPException as refusal:
            await error_response(refusal.status_code, refusal.detail)(scope, receive, answer)
        except Exception:
            log("error", "a request failed", trace=True, method=scope["method"], path=scope["path"])
            if started:
                raise
            await error_response(500, "the service failed to answer; its log says why")(
                scope, receive, answer
            )


def _check_text(scope: Scope) -> None:
    for part, raw in (("path", scope["raw_path"]), ("query", scope["query_string"])):
        try:
            unquote_to_bytes(raw).decode("utf-8")
        except UnicodeDecodeError as error:
            raise HTTPException(400, f"the {part} is not UTF-8") from error


class _RequestBody:
    """The body of a request as it arrives, within bounds of size and time."""

    def __init__(self, scope: Scope, receive: Receive, max_bytes: int, limits: Limits) -> None:
        headers = Headers(scope=scope)
        self._length = int(headers.get("content-length", "0"))
        self._received = 0
        self._max_bytes = max_bytes
        self._receive = receive
        self._limits = limits
        self._deadline = asyncio.get_running_loop().time() + limits.body_seconds
        # With "Expect: 100-continue" the client sends the body only after the first `receive`.
        self._unasked = "expect" in headers
        self.complete = self._length == 0 and "transfer-encoding" not in headers

    def check_length(self) -> None:
        """
        Checks the announced length, before any of the body is read.

        :raises HTTPException: 413 when it is too large
        """
        self._check(self._length)

    async def receive(self) -> Message:
        """
        Receives the next ASGI message: a piece of the body, or what follows the body.

        :raises HTTPException: 408 or 413 when the body exceeds a bound, 400 when it is missing
        """
        if self.complete:
            return await self._receive()
        self._unasked = False
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError as error:
            seconds = self._limits.body_seconds
            raise HTTPException(408, f"the body did not arrive within {seconds:g} seconds") from error
        self._received += len(message.get("body", b""))
        self._check(self._received)
        self.complete = not message.get("more_body", False)
        if self.complete and self._received < self._length:
            raise HTTPException(400, "the body is missing: a body together with an upgrade is not understood")
        return message

    async def drop_rest(self) -> None:
        """
        Reads what the client still sends, for a bounded time.

        A connection that is closed with unread data is reset, and the client may then not see its answer.
        """
        if self._unasked:
            return
        end = min(self._deadline, asyncio.get_running_loop().time() + self._limits.linger_seconds)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(end):
                while not self.complete:
                    message = await self._receive()
                    self.complete = not message.get("more_body", False)

    def _check(self, size: int) -> None:
        if size > self._max_bytes:
            raise HTTPException(413, f"the body is larger than {self._max_bytes} bytes")
