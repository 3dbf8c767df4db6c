"""Names in paths."""

from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send


class EncodedSlashes:
    """
    Has a request routed by its path as it was sent, in which an encoded slash separates nothing.

    What a route takes from such a path is still to be given to `decode`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            raw = scope["raw_path"].decode("ascii")
            kept = raw.replace("%25", "%2525").replace("%2F", "%252F").replace("%2f", "%252F")
            scope = {**scope, "path": unquote(kept)}
        await self._app(scope, receive, send)


def decode(part: str) -> str:
    """The text that a part of a path stands for."""
    return part.replace("%2F", "/").replace("%25", "%")
