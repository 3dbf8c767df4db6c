"""Base64url without padding, of which each content has one form only."""

import base64
import re

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def decode(text: str) -> bytes:
    """
    The content of a text.

    :raises ValueError: when another text would have the same content, so that a changed token could pass for
        the one that it was made of
    """
    if not _ALPHABET.fullmatch(text):
        raise ValueError("it has characters that are not base64url")
    content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(content) != text:
        raise ValueError("its last bits are not zero")
    return content


def encode(content: bytes) -> str:
    """The text that stands for a content."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
