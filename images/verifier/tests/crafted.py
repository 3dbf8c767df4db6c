"""Tokens made by hand, also such that no library would make."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

CURRENT = bytes(range(32))
PREVIOUS = bytes(range(32, 64))
OTHER = b"k" * 32
ISSUER = "shared-keys"
MAX_TTL = 3600
NOW = 1_800_000_000


def encode(content: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def kid_of(key: bytes) -> str:
    """The thumbprint of a key, as RFC 7638 computes it."""
    return encode(hashlib.sha256(b'{"k":"%s","kty":"oct"}' % encode(key).encode()).digest())


def web_key(key: bytes, **changes: str) -> dict[str, str]:
    """A key as keycreator writes it, with changes."""
    return {"kty": "oct", "alg": "HS256", "use": "sig", "kid": kid_of(key), "k": encode(key), **changes}


def key_set(*keys: bytes) -> str:
    """A key set as keycreator writes it."""
    return json.dumps({"keys": [web_key(key) for key in keys]})


def header(key: bytes = CURRENT, **changes: Any) -> dict[str, Any]:
    """The header of a valid token, with changes; a change to `...` leaves a parameter out."""
    return _changed({"alg": "HS256", "typ": "JWT", "kid": kid_of(key)}, changes)


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a valid token, with changes; a change to `...` leaves a claim out."""
    valid = {"sub": "ana", "iss": ISSUER, "iat": NOW - 10, "exp": NOW + 60, "jti": "A1"}
    return _changed(valid, changes)


def _changed(content: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**content, **changes}.items() if value is not ...}


def token(
    head: dict[str, Any] | str | bytes | None = None,
    body: dict[str, Any] | str | bytes | None = None,
    key: bytes = CURRENT,
    digest: Callable[..., Any] = hashlib.sha256,
) -> str:
    """A token of this header and these claims, signed with a key."""
    parts = [
        encode(_bytes(header() if head is None else head)),
        encode(_bytes(claims() if body is None else body)),
    ]
    signed = ".".join(parts)
    return f"{signed}.{encode(hmac.new(key, signed.encode(), digest).digest())}"


def _bytes(content: dict[str, Any] | str | bytes) -> bytes:
    if isinstance(content, dict):
        content = json.dumps(content)
    return content.encode() if isinstance(content, str) else content
