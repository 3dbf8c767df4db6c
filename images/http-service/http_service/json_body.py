"""Request bodies, read as strict JSON."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from . import strict_json


class StrictRequest(Request):
    """A request whose body is read as strict JSON."""

    async def json(self) -> Any:
        """
        Parses the body.

        :raises HTTPException: 400 with the reason, when the body is not strict JSON
        """
        try:
            return strict_json.parse(await self.body())
        except ValueError as error:
            raise HTTPException(400, f"the body cannot be read as JSON: {error}") from error


class StrictRoute(APIRoute):
    """A route whose body parameters, and whose `Request`, are read as strict JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Makes the handler of the route; FastAPI calls it."""
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return handle_strictly
