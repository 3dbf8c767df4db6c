"""Tokens: their form, header and signature."""

import base64
import hashlib
import json
from typing import Any

import jwt
import pytest

from crafted import CURRENT, OTHER, PREVIOUS, claims, encode, header, kid_of, token
from verifier.tokens import LONGEST_TOKEN
from verifying import refusal, verify


def test_a_valid_token_gives_its_claims() -> None:
    further = claims(roles=["admin", "ñ😀"], level=1.5, on=True, big=2**53 - 1)
    assert verify(token(body=further)) == further


def test_a_token_of_the_previous_key_is_valid() -> None:
    assert verify(token(header(PREVIOUS), key=PREVIOUS)) == claims()


def test_a_token_that_a_library_makes_is_valid() -> None:
    made = jwt.encode(claims(), CURRENT, algorithm="HS256", headers={"kid": kid_of(CURRENT)})
    assert verify(made) == claims()


@pytest.mark.parametrize(
    "head", [header(typ=...), header(typ="jwt")], ids=["without a type", "with its type in lower case"]
)
def test_a_token_is_valid(head: dict[str, Any]) -> None:
    assert verify(token(head)) == claims()


@pytest.mark.parametrize(
    "alg",
    [
        "none",
        "None",
        "NONE",
        "nOnE",
        "",
        "HS384",
        "HS512",
        "RS256",
        "ES256",
        "hs256",
        None,
        1,
        ["HS256"],
        ...,
    ],
)
def test_every_other_algorithm_is_refused(alg: object) -> None:
    digests = {"HS384": hashlib.sha384, "HS512": hashlib.sha512}
    crafted = token(header(alg=alg), digest=digests.get(str(alg), hashlib.sha256))
    assert refusal(crafted) == "the algorithm must be HS256"
    unsigned = crafted.rpartition(".")[0] + "."
    assert refusal(unsigned) == "the algorithm must be HS256"


def test_an_unsecured_token_with_the_right_algorithm_in_its_header_is_refused() -> None:
    assert refusal(token().rpartition(".")[0] + ".") == "the signature is wrong"


def test_every_changed_character_is_noticed() -> None:
    valid = token()
    for place, character in enumerate(valid):
        for other in "AZaz09-_.":
            if other != character:
                assert refusal(valid[:place] + other + valid[place + 1 :])


def test_no_other_form_of_a_token_is_valid() -> None:
    valid = token()
    last = valid[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    same = [other for other in alphabet if alphabet.index(other) // 4 == alphabet.index(last) // 4]
    forms = [valid[:-1] + other for other in same if other != last]
    assert len(forms) == 3
    standard = base64.b64encode(b"\xfb\xff").decode()
    for form in [
        *forms,
        f"{valid}=",
        f" {valid}",
        f"{valid}\n",
        valid.replace(".", "=.", 1),
        f"{valid}\x00",
        standard,
    ]:
        assert "malformed" in refusal(form)


def test_claims_of_another_token_are_refused() -> None:
    first, second = token(), token(body=claims(sub="eva"))
    head, _, signature = first.split(".")
    assert refusal(f"{head}.{second.split('.')[1]}.{signature}") == "the signature is wrong"


@pytest.mark.parametrize("length", [0, 1, 31, 33, 64])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    assert refusal(f"{token().rpartition('.')[0]}.{encode(b's' * length)}") == "the signature is wrong"


def test_a_token_of_another_key_is_refused_whatever_its_id() -> None:
    assert refusal(token(header(OTHER), key=OTHER)) == "the key that the token is signed with is not known"
    assert refusal(token(header(CURRENT), key=OTHER)) == "the signature is wrong"
    assert refusal(token(header(CURRENT), key=PREVIOUS)) == "the signature is wrong"
    assert refusal(token(header(PREVIOUS), key=CURRENT)) == "the signature is wrong"
    assert refusal(token(key=b"")) == "the signature is wrong"


@pytest.mark.parametrize(
    "kid", ["", "0", "../keys/jwks.json", "' OR 1=1 --", "\x00", kid_of(CURRENT).lower()]
)
def test_an_id_that_is_not_known_is_refused(kid: str) -> None:
    assert refusal(token(header(kid=kid))) == "the key that the token is signed with is not known"


@pytest.mark.parametrize("kid", [..., None, 0, True, [kid_of(CURRENT)], {"kid": kid_of(CURRENT)}])
def test_a_token_that_does_not_say_its_key_is_refused(kid: object) -> None:
    assert refusal(token(header(kid=kid))) == "the header does not name the key of the token"


@pytest.mark.parametrize(
    "further",
    [
        {"crit": ["exp"]},
        {"crit": []},
        {"b64": False},
        {"b64": False, "crit": ["b64"]},
        {"b64": True},
        {"jwk": {"kty": "oct", "k": encode(OTHER)}},
        {"jku": "http://127.0.0.1/jwks.json"},
        {"x5u": "file:///keys/jwks.json"},
        {"zip": "DEF"},
        {"cty": "JWT"},
    ],
    ids=json.dumps,
)
def test_a_header_that_could_change_what_is_signed_or_with_what_is_refused(further: dict[str, Any]) -> None:
    assert refusal(token(header(**further))) == "the header has more than alg, kid and typ"


def test_a_detached_payload_is_refused() -> None:
    head, _, signature = token().split(".")
    assert refusal(f"{head}..{signature}") == "the signature is wrong"
    assert "malformed" in refusal(token(body=b""))


@pytest.mark.parametrize("typ", ["at+jwt", "JWE", "", 1, ["JWT"], {}, False])
def test_another_type_is_refused(typ: object) -> None:
    assert refusal(token(header(typ=typ))) == "the type must be JWT"


@pytest.mark.parametrize(
    "head",
    [
        "",
        "{",
        "[]",
        "null",
        '"HS256"',
        "7",
        b"\xff{}",
        '{"alg":"none","alg":"HS256"}',
        json.dumps(header())[:-1] + ',"alg":"HS256"}',
        json.dumps(header())[:-1] + ',"\\u0061lg":"none"}',
        '{"alg":"HS256","kid":"\\ud800"}',
        '{"alg":NaN}',
        '{"alg":1e999}',
        '{"alg":' + "[" * 5000 + "]" * 900 + "}",
        '{"alg":' + "9" * 5000 + "}",
    ],
)
def test_a_header_that_is_not_one_object_of_json_is_refused(head: str | bytes) -> None:
    assert refusal(token(head)) == "the token is malformed: its header must be one object of JSON"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        b"\xff",
        json.dumps(claims())[:-1] + ',"exp":1}',
        json.dumps(claims())[:-1] + ',"x":Infinity}',
        json.dumps(claims())[:-1] + ',"x":-1e400}',
        json.dumps(claims())[:-1] + ',"x":"\\udc00"}',
        json.dumps(claims())[:-1] + ',"x":' + "[" * 5000 + "}",
        json.dumps(claims())[:-1] + ',"x":' + "[" * 2000 + "]" * 2000 + "}",
        json.dumps(claims())[:-1] + ',"x":' + "9" * 5000 + "}",
    ],
)
def test_claims_that_are_not_one_object_of_json_are_refused_even_when_signed(body: str | bytes) -> None:
    assert refusal(token(body=body)) == "the token is malformed: its claims must be one object of JSON"


@pytest.mark.parametrize(
    "presented",
    [
        "",
        ".",
        "..",
        "...",
        "a",
        "a.b",
        "a.b.c.d",
        token() + ".",
        token() + "." + token(),
        "é.é.é",
        "٣.٣.٣",
        "{}",
        "\x00",
        "\ud800",
    ],
)
def test_what_has_not_the_form_of_a_token_is_refused(presented: str) -> None:
    assert refusal(presented).startswith("the token is malformed: ")


def test_the_longest_token_is_valid_and_a_longer_one_is_refused() -> None:
    spare = LONGEST_TOKEN - len(token(body=claims(x="")))
    longest = token(body=claims(x="x" * (spare * 3 // 4)))
    assert LONGEST_TOKEN - 4 <= len(longest) <= LONGEST_TOKEN
    assert verify(longest)["x"]
    assert refusal(token(body=claims(x="x" * spare))) == "the token is longer than 8192 characters"
    assert refusal("x" * 10_000_000) == "the token is longer than 8192 characters"


def test_no_refusal_repeats_what_was_presented() -> None:
    mark = "S3CRET"
    for presented in [
        mark,
        token(header(alg=mark)),
        token(header(kid=mark)),
        token(header(**{mark: 1})),
        token(header(typ=mark)),
        token(body=claims(iss=mark)),
        token(body=claims(exp=mark)),
        token(f'{{"{mark}"'),
    ]:
        assert mark not in refusal(presented)
