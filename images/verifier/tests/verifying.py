"""A verifier with a fixed clock."""

from typing import Any

import pytest

from crafted import CURRENT, ISSUER, MAX_TTL, NOW, PREVIOUS, kid_of
from verifier.tokens import RefusedError, TokenVerifier

KEYS = {kid_of(CURRENT): CURRENT, kid_of(PREVIOUS): PREVIOUS}


def verify(presented: str, now: float = NOW) -> dict[str, Any]:
    """Verifies a token that must be valid; gives its claims."""
    return TokenVerifier(KEYS, ISSUER, MAX_TTL, now=lambda: now).verify(presented)


def refusal(presented: str, now: float = NOW) -> str:
    """Verifies a token that must be refused; gives the reason."""
    with pytest.raises(RefusedError) as refused:
        verify(presented, now)
    return str(refused.value)
