"""The HTTP interface."""

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
from .settings import Settings
from .source import Source
from .upstream import fetch

PREFIX = "/-"
"""What the paths that are no names come after: no name holds a slash that is not encoded."""


class CatalogueState(BaseModel):
    """Which catalogue is in use."""

    source: Literal["bundled", "upstream"] = Field(description="Where it is from.")
    count: int = Field(description="How many entries it has.")
    refreshed_at: datetime | None = Field(
        description="When the upstream last gave it; null if never.",
        serialization_alias="refreshedAt",
    )


def make_app(settings: Settings, bundled: Catalogue) -> FastAPI:
    """
    The application.

    :param settings: the settings of the service
    :param bundled: the catalogue that is used until the upstream gives one
    """
    source = Source(bundled)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            refresh = None
            if settings.catalogue_url is not None:
                ask = partial(fetch, str(settings.catalogue_url))
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
        # There is a catalogue from the start on, and the upstream is nothing to wait for.
        return None

    add_health(app, ready, PREFIX)

    @app.get(f"{PREFIX}/catalogue", summary="Which catalogue is in use")
    async def catalogue() -> CatalogueState:
        count = len(source.catalogue.names)
        return CatalogueState(source=source.kind, count=count, refreshed_at=source.refreshed_at)

    @app.get("/{Nombre}", summary="The APIs whose name contains a text", response_model=list[Entry])
    async def search(
        name: Annotated[
            str,
            Path(alias="Nombre", description="A part of the name, case-sensitive; a slash in it is %2F."),
        ],
    ) -> Response:
        return Response(source.catalogue.search(decode(name)), media_type="application/json")

    # Last, since a route's pattern takes a path that ends with a line for one that does not.
    @app.get("/", include_in_schema=False)
    async def root() -> None:
        raise HTTPException(404, "ask for a part of a name, as in /Weather; /-/docs describes the interface")
