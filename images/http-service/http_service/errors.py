"""Errors as clients see them: `{"error": "…"}`, without details of the implementation."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

_DEFAULT_MESSAGES = {
    HTTPStatus.NOT_FOUND: "there is nothing at this path",
    HTTPStatus.BAD_REQUEST: "the request cannot be understood",
}


class Error(BaseModel):
    """The body of an error."""

    error: str = Field(description="What is wrong.")


def error_body(message: str) -> bytes:
    """Encodes the body of an error, in ASCII: a message may quote text that cannot be encoded in UTF-8."""
    return json.dumps({"error": message}).encode("ascii")


def error_response(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """
    Makes the answer for an error.

    :param status: its HTTP status
    :param message: what is wrong
    :param headers: further headers
    :return: the answer
    """
    return Response(error_body(message), status, headers, "application/json")


def add_error_handlers(app: FastAPI) -> None:
    """Makes an application answer every error as JSON."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    status = HTTPStatus(error.status_code)
    message = str(error.detail)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(_allowed_methods(request))
        return error_response(status, f"this path allows only {allowed}", {"Allow": allowed})
    if message == status.phrase:
        message = _DEFAULT_MESSAGES.get(status, message)
    return error_response(status, message, error.headers)


def _allowed_methods(request: Request) -> list[str]:
    """Gives the methods of all routes with the path of a request; Starlette gives those of one route only."""
    methods: set[str] = set()
    for route in request.app.routes:
        match, _ = route.matches(request.scope)
        if match != Match.NONE:
            methods.update(route.methods or ())
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    errors = error.errors()
    if any(one["loc"] == ("body",) for one in errors) and not _says_json(request):
        return error_response(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body must have the type application/json"
        )
    return error_response(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(_describe(one) for one in errors[:10]))


def _says_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    # Without a body, the missing type is not an error.
    return kind == "application/json" or (kind == "" and request.headers.get("content-length", "0") == "0")


def _describe(error: dict) -> str:
    where = ".".join(str(part) for part in error["loc"])
    return f"{where}: {error['msg'].removeprefix('Value error, ')}"
