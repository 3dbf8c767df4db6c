"""How the service starts: its keys and its settings."""

import json
from pathlib import Path

import pytest

from crafted import CURRENT, PREVIOUS, encode, key_set, kid_of, web_key
from program import start
from service import Service
from verifier.keys import NoKeysError, read_keys


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "jwks.json"
    path.write_text(key_set(CURRENT, PREVIOUS))
    return path


def test_it_serves_with_the_keys_that_it_found_and_says_only_their_ids(keys: Path) -> None:
    with start(keys) as service:
        assert service.ask("GET /readyz").status == 200
        refused = service.ask("POST /verify", "Authorization: Bearer a.b.c")
        assert (refused.status, refused.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')
        assert service.said("keys are read")["kids"] == [kid_of(CURRENT), kid_of(PREVIOUS)]
        service.stop()
        assert service.ended() == 0
        logged = json.dumps(service.log)
        for key in (CURRENT, PREVIOUS):
            assert encode(key) not in logged
            assert key.hex() not in logged


def failure(service: Service) -> tuple[int, str]:
    """The status and the message of a start that fails with one line."""
    with service:
        status = service.ended()
        (line,) = service.log
        assert line["level"] == "error"
        return status, line["message"]


def test_it_does_not_start_without_keys(tmp_path: Path) -> None:
    path = tmp_path / "jwks.json"
    expected = f"so keycreator has to run first: {path}: No such file or directory"
    status, message = failure(start(path))
    assert (status, message.endswith(expected)) == (1, True), message


SECRET = encode(CURRENT)
WRONG_SETS = {
    "empty": "",
    "no JSON": SECRET,
    "no set": "[]",
    "no keys": '{"keys": []}',
    "keys that are no list": '{"keys": {}}',
    "more than keys": '{"x": 1, ' + key_set(CURRENT)[1:],
    "keys that are there twice": '{"keys": [], ' + key_set(CURRENT)[1:],
    "cut short": key_set(CURRENT)[:-20],
    "no UTF-8": "\udcff",
    "a key that is no object": json.dumps({"keys": [SECRET]}),
    "another type": json.dumps({"keys": [web_key(CURRENT, kty="RSA")]}),
    "another algorithm": json.dumps({"keys": [web_key(CURRENT, alg="HS512")]}),
    "another use": json.dumps({"keys": [web_key(CURRENT, use="enc")]}),
    "an unknown member": json.dumps({"keys": [web_key(CURRENT, x="")]}),
    "an id that does not fit": json.dumps({"keys": [web_key(CURRENT, kid=kid_of(PREVIOUS))]}),
    "an altered key": json.dumps({"keys": [web_key(CURRENT, k=encode(PREVIOUS))]}),
    "a key with padding": json.dumps({"keys": [web_key(CURRENT, k=SECRET + "=")]}),
    "a key that is too short": key_set(CURRENT[:31]),
    "a second key that is wrong": json.dumps({"keys": [web_key(CURRENT), web_key(PREVIOUS, alg="none")]}),
}


@pytest.mark.parametrize("content", WRONG_SETS.values(), ids=WRONG_SETS)
def test_it_takes_no_key_set_that_keycreator_would_not_write(tmp_path: Path, content: str) -> None:
    path = tmp_path / "jwks.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(NoKeysError) as refused:
        read_keys(path)
    expected = f"there are no keys to verify with in {path}: it is not a key set as keycreator writes it"
    assert str(refused.value) == expected


def test_a_wrong_key_set_ends_it_with_one_line_that_does_not_quote_it(tmp_path: Path) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(key_set(CURRENT)[:-3])
    status, message = failure(start(path))
    assert (status, SECRET in message) == (1, False)
    assert "it is not a key set" in message


@pytest.mark.parametrize(
    ("setting", "values"),
    {
        "PORT": ["", "-1", "65536", "x"],
        "KEYS_PATH": ["", "jwks.json", "/", "/keys/"],
        "ISSUER": ["", " ", "a b", "a\n", "a" * 129],
        "MAX_TTL": ["", "0", "-1", "2592001", "1.5", "x"],
    }.items(),
)
def test_every_wrong_setting_is_named_in_one_line(keys: Path, setting: str, values: list[str]) -> None:
    for value in values:
        status, message = failure(start(keys, **{setting: value}))
        assert status == 2
        assert message.startswith(f"{setting} is ")
        assert ": it must be " in message
