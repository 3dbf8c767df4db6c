"""The HTTP API."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from typing import Annotated, Literal

from fastapi import FastAPI, Path, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from http_service import add_health, create_app

from .catalogue import Catalogue, Entry
from .paths import EncodedSlashes, decode
from .served_by import ServedBy
from .settings import SearchSettings
from .source import Source
from .upstream import fetch

PREFIX = "/-"
"""Prefix of the service's own paths; a name cannot contain an unencoded slash."""


class CatalogueState(BaseModel):
    """The catalogue in use."""

    source: Literal["bundled", "upstream"] = Field(description="Where it came from.")
    count: int = Field(description="Its number of entries.")
    refreshed_at: datetime | None = Field(
        description="When the upstream last sent it; null if never.",
        serialization_alias="refreshedAt",
    )


def search_api(settings: SearchSettings, bundled: Catalogue) -> FastAPI:
    """
    Makes the application.

    :param settings: the settings of the service
    :param bundled: the catalogue to use until the upstream sends one
    :return: the application, to be served
    """
    source = Source(bundled)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            refresh = None
            if (url := settings.url()) is not None:
                ask = partial(fetch, url)
                refresh = tasks.create_task(source.keep_fresh(ask, settings.refresh_seconds))
            yield
            if refresh is not None:
                refresh.cancel()

    app = create_app(
        title="API search",
        version="1.0.0",
        description="Searches a catalogue of public APIs by name.",
        lifespan=lifespan,
        prefix=PREFIX,
    )
    app.add_middleware(EncodedSlashes)
    if settings.pod_name != "":
        app.add_middleware(ServedBy, name=settings.pod_name)
    _add_routes(app, source)
    return app


def _add_routes(app: FastAPI, source: Source) -> None:
    async def ready() -> str | None:
        # The bundled catalogue is there from the start, so nothing waits for the upstream.
        return None

    add_health(app, ready, PREFIX)

    @app.get(f"{PREFIX}/catalogue", summary="The catalogue in use")
    async def catalogue() -> CatalogueState:
        count = len(source.catalogue.names)
        return CatalogueState(source=source.kind, count=count, refreshed_at=source.refreshed_at)

    @app.get("/{Nombre}", summary="The APIs whose name contains a text", response_model=list[Entry])
    async def search(
        name: Annotated[
            str,
            Path(
                alias="Nombre",
                description="A part of the name, case-sensitive; a slash is encoded as %2F.",
            ),
        ],
    ) -> Response:
        return Response(source.catalogue.search(decode(name)), media_type="application/json")

    # Last: a route pattern also matches a path with a trailing newline.
    @app.get("/", include_in_schema=False)
    async def root() -> None:
        raise HTTPException(404, "ask for a part of a name, as in /Weather; /-/docs describes the API")
