"""The HTTP API."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import FastAPI, HTTPException, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, BeforeValidator, Field
from sqlalchemy.exc import SQLAlchemyError

from http_service import Error, add_health, create_app
from http_service.logs import log

from .hotel import MAX_ID, Hotel, HotelInput
from .store import HotelStore, SlugTakenError

# More than a hotel with all texts at their maximum length with every character escaped.
_MAX_BODY = 32 * 1024


class Status(BaseModel):
    """The state of the database."""

    status: Literal["UP", "DOWN"]


def _digits(value: str) -> str:
    """Accepts only ASCII digits. Python would accept +1, 1_0 and other digits as well."""
    if not (value.isascii() and value.isdigit()):
        raise ValueError("it must be a whole number")
    return value


HotelId = Annotated[
    int,
    Path(alias="id", ge=1, le=MAX_ID, description="The id of the hotel."),
    BeforeValidator(_digits),
]


def _problems(**reasons: str) -> dict[int | str, dict[str, Any]]:
    """Describes the errors of an operation, by `s<status>`, and the 503 that every operation can answer."""
    described = {int(status[1:]): reason for status, reason in reasons.items()}
    described[503] = "The database does not answer, or is busy."
    return {status: {"model": Error, "description": reason} for status, reason in described.items()}


_UNKNOWN = "There is no such hotel."
_TAKEN = "Another hotel has the slug."


def hotels_api(store: HotelStore) -> FastAPI:
    """
    Makes the application.

    :param store: the hotels
    :return: the application, to be served
    """
    app = create_app(
        title="Hotels",
        version="1.0.0",
        description="The hotels of a travel site.",
        max_body=_MAX_BODY,
    )
    _add_reads(app, store)
    _add_writes(app, store)
    _add_state(app, store)

    @app.exception_handler(SQLAlchemyError)
    async def no_database(request: Request, error: SQLAlchemyError) -> JSONResponse:
        # Without the statement and its values, which are user data.
        said = str(getattr(error, "orig", None) or error).split("\n", 1)[0]
        log("error", f"the database failed: {said}", method=request.method, path=request.url.path)
        return JSONResponse({"error": "the database does not answer, try again"}, status_code=503)

    return app


def _add_reads(app: FastAPI, store: HotelStore) -> None:
    empty = {"description": "There are no hotels.", "model": Annotated[list[Hotel], Field(max_length=0)]}

    @app.get("/hotels", summary="Every hotel", responses={404: empty, **_problems()})
    def list_hotels(response: Response) -> list[Hotel]:
        hotels = store.all()
        if not hotels:
            response.status_code = 404
        return hotels

    @app.get("/hotels/{id}", summary="One hotel", responses=_problems(s404=_UNKNOWN))
    def get_hotel(hotel_id: HotelId) -> Hotel:
        return _known(store.get(hotel_id), hotel_id)


def _add_writes(app: FastAPI, store: HotelStore) -> None:
    location = {"Location": {"description": "The path of the new hotel.", "schema": {"type": "string"}}}
    created = {201: {"description": "The hotel with its id.", "headers": location}}

    @app.post(
        "/hotels", status_code=201, summary="Add a hotel", responses={**created, **_problems(s409=_TAKEN)}
    )
    def add_hotel(hotel: HotelInput, response: Response) -> Hotel:
        try:
            added = store.add(hotel)
        except SlugTakenError as error:
            raise _taken(error) from error
        response.headers["Location"] = f"/hotels/{added.id}"
        return added

    @app.put("/hotels/{id}", summary="Replace a hotel", responses=_problems(s404=_UNKNOWN, s409=_TAKEN))
    def replace_hotel(hotel_id: HotelId, hotel: HotelInput) -> Hotel:
        try:
            return _known(store.replace(hotel_id, hotel), hotel_id)
        except SlugTakenError as error:
            raise _taken(error) from error

    @app.delete("/hotels/{id}", status_code=204, summary="Remove a hotel", responses=_problems(s404=_UNKNOWN))
    def remove_hotel(hotel_id: HotelId) -> None:
        if not store.remove(hotel_id):
            raise _unknown(hotel_id)


def _add_state(app: FastAPI, store: HotelStore) -> None:
    down = {"model": Status, "description": "The database does not answer, or is not migrated yet."}

    @app.get("/status", summary="Whether the database answers", responses={500: down})
    def get_status(response: Response) -> Status:
        if store.missing() is None:
            return Status(status="UP")
        response.status_code = 500
        return Status(status="DOWN")

    async def ready() -> str | None:
        return await asyncio.to_thread(store.missing)

    add_health(app, ready)


def _known(hotel: Hotel | None, hotel_id: int) -> Hotel:
    if hotel is None:
        raise _unknown(hotel_id)
    return hotel


def _unknown(hotel_id: int) -> HTTPException:
    return HTTPException(404, f"there is no hotel {hotel_id}")


def _taken(error: SlugTakenError) -> HTTPException:
    return HTTPException(409, f"another hotel has the slug {error}")
