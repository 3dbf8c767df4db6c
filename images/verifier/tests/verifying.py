"""A verifier of a fixed moment, and what it says."""

from typing import Any

import pytest

from crafted import CURRENT, ISSUER, NOW, PREVIOUS, kid_of
from verifier.tokens import RefusedError, TokenVerifier

KEYS = {kid_of(CURRENT): CURRENT, kid_of(PREVIOUS): PREVIOUS}


def verify(presented: str, now: float = NOW) -> dict[str, Any]:
    """The claims of a token that has to be valid."""
    return TokenVerifier(KEYS, ISSUER, now=lambda: now).verify(presented)


def refusal(presented: str, now: float = NOW) -> str:
    """The reason for which a token is refused."""
    with pytest.raises(RefusedError) as refused:
        verify(presented, now)
    return str(refused.value)
