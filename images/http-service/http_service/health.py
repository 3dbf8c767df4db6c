"""The endpoints of the liveness and readiness probes."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException


class Health(BaseModel):
    """The state of a service."""

    status: Literal["UP"] = "UP"


def add_health(app: FastAPI, ready: Callable[[], Awaitable[str | None]], prefix: str = "") -> None:
    """
    Adds `/healthz`, which answers as long as the service runs, and `/readyz`, which answers 200 or 503.

    :param app: the application
    :param ready: gives the reason why the service cannot serve requests now, or `None` when it can
    :param prefix: the prefix of both paths
    """

    @app.get(f"{prefix}/healthz", summary="Whether the service runs")
    async def healthz() -> Health:
        return Health()

    @app.get(f"{prefix}/readyz", summary="Whether the service can serve requests")
    async def readyz(request: Request, reason: Annotated[str | None, Depends(ready)]) -> Health:
        if request.app.state.stopping:
            reason = "the service stops"
        if reason is not None:
            raise HTTPException(503, reason)
        return Health()
