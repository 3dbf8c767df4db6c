"""
A service with tight bounds, so that tests are quick.

Its arguments: the port, `withdraw_seconds`, and how it starts ("succeeds", "fails" or "slowly").
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

from http_service import Limits, add_health, create_app, logs, serve

LIMITS = Limits(
    head_seconds=0.5,
    head_bytes=2000,
    body_seconds=0.5,
    keep_alive_seconds=1,
    answer_seconds=2,
    linger_seconds=0.5,
    drain_seconds=2,
    connections=8,
)
STATE = {"reason": None}


class Item(BaseModel):
    """The body of `POST /items`."""

    name: str = Field(max_length=20)
    size: int = Field(default=1, ge=1)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    logs.log("info", "starting")
    if sys.argv[-1] == "fails":
        raise RuntimeError("no start")
    if sys.argv[-1] == "slowly":
        await asyncio.sleep(1)
    logs.log("info", "started")
    yield
    logs.log("info", "ended")


app = create_app(
    title="Example", version="1", description="An example.", lifespan=lifespan, max_body=1000, limits=LIMITS
)


async def ready() -> str | None:
    return STATE["reason"]


add_health(app, ready)


@app.get("/items")
async def items(least: Annotated[int, Query(ge=0)] = 0) -> list[int]:
    return [least]


@app.post("/items", status_code=201)
async def add(item: Item) -> Item:
    return item


@app.put("/ready")
async def set_ready(reason: str | None = None) -> None:
    STATE["reason"] = reason


@app.get("/fail")
async def fail() -> None:
    secret = "of the inside"  # noqa: S105 - the word that no client may see
    raise RuntimeError(secret)


@app.get("/slow")
async def slow(seconds: float) -> str:
    logs.log("info", "in flight")
    await asyncio.sleep(seconds)
    return "done"


@app.get("/large")
async def large() -> list[str]:
    return ["x" * 1000] * 20_000


if __name__ == "__main__":
    logs.configure()
    limits = replace(LIMITS, withdraw_seconds=float(sys.argv[2]))
    serve(app, port=int(sys.argv[1]), host="127.0.0.1", limits=limits)
