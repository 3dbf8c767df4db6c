"""The HTTP API."""

from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from http_service import add_health, create_app

from .tokens import LONGEST_TOKEN, RefusedError, TokenVerifier

_LARGEST_BODY = 16 * 1024


class Presented(BaseModel):
    """A token to verify."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=LONGEST_TOKEN, description="A token, as the creator made it.")


class Claims(BaseModel):
    """The claims of a valid token: those that every token has, and those that the client asked for."""

    model_config = ConfigDict(extra="allow")

    sub: str = Field(description="The subject of the token.")
    iss: str = Field(description="The issuer.")
    iat: int = Field(description="When it was made, in seconds since 1970.")
    exp: int = Field(description="When it expires, in seconds since 1970.")
    jti: str = Field(description="The unique id of the token.")


_DESCRIPTION = {
    "requestBody": {
        "description": "The token, unless it is in the header `Authorization: Bearer`.",
        "required": False,
        "content": {"application/json": {"schema": Presented.model_json_schema()}},
    }
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    401: {
        "description": "There is no token, or it is not valid; the message says why.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
}


def verifier_api(verifier: TokenVerifier) -> FastAPI:
    """
    Makes the application.

    :param verifier: what verifies tokens
    :return: the application, to be served
    """
    app = create_app(
        title="Verifier",
        version="1.0.0",
        description="Verifies the JSON Web Tokens that the creator makes.",
        max_body=_LARGEST_BODY,
    )

    async def ready() -> str | None:
        return None

    add_health(app, ready)

    @app.post(
        "/verify",
        summary="Verify a token",
        response_model=Claims,
        responses=_REFUSED,
        openapi_extra=_DESCRIPTION,
    )
    async def verify(token: Annotated[str, Depends(_presented)]) -> Response:
        try:
            claims = verifier.verify(token)
        except RefusedError as refusal:
            raise _unauthorized(str(refusal), 'Bearer error="invalid_token"') from None
        return JSONResponse(claims, headers={"Cache-Control": "no-store"})

    return app


async def _presented(request: Request) -> str:
    """Gives the token of a request, which is either in its header or in its body."""
    in_header = _in_header(request)
    body = await request.body()
    if in_header is None and not body:
        raise _unauthorized("there is no token in the body or in the header Authorization: Bearer", "Bearer")
    if in_header is None:
        return await _in_body(request)
    if body:
        raise HTTPException(400, "there are two tokens: one in the body and one in the header")
    return in_header


def _in_header(request: Request) -> str | None:
    values = request.headers.getlist("authorization")
    if not values:
        return None
    if len(values) > 1:
        raise HTTPException(400, "there are several Authorization headers")
    scheme, _, token = values[0].partition(" ")
    if scheme.lower() != "bearer":
        raise _unauthorized("the scheme of Authorization must be Bearer", "Bearer")
    return token.strip(" ")


async def _in_body(request: Request) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "the body must have the type application/json")
    match await request.json():
        case {"token": str(token), **others} if not others:
            return token
    raise HTTPException(422, 'the body must be an object with a token and nothing else: {"token": "…"}')


def _unauthorized(reason: str, challenge: str) -> HTTPException:
    return HTTPException(401, reason, {"WWW-Authenticate": challenge})
