"""Tells which replica sent an answer."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class ServedBy:
    """Adds the header `X-Served-By` with the name of the replica to every answer."""

    def __init__(self, app: ASGIApp, name: str) -> None:
        self._app = app
        self._header = (b"x-served-by", name.encode("ascii"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request, as ASGI defines."""

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], self._header]}
            await send(message)

        await self._app(scope, receive, named if scope["type"] == "http" else send)
