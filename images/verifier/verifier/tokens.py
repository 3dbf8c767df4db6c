"""What makes a token valid."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt

from http_service import strict_json

from . import base64url

ALGORITHM = "HS256"
LONGEST_TOKEN = 8192
"""How many characters a token may have; the creator makes no longer ones."""
CLOCK_SECONDS = 5
"""How far the clock of a creator on another machine may be ahead. A token expires without any such grace."""

_PARTS = 3


class RefusedError(Exception):
    """A token is not valid; the message says why, in words for whom presents it."""


class TokenVerifier:
    """Tells valid tokens from all others."""

    def __init__(self, keys: Mapping[str, bytes], issuer: str, now: Callable[[], float] = time.time) -> None:
        """
        :param keys: the keys that tokens may be signed with, by their ids
        :param issuer: the only issuer whose tokens are valid
        :param now: the clock, in seconds since 1970
        """
        self._keys = keys
        self._issuer = issuer
        self._now = now
        self._signatures = jwt.PyJWS(algorithms=[ALGORITHM])

    def verify(self, token: str) -> dict[str, Any]:
        """
        The claims of a valid token.

        :raises RefusedError: for every other one
        """
        if len(token) > LONGEST_TOKEN:
            raise RefusedError(f"the token is longer than {LONGEST_TOKEN} characters")
        header, payload = _split(token)
        key = self._key(header)
        try:
            self._signatures.decode_complete(token, key, algorithms=[ALGORITHM])
        except jwt.InvalidTokenError:
            raise RefusedError("the signature is wrong") from None
        # From here on it is what a creator wrote, or somebody else who knows the key.
        claims = _object(payload, "claims")
        self._check(claims)
        return claims

    def _key(self, header: dict[str, Any]) -> bytes:
        if header.get("alg") != ALGORITHM:
            raise RefusedError(f"the algorithm must be {ALGORITHM}")
        # What else there is changes what the signature means (crit, b64) or where its key is (jku, jwk).
        if not header.keys() <= {"alg", "kid", "typ"}:
            raise RefusedError("the header has something other than alg, kid and typ")
        if str(header.get("typ", "JWT")).upper() != "JWT":
            raise RefusedError("the type must be JWT")
        kid = header.get("kid")
        if not isinstance(kid, str):
            raise RefusedError("the header does not say which key the token is signed with")
        if kid not in self._keys:
            raise RefusedError("the key that the token is signed with is not known")
        return self._keys[kid]

    def _check(self, claims: dict[str, Any]) -> None:
        now = self._now()
        if claims.get("iss") != self._issuer:
            raise RefusedError("the token is of another issuer")
        if "aud" in claims:
            raise RefusedError("the token is meant for somebody else")
        for name in ("sub", "jti"):
            if not isinstance(claims.get(name), str) or claims[name] == "":
                raise RefusedError(f"the claim {name} must be there, and a text")
        if _moment(claims, "exp") <= now:
            raise RefusedError("the token has expired")
        if "nbf" in claims and _moment(claims, "nbf") > now:
            raise RefusedError("the token is not valid yet")
        if _moment(claims, "iat") > now + CLOCK_SECONDS:
            raise RefusedError("the token is not valid yet: it was issued in the future")


def _split(token: str) -> tuple[dict[str, Any], bytes]:
    """The header and the payload of what has the form of a token."""
    parts = token.split(".")
    if len(parts) != _PARTS:
        raise RefusedError("the token is malformed: it must have three parts")
    try:
        header, payload, _ = (base64url.decode(part) for part in parts)
    except ValueError:
        raise RefusedError("the token is malformed: its parts must be base64url") from None
    return _object(header, "header"), payload


def _object(content: bytes, what: str) -> dict[str, Any]:
    try:
        value = strict_json.parse(content)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise RefusedError(f"the token is malformed: its {what} must be one object of JSON")
    return value


def _moment(claims: dict[str, Any], name: str) -> int:
    value = claims.get(name)
    # True is a whole number to Python.
    if type(value) is not int:
        raise RefusedError(f"the claim {name} must be there, and a whole number of seconds")
    return value
