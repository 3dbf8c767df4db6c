"""Clients that are slow, or send too much."""

import time
from contextlib import ExitStack

import pytest

from service import Connection, Service, wait_for

HEAD = "HTTP/1.1\r\nHost: service\r\n"


@pytest.mark.parametrize(
    "sent",
    ["", "G", "GET /healthz HTTP/1.1\r\n", f"GET /healthz {HEAD}X-Long: ", "\r\n"],
    ids=["nothing", "a letter", "a request line", "half a header", "a line end"],
)
def test_the_connection_is_closed_when_a_head_does_not_arrive(shared: Service, sent: str) -> None:
    with shared.connect() as connection:
        connection.send(sent)
        assert connection.rest() == b""


def test_a_head_that_arrives_byte_by_byte_gains_no_time(shared: Service) -> None:
    with shared.connect() as connection, pytest.raises(ConnectionError):
        send_slowly(connection, f"GET /slow?seconds=0 {HEAD}" + "X: y\r\n" * 300)


def send_slowly(connection: Connection, text: str) -> None:
    """Sends a text byte by byte, which takes many times as long as a head may take."""
    for byte in text:
        connection.send(byte)
        time.sleep(0.01)


@pytest.mark.parametrize(
    "next_request", ["", "\r\n", "GET /healthz"], ids=["nothing", "a line end", "half a head"]
)
def test_a_connection_is_closed_when_no_further_request_arrives(shared: Service, next_request: str) -> None:
    with shared.connect() as connection:
        assert connection.ask("GET /healthz").status == 200
        assert connection.ask("GET /healthz").status == 200
        connection.send(next_request)
        assert connection.rest() == b""


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
        for _ in range(2):
            assert connection.ask("GET /healthz", body=body).status == 200
        assert connection.rest() == b""


@pytest.mark.parametrize(
    "sent",
    [
        f"GET /healthz {HEAD}" + "X: y\r\n" * 350 + "\r\n",
        f"GET /healthz {HEAD}X: " + "y" * 2000,
        "GET /" + "y" * 2000,
        f"GET /slow?seconds=0.2 {HEAD}\r\nGET /healthz {HEAD}" + "X: y\r\n" * 350 + "\r\n",
    ],
    ids=["many headers", "an endless header", "an endless path", "behind another request"],
)
def test_a_head_that_is_too_large_is_refused(shared: Service, sent: str) -> None:
    with shared.connect() as connection:
        connection.send(sent)
        if "/slow" in sent:
            assert connection.answer().body == b'"done"'
        else:
            assert connection.answer().status == 400
        assert connection.rest() == b""


def test_a_client_that_does_not_read_its_answer_does_not_keep_its_connection(own: Service) -> None:
    with own.connect() as connection:
        connection.send(f"GET /large {HEAD}Connection: close\r\n\r\n")
        own.stop()
        assert own.ended() == 0


def test_clients_that_do_not_read_their_answers_do_not_keep_others_out(own: Service) -> None:
    with ExitStack() as stack:
        for _ in range(7):
            stack.enter_context(own.connect()).send(f"GET /large {HEAD}\r\n")
        wait_for(lambda: own.ask("GET /healthz").status == 503)
        wait_for(lambda: own.ask("GET /healthz").status == 200)


def test_connections_beyond_the_bound_are_answered_503_and_later_ones_are_served(own: Service) -> None:
    # Asked again, since idle connections are soon closed.
    wait_for(lambda: ask_beside(own, 7) == 503)
    wait_for(lambda: ask_beside(own, 0) == 200)


def test_connections_beyond_twice_the_bound_are_closed_at_once(own: Service) -> None:
    wait_for(lambda: ask_beside(own, 16) is None)
    wait_for(lambda: ask_beside(own, 0) == 200)


def ask_beside(service: Service, idle: int) -> int | None:
    """Asks while other connections are idle; gives the status of the answer, or None when there is none."""
    with ExitStack() as stack:
        for _ in range(idle):
            stack.enter_context(service.connect())
        try:
            return service.ask("GET /healthz").status
        except (EOFError, ConnectionError):
            return None
