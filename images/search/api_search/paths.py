"""Names with encoded slashes in paths."""

from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send


class EncodedSlashes:
    """
    Routes requests so that an encoded slash does not separate path segments.

    A route must pass each path parameter to `decode`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request, as ASGI defines."""
        if scope["type"] == "http":
            raw = scope["raw_path"].decode("ascii")
            kept = raw.replace("%25", "%2525").replace("%2F", "%252F").replace("%2f", "%252F")
            scope = {**scope, "path": unquote(kept)}
        await self._app(scope, receive, send)


def decode(part: str) -> str:
    """
    Decodes a path parameter that `EncodedSlashes` has passed on.

    :param part: the parameter
    :return: the text that the client sent
    """
    return part.replace("%2F", "/").replace("%25", "%")
