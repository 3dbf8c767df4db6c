"""The claims of signed tokens."""

import pytest

from crafted import ISSUER, MAX_TTL, NOW, claims, token
from verifying import refusal, verify


@pytest.mark.parametrize("exp", [NOW, NOW - 1, 0, -1, -(10**30)])
def test_an_expired_token_is_refused_without_grace(exp: int) -> None:
    assert refusal(token(body=claims(exp=exp))) == "the token has expired"


def test_a_token_is_valid_to_its_last_moment() -> None:
    last = token(body=claims(exp=NOW + 1))
    assert verify(last, NOW + 0.999)
    assert refusal(last, NOW + 1) == "the token has expired"


@pytest.mark.parametrize("exp", [..., None, "1800000060", NOW + 60.0, 1e300, True, [NOW + 60], {}])
def test_a_token_without_a_whole_number_for_its_end_is_refused(exp: object) -> None:
    assert (
        refusal(token(body=claims(exp=exp))) == "the claim exp is missing or is not a whole number of seconds"
    )


@pytest.mark.parametrize("iat", [..., None, "1", 1.5, True])
def test_a_token_without_the_moment_of_its_making_is_refused(iat: object) -> None:
    assert (
        refusal(token(body=claims(iat=iat))) == "the claim iat is missing or is not a whole number of seconds"
    )


def test_a_token_that_is_not_valid_yet_is_refused() -> None:
    assert verify(token(body=claims(nbf=NOW)))["nbf"] == NOW
    assert refusal(token(body=claims(nbf=NOW + 1))) == "the token is not valid yet"
    for nbf in ("0", None, True, 1.5):
        assert "nbf is missing or is not" in refusal(token(body=claims(nbf=nbf)))


def test_the_clock_of_a_creator_may_be_a_little_ahead() -> None:
    assert verify(token(body=claims(iat=NOW + 5)))
    assert (
        refusal(token(body=claims(iat=NOW + 6))) == "the token is not valid yet: it was issued in the future"
    )


@pytest.mark.parametrize("iat", [NOW - MAX_TTL + 1, NOW - 10, NOW, NOW + 5])
def test_a_token_may_be_valid_for_the_longest_lifetime_and_not_a_second_longer(iat: int) -> None:
    assert verify(token(body=claims(iat=iat, exp=iat + MAX_TTL)))
    expected = f"the token is valid for more than {MAX_TTL} seconds"
    assert refusal(token(body=claims(iat=iat, exp=iat + MAX_TTL + 1))) == expected


@pytest.mark.parametrize("exp", [NOW + 15 * 365 * 24 * 3600, 10**30])
def test_a_token_for_years_is_refused_though_it_is_signed_with_the_key(exp: int) -> None:
    assert refusal(token(body=claims(exp=exp))) == f"the token is valid for more than {MAX_TTL} seconds"
    assert refusal(token(body=claims(exp=exp, iat=exp - 60))).endswith("it was issued in the future")


@pytest.mark.parametrize("iss", ["other", "", "SHARED-KEYS", "shared-keys ", None, [ISSUER], ..., 1])
def test_another_issuer_is_refused(iss: object) -> None:
    assert refusal(token(body=claims(iss=iss))) == "the token is from another issuer"


@pytest.mark.parametrize("aud", ["me", ["me"], None])
def test_a_token_for_an_audience_is_refused(aud: object) -> None:
    assert refusal(token(body=claims(aud=aud))) == "the token is for another audience"


@pytest.mark.parametrize("name", ["sub", "jti"])
@pytest.mark.parametrize("value", [..., None, "", 1, ["a"]])
def test_a_token_without_a_subject_or_an_id_is_refused(name: str, value: object) -> None:
    assert refusal(token(body=claims(**{name: value}))) == f"the claim {name} is missing or is not a text"
