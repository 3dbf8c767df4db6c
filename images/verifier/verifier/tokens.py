"""The verification of tokens: JSON Web Tokens (RFC 7519) with HS256."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt

from http_service import strict_json

from . import base64url

ALGORITHM = "HS256"
"""The only algorithm that is accepted."""
LONGEST_TOKEN = 8192
"""How many characters a token may have; the creator makes no longer tokens."""
CLOCK_SECONDS = 5
"""How many seconds the clock of a creator may be ahead. This does not extend the life of a token."""

_PARTS = 3


class RefusedError(Exception):
    """A token is not valid; the message tells its sender why."""


class TokenVerifier:
    """Verifies tokens."""

    def __init__(
        self, keys: Mapping[str, bytes], issuer: str, max_ttl: int, now: Callable[[], float] = time.time
    ) -> None:
        """
        Makes a verifier.

        :param keys: the keys that tokens may be signed with, by their ids
        :param issuer: the only issuer whose tokens are valid
        :param max_ttl: the longest lifetime of a valid token, from `iat` to `exp`, in seconds
        :param now: the clock, in seconds since 1970
        """
        self._keys = keys
        self._issuer = issuer
        self._max_ttl = max_ttl
        self._now = now
        self._signatures = jwt.PyJWS(algorithms=[ALGORITHM])

    def verify(self, token: str) -> dict[str, Any]:
        """
        Verifies a token.

        :param token: the token
        :return: its claims
        :raises RefusedError: when it is not valid
        """
        if len(token) > LONGEST_TOKEN:
            raise RefusedError(f"the token is longer than {LONGEST_TOKEN} characters")
        header, payload = _split(token)
        key = self._key(header)
        try:
            self._signatures.decode_complete(token, key, algorithms=[ALGORITHM])
        except jwt.InvalidTokenError:
            raise RefusedError("the signature is wrong") from None
        # From here on the token is from a creator, or from somebody else who has the key.
        claims = _object(payload, "claims")
        self._check(claims)
        return claims

    def _key(self, header: dict[str, Any]) -> bytes:
        if header.get("alg") != ALGORITHM:
            raise RefusedError(f"the algorithm must be {ALGORITHM}")
        # Other parameters change the meaning of the signature (crit, b64) or the place of its key (jku, jwk).
        if not header.keys() <= {"alg", "kid", "typ"}:
            raise RefusedError("the header has more than alg, kid and typ")
        if str(header.get("typ", "JWT")).upper() != "JWT":
            raise RefusedError("the type must be JWT")
        kid = header.get("kid")
        if not isinstance(kid, str):
            raise RefusedError("the header does not name the key of the token")
        if kid not in self._keys:
            raise RefusedError("the key that the token is signed with is not known")
        return self._keys[kid]

    def _check(self, claims: dict[str, Any]) -> None:
        now = self._now()
        if claims.get("iss") != self._issuer:
            raise RefusedError("the token is from another issuer")
        if "aud" in claims:
            raise RefusedError("the token is for another audience")
        for name in ("sub", "jti"):
            if not isinstance(claims.get(name), str) or claims[name] == "":
                raise RefusedError(f"the claim {name} is missing or is not a text")
        issued, expires = _moment(claims, "iat"), _moment(claims, "exp")
        if expires <= now:
            raise RefusedError("the token has expired")
        if "nbf" in claims and _moment(claims, "nbf") > now:
            raise RefusedError("the token is not valid yet")
        if issued > now + CLOCK_SECONDS:
            raise RefusedError("the token is not valid yet: it was issued in the future")
        # Creators make no such token: whoever made it has the key. It would outlive the use of the key.
        if expires - issued > self._max_ttl:
            raise RefusedError(f"the token is valid for more than {self._max_ttl} seconds")


def _split(token: str) -> tuple[dict[str, Any], bytes]:
    """Gives the header and the payload of a token."""
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
    # Not by isinstance: True is an int in Python.
    if type(value) is not int:
        raise RefusedError(f"the claim {name} is missing or is not a whole number of seconds")
    return value
