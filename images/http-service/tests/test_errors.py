"""Requests that cannot be answered."""

import json

import pytest

from service import Service

JSON = "Content-Type: application/json"


@pytest.mark.parametrize("path", ["/nowhere", "/items/", "//items", "/%20", "/openapi.json/", "/docs/x"])
def test_an_unknown_path_is_answered_404(shared: Service, path: str) -> None:
    answer = shared.ask(f"GET {path}")
    assert answer.status == 404
    assert answer.error == "there is nothing at this path"


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("DELETE /items", "GET, HEAD, POST"),
        ("HEAD /ready", "PUT"),
        ("POST /healthz", "GET, HEAD"),
        ("OPTIONS /items", "GET, HEAD, POST"),
    ],
)
def test_another_method_is_answered_405_with_those_that_are_allowed(
    shared: Service, line: str, allowed: str
) -> None:
    answer = shared.ask(line)
    assert answer.status == 405
    assert answer.headers["allow"] == allowed


def test_head_is_answered_as_get_without_a_body(shared: Service) -> None:
    with shared.connect() as connection:
        got = connection.ask("GET /items")
        headed = connection.ask("HEAD /items")
        assert (headed.status, headed.headers["content-length"]) == (200, got.headers["content-length"])
        assert connection.ask("GET /items").body == got.body


@pytest.mark.parametrize("target", ["/%ff", "/%C3%28", "/items?least=%ed%a0%80", "/items?%80=1"])
def test_a_path_or_query_that_is_not_utf8_is_answered_400(shared: Service, target: str) -> None:
    answer = shared.ask(f"GET {target}")
    assert answer.status == 400
    assert "not UTF-8" in answer.error


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"hello\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /items HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /items HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST /items HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        b"POST /items HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST /items HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nnothing\r\n",
        b"CONNECT example:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /items HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    ],
)
def test_what_is_not_http_is_answered_400_and_the_connection_closed(
    shared: Service, request_bytes: bytes
) -> None:
    with shared.connect() as connection:
        connection.send(request_bytes)
        assert connection.answer().status == 400
        assert connection.rest() == b""


UPGRADE = ("Connection: Upgrade", "Upgrade: h2c")


def test_an_upgrade_is_not_made_and_the_request_answered_all_the_same(shared: Service) -> None:
    with shared.connect() as connection:
        answer = connection.ask("GET /items", *UPGRADE)
        assert (answer.status, answer.body, answer.headers["connection"]) == (200, b"[0]", "close")
        assert connection.rest() == b""


def test_a_body_together_with_an_upgrade_is_answered_400_and_never_taken_for_a_request(
    shared: Service,
) -> None:
    with shared.connect() as connection:
        body = b"GET /items HTTP/1.1\r\nHost: service\r\n\r\n"
        answer = connection.ask("POST /items", JSON, *UPGRADE, body=body)
        assert answer.status == 400
        assert "upgrade" in answer.error
        assert connection.rest() == b""


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "Expecting property name"),
        (b'{"name": "\xff"}', "it is not UTF-8"),
        (b'{"name": "x", "size": NaN}', "NaN is not a JSON number"),
        (b'{"name": "x", "name": "y"}', 'the name "name" occurs twice in one object'),
        (b'{"name": "\\ud800"}', "a string has an unpaired surrogate"),
        (b"9" * 900, "a number is too large"),
        (b"[" * 900, "Expecting value"),
        (b"[" * 450 + b"]" * 450, "more than 64 lists and objects are nested"),
    ],
)
def test_a_body_that_is_not_strict_json_is_answered_400_with_the_reason(
    shared: Service, body: bytes, says: str
) -> None:
    answer = shared.ask("POST /items", JSON, body=body)
    assert answer.status == 400
    assert answer.error.startswith(f"the body cannot be read as JSON: {says}")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "body.name: Field required"),
        ({"name": 5}, "body.name: Input should be a valid string"),
        ({"name": "x" * 21}, "body.name: String should have at most 20 characters"),
        ({"name": "x", "size": 0}, "body.size: Input should be greater than or equal to 1"),
        ([], "body: Input should be a valid dictionary"),
        (None, "body"),
    ],
)
def test_input_that_is_not_as_described_is_answered_422_with_what_is_wrong(
    shared: Service, body: object, says: str
) -> None:
    answer = shared.ask("POST /items", JSON, body=json.dumps(body).encode())
    assert answer.status == 422
    assert says in answer.error


def test_a_query_that_is_not_as_described_is_answered_422(shared: Service) -> None:
    answer = shared.ask("GET /items?least=some")
    assert answer.status == 422
    assert "query.least" in answer.error


@pytest.mark.parametrize(
    "headers", [(), ("Content-Type: text/plain",), ("Content-Type: multipart/form-data",)]
)
def test_a_body_of_another_type_is_answered_415(shared: Service, headers: tuple[str, ...]) -> None:
    answer = shared.ask("POST /items", *headers, body=b'{"name": "x"}')
    assert answer.status == 415
    assert "application/json" in answer.error


def test_a_missing_body_is_answered_422(shared: Service) -> None:
    assert shared.ask("POST /items", JSON).status == 422


def test_a_failure_is_answered_500_without_its_inside_which_is_one_line_of_the_log(own: Service) -> None:
    with own.connect() as connection:
        answer = connection.ask("GET /fail")
        assert answer.status == 500
        assert b"of the inside" not in answer.body
        assert b"Error" not in answer.body
        assert connection.ask("GET /healthz").status == 200
    errors = [line for line in own.log if line["level"] == "error"]
    assert [(line["message"], line["method"], line["path"]) for line in errors] == [
        ("a request failed", "GET", "/fail")
    ]
    assert "RuntimeError: of the inside" in errors[0]["trace"]


def test_the_description_names_every_error_that_an_operation_can_answer(shared: Service) -> None:
    description = json.loads(shared.ask("GET /openapi.json").body)
    operations = description["paths"]["/items"]
    expected = {"201", "400", "404", "405", "408", "413", "415", "422", "500", "503"}
    assert operations["post"]["responses"].keys() == expected
    assert operations["get"]["responses"].keys() == {"200"} | expected - {"201", "408", "413", "415"}
    for responses in (operation["responses"] for operation in operations.values()):
        for status in responses.keys() - {"200", "201"}:
            schema = responses[status]["content"]["application/json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/Error"}
    assert description["components"]["schemas"]["Error"]["required"] == ["error"]
    assert "HTTPValidationError" not in json.dumps(description)
    assert "the body is not JSON" in operations["post"]["responses"]["400"]["description"]
    assert "its body is not JSON" not in operations["get"]["responses"]["400"]["description"]
