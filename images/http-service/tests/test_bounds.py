"""Clients that are slow, or send too much."""

import pytest

from service import Connection, Service

HEAD = "HTTP/1.1\r\nHost: service\r\n"


@pytest.mark.parametrize(
    "sent",
    ["", "G", "GET /healthz HTTP/1.1\r\n", f"GET /healthz {HEAD}X-Long: ", "\r\n"],
    ids=["nothing", "a letter", "a request line", "half a header", "a line end"],
)
def test_a_head_that_does_not_arrive_is_answered_408_and_the_connection_closed(
    shared: Service, sent: str
) -> None:
    with shared.connect() as connection:
        connection.send(sent)
        answer = connection.answer()
        assert answer.status == 408
        assert "head" in answer.error
        assert connection.rest() == b""


def test_a_head_that_arrives_byte_by_byte_gains_no_time(shared: Service) -> None:
    with shared.connect() as connection:
        status = 0
        for byte in f"GET /slow?seconds=0 {HEAD}" + "X: y\r\n" * 1000:
            try:
                connection.send(byte)
                connection._socket.settimeout(0.01)
                status = connection.answer().status
                break
            except TimeoutError:
                continue
        assert status == 408


@pytest.mark.parametrize(
    "next_request", ["", "\r\n", "GET /healthz"], ids=["nothing", "a line end", "half a head"]
)
def test_a_connection_is_closed_when_no_further_request_arrives(shared: Service, next_request: str) -> None:
    with shared.connect() as connection:
        assert connection.ask("GET /healthz").status == 200
        assert connection.ask("GET /healthz").status == 200
        connection.send(next_request)
        rest = connection.rest()
        assert rest == b"" if next_request == "" else rest.startswith(b"HTTP/1.1 408 ")


def test_half_a_request_behind_another_leaves_the_first_ones_answer_whole(shared: Service) -> None:
    with shared.connect() as connection:
        connection.send(f"GET /slow?seconds=1 {HEAD}\r\nGET /healthz {HEAD}")
        assert connection.answer().body == b'"done"'
        assert connection.rest() == b""


@pytest.mark.parametrize("framing", ["Content-Length: 20", "Transfer-Encoding: chunked"])
def test_a_body_that_does_not_arrive_is_answered_408_and_the_connection_closed(
    shared: Service, framing: str
) -> None:
    with shared.connect() as connection:
        connection.send(f"POST /items {HEAD}Content-Type: application/json\r\n{framing}\r\n\r\n")
        connection.send("5\r\n")
        answer = connection.answer()
        assert answer.status == 408
        assert "body" in answer.error
        assert connection.rest() == b""


def test_a_body_that_says_that_it_is_too_large_is_answered_413_without_being_read(shared: Service) -> None:
    with shared.connect() as connection:
        connection.send(f"POST /items {HEAD}Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n")
        answer = connection.answer()
        assert answer.status == 413
        assert "1000 bytes" in answer.error
        assert connection.rest() == b""


def test_a_chunked_body_that_becomes_too_large_is_answered_413(shared: Service) -> None:
    with shared.connect() as connection:
        connection.send(
            f"POST /items {HEAD}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        connection.send("1f4\r\n" + "x" * 500 + "\r\n")
        connection.send("1f5\r\n" + "x" * 501 + "\r\n")
        assert connection.answer().status == 413
        assert connection.rest() == b""


@pytest.mark.parametrize("path", ["/items", "/fail", "/nowhere"])
def test_a_client_that_sends_far_too_much_gets_to_see_the_413(shared: Service, path: str) -> None:
    assert shared.ask(f"POST {path}", body=b"x" * 5_000_000).status == 413


def test_a_body_that_nobody_reads_is_not_taken_for_the_next_request(shared: Service) -> None:
    with shared.connect() as connection:
        body = f"GET /fail {HEAD}\r\n".encode()
        assert connection.ask("GET /healthz", body=body).status == 200
        assert connection.rest() == b""


@pytest.mark.parametrize(
    "sent",
    [
        f"GET /healthz {HEAD}" + "X: y\r\n" * 1000 + "\r\n",
        f"GET /healthz {HEAD}X: " + "y" * 3000,
        "GET /" + "y" * 3000,
    ],
    ids=["many headers", "an endless header", "an endless path"],
)
def test_a_head_that_is_too_large_is_answered_431(shared: Service, sent: str) -> None:
    with shared.connect() as connection:
        for start in range(0, len(sent), 500):
            connection.send(sent[start : start + 500])
        answer = connection.answer()
        assert answer.status == 431
        assert "too large" in answer.error
        assert connection.rest() == b""


def test_a_client_that_does_not_read_its_answer_does_not_keep_its_connection(own: Service) -> None:
    with own.connect() as connection:
        connection.send(f"GET /large {HEAD}Connection: close\r\n\r\n")
        own.stop()
        assert own.ended() == 0


def test_connections_beyond_the_bound_are_answered_503_and_later_ones_are_served(shared: Service) -> None:
    many = [Connection(shared.port) for _ in range(7)]
    try:
        assert shared.ask("GET /healthz").status == 503
    finally:
        for connection in many:
            connection.__exit__()
    with shared.connect() as connection:
        assert connection.ask("GET /healthz").status == 200
