"""Base64url without padding (RFC 7515), where each content has exactly one text."""

import base64
import re

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def decode(text: str) -> bytes:
    """
    Decodes a text.

    :param text: the text
    :return: its content
    :raises ValueError: when the text is not base64url, or another text has the same content: a changed token
        would pass as the original
    """
    if not _ALPHABET.fullmatch(text):
        raise ValueError("it has characters that are not base64url")
    content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(content) != text:
        raise ValueError("its last bits are not zero")
    return content


def encode(content: bytes) -> str:
    """Encodes a content."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
