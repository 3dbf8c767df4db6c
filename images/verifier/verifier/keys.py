"""The keys that tokens may be signed with, from the file that keycreator wrote."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from http_service import strict_json

from . import base64url

_LEAST_BYTES = 32
_FIXED = {"kty": "oct", "alg": "HS256", "use": "sig"}


class NoKeysError(Exception):
    """There are no keys to verify with; the message says why, without the content of the file."""


def read_keys(path: Path) -> Mapping[str, bytes]:
    """
    Reads a key set (RFC 7517).

    :param path: the file
    :return: its keys, by their ids
    :raises NoKeysError: when there is no such file, or it is not a key set as keycreator writes it
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NoKeysError(
            f"there are no keys to verify with, so keycreator has to run first: {path}: {error.strerror}"
        ) from None
    try:
        match strict_json.parse(content):
            case {"keys": [_, *_] as keys, **others} if not others:
                return dict(_key(key) for key in keys)
    except ValueError:
        pass  # Without its message, which may quote the file.
    raise NoKeysError(
        f"there are no keys to verify with in {path}: it is not a key set as keycreator writes it"
    )


def _key(key: Any) -> tuple[str, bytes]:
    match key:
        case {"kid": str(kid), "k": str(text), **others} if others == _FIXED:
            value = base64url.decode(text)
            # The id is a digest of the key (RFC 7638), so a truncated or altered key does not match its id.
            digest = hashlib.sha256(f'{{"k":"{text}","kty":"oct"}}'.encode()).digest()
            if len(value) >= _LEAST_BYTES and kid == base64url.encode(digest):
                return kid, value
    raise ValueError("it is not a key for HS256")
