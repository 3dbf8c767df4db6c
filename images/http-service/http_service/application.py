"""FastAPI applications whose errors are JSON and whose requests are bounded."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from starlette.types import StatelessLifespan

from .description import add_errors
from .errors import add_error_handlers
from .guard import Guard
from .json_body import StrictRoute
from .limits import Limits


class _Application(FastAPI):
    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = add_errors(super().openapi())
        return self.openapi_schema


def create_app(
    *,
    title: str,
    version: str,
    description: str,
    lifespan: StatelessLifespan[FastAPI] | Callable[[FastAPI], Any] | None = None,
    prefix: str = "",
    max_body: int = 64 * 1024,
    limits: Limits | None = None,
) -> FastAPI:
    """
    Makes an application without routes.

    It reads bodies as strict JSON and answers every error as `{"error": "…"}`.

    :param title: the name of its API
    :param version: the version of its API
    :param description: what its API is for
    :param lifespan: what to do before it serves and after
    :param prefix: the prefix of its `/openapi.json` and `/docs`
    :param max_body: how many bytes the body of a request may have
    :param limits: the other bounds of a request; those of `Limits()` by default
    :return: the application
    """
    app = _Application(
        title=title,
        version=version,
        description=description,
        lifespan=lifespan,
        openapi_url=f"{prefix}/openapi.json",
        docs_url=f"{prefix}/docs",
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        redirect_slashes=False,
    )
    app.state.stopping = False
    app.router.route_class = StrictRoute
    add_error_handlers(app)
    app.add_middleware(Guard, max_body=max_body, limits=limits or Limits())
    return app
