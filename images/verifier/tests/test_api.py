"""The service as its clients see it."""

import json
import time
from collections.abc import Iterator

import httpx
import pytest

from crafted import CURRENT, claims, key_set, token
from program import start

MOMENT = int(time.time())


def fresh(**changes: object) -> str:
    return token(body=claims(iat=MOMENT, exp=MOMENT + 600, **changes))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    keys = tmp_path_factory.mktemp("keys") / "jwks.json"
    keys.write_text(key_set(CURRENT))
    with (
        start(keys) as service,
        httpx.Client(base_url=f"http://127.0.0.1:{service.port}", trust_env=False) as client,
    ):
        yield client


def refused(response: httpx.Response, status: int, reason: str) -> None:
    assert response.status_code == status, response.text
    assert list(response.json()) == ["error"]
    assert reason in response.json()["error"]


def send(client: httpx.Client, content: str | bytes, kind: str = "application/json") -> httpx.Response:
    return client.post("/verify", content=content, headers={"Content-Type": kind})


def test_a_valid_token_in_the_body_gives_its_claims(client: httpx.Client) -> None:
    response = client.post("/verify", json={"token": fresh(roles=["a"], name="ñ😀")})
    assert response.status_code == 200
    expected = claims(iat=MOMENT, exp=MOMENT + 600, roles=["a"], name="ñ😀")
    assert response.json() == expected
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer "])
def test_a_valid_token_in_the_header_gives_its_claims(client: httpx.Client, scheme: str) -> None:
    response = client.post("/verify", headers={"Authorization": f"{scheme} {fresh()}"})
    assert response.json()["sub"] == "ana"


def test_a_token_that_is_not_valid_is_refused_with_the_reason(client: httpx.Client) -> None:
    expired = token(body=claims(iat=MOMENT - 60, exp=MOMENT - 1))
    for response in (
        client.post("/verify", json={"token": expired}),
        client.post("/verify", headers={"Authorization": f"Bearer {expired}"}),
    ):
        refused(response, 401, "the token has expired")
        assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_a_request_without_a_token_is_refused(client: httpx.Client) -> None:
    response = client.post("/verify")
    refused(response, 401, "there is no token")
    assert response.headers["www-authenticate"] == "Bearer"
    refused(client.post("/verify", headers={"Authorization": "Bearer"}), 401, "malformed")


def test_another_scheme_is_refused(client: httpx.Client) -> None:
    for value in ("Basic YTpi", fresh(), "", "Bearer\t" + fresh()):
        response = client.post("/verify", headers={"Authorization": value}, json={"token": fresh()})
        refused(response, 401, "the scheme of Authorization must be Bearer")


def test_two_tokens_are_refused(client: httpx.Client) -> None:
    bearer = {"Authorization": f"Bearer {fresh()}"}
    refused(client.post("/verify", headers=bearer, json={"token": fresh()}), 400, "two tokens")
    twice = [("Authorization", bearer["Authorization"])] * 2
    refused(client.post("/verify", headers=twice), 400, "several Authorization headers")


def test_a_header_that_is_no_text_is_refused(client: httpx.Client) -> None:
    refused(client.post("/verify", headers={b"Authorization": b"Bearer \xff\xfe.a.b"}), 401, "malformed")


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[1",
        b'{"token":"\xff"}',
        "\ufeff{}",
        '{"token":"a.b.c","token":"a.b.c"}',
        '{"token":"a.b.c","\\u0074oken":"a.b.c"}',
        '{"token":NaN}',
        '{"token":"\\ud800"}',
        '{"token":' + "9" * 5000 + "}",
        "[" * 16_000,
        "[" * 8000 + "]" * 8000,
    ],
)
def test_a_body_that_is_not_json_is_refused(client: httpx.Client, content: str | bytes) -> None:
    refused(send(client, content), 400, "the body cannot be read as JSON: ")


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "[]",
        "null",
        '"a.b.c"',
        "7",
        '{"token":null}',
        '{"token":7}',
        '{"token":["a"]}',
        '{"Token":"a.b.c"}',
    ],
)
def test_a_body_without_a_token_is_refused(client: httpx.Client, content: str) -> None:
    refused(send(client, content), 422, "the body must be an object with a token")


def test_a_body_with_more_than_a_token_is_refused(client: httpx.Client) -> None:
    refused(send(client, json.dumps({"token": fresh(), "key": "k"})), 422, "nothing else")


def test_a_body_of_another_type_is_refused(client: httpx.Client) -> None:
    for kind in ("text/plain", "", "application/x-www-form-urlencoded"):
        refused(send(client, json.dumps({"token": fresh()}), kind), 415, "application/json")
    assert send(client, json.dumps({"token": fresh()}), "Application/JSON; charset=utf-8").status_code == 200


def test_what_is_too_large_is_refused(client: httpx.Client) -> None:
    refused(client.post("/verify", json={"token": "x" * 8193}), 401, "longer than 8192 characters")
    refused(client.post("/verify", json={"token": "x" * 16_384}), 413, "larger than 16384 bytes")
    refused(
        client.post("/verify", headers={"Authorization": "Bearer " + "x" * 8193}), 401, "longer than 8192"
    )


def test_other_paths_and_methods_are_refused(client: httpx.Client) -> None:
    for path in ("/", "/verify/", "/Verify", "/tokens"):
        refused(client.post(path, json={"token": fresh()}), 404, "nothing at this path")
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        response = client.request(method, "/verify")
        refused(response, 405, "only POST")
        assert response.headers["allow"] == "POST"


def test_health_and_readiness_are_told(client: httpx.Client) -> None:
    for path in ("/healthz", "/readyz"):
        assert client.get(path).json() == {"status": "UP"}


def test_the_description_tells_the_body_the_claims_and_the_refusal(client: httpx.Client) -> None:
    description = client.get("/openapi.json").json()
    operation = description["paths"]["/verify"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"]["token"]["maxLength"] == 8192
    assert {"200", "400", "401", "408", "413", "415", "422"} <= operation["responses"].keys()
    claimed = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    required = description["components"]["schemas"][claimed.rpartition("/")[2]]["required"]
    assert sorted(required) == ["exp", "iat", "iss", "jti", "sub"]
