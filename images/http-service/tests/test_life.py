"""A service from its settings and start to its shutdown."""

import json
import re
import socket

import pytest
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

from conftest import example, running
from http_service import logs, settings
from service import Connection, Service


def test_it_is_alive_and_ready(shared: Service) -> None:
    for path in ("/healthz", "/readyz"):
        answer = shared.ask(f"GET {path}")
        assert (answer.status, json.loads(answer.body)) == (200, {"status": "UP"})


def test_it_is_not_ready_for_the_reason_that_it_gives_and_still_alive(own: Service) -> None:
    assert own.ask("PUT /ready?reason=no%20data").status == 200
    answer = own.ask("GET /readyz")
    assert (answer.status, answer.error) == (503, "no data")
    assert own.ask("GET /healthz").status == 200


def test_it_does_not_say_what_it_is_made_of(shared: Service) -> None:
    assert "server" not in shared.ask("GET /healthz").headers


def test_it_finishes_the_request_in_flight_when_it_is_stopped_and_takes_no_other(own: Service) -> None:
    with own.connect() as idle, own.connect() as begun, own.connect() as flying:
        assert idle.ask("GET /healthz").status == 200
        assert begun.ask("GET /healthz").status == 200
        begun.send("GET /items HTTP/1.1\r\nHost: service\r\n")
        flying.send("GET /slow?seconds=1 HTTP/1.1\r\nHost: service\r\n\r\n")
        own.said("in flight")
        own.stop()
        own.said("stopping")
        assert idle.rest() == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", own.port))
        begun.send("\r\n")
        for connection, body in ((begun, b"[0]"), (flying, b'"done"')):
            answer = connection.answer()
            assert (answer.status, answer.body, answer.headers["connection"]) == (200, body, "close")
            assert connection.rest() == b""
    assert own.ended() == 0
    assert [line["message"] for line in own.log if line["message"] in ("started", "ended")] == [
        "started",
        "ended",
    ]
    assert own.log[-1]["message"] == "stopped"


def test_it_serves_on_but_is_not_ready_for_a_while_after_it_is_told_to_stop() -> None:
    with example(withdraw_seconds=1) as service:
        assert service.ask("GET /readyz").status == 200
        service.stop()
        service.said("told to stop")
        answer = service.ask("GET /readyz")
        assert (answer.status, answer.error) == (503, "the service stops")
        with service.connect() as connection:
            answer = connection.ask("GET /items")
            # Clients are told to ask elsewhere, before their connections are closed.
            assert (answer.status, answer.headers["connection"]) == (200, "close")
            assert connection.rest() == b""
        assert service.ask("GET /healthz").status == 200
        assert service.ended() == 0
        assert service.log[-1]["message"] == "stopped"


def test_a_connection_made_just_before_the_stop_still_gets_its_request_answered(own: Service) -> None:
    with own.connect() as connection, own.connect() as other:
        # Answered, so the earlier connection is accepted too.
        assert other.ask("GET /healthz").status == 200
        own.stop()
        own.said("stopping")
        assert connection.ask("GET /items").status == 200
        assert connection.rest() == b""
    assert own.ended() == 0


def test_it_ends_in_order_when_it_is_stopped_while_it_starts() -> None:
    with example(start="slowly") as service:
        service.said("starting")
        service.stop()
        assert service.ended() == 0
        messages = [line["message"] for line in service.log]
        assert messages[:2] == ["starting", "started"]
        assert messages[-2:] == ["ended", "stopped"]


def test_it_ends_with_an_error_status_when_it_cannot_start() -> None:
    with example(start="fails") as service:
        assert service.ended() == 3
        assert "RuntimeError: no start" in "".join(line["message"] for line in service.log)


def test_it_waits_for_a_request_in_flight_no_longer_than_it_should(own: Service) -> None:
    with own.connect() as endless:
        endless.send("GET /slow?seconds=600 HTTP/1.1\r\nHost: service\r\n\r\n")
        own.said("in flight")
        own.stop()
        assert own.ended() == 0


def test_every_line_of_its_log_is_json_with_a_time_a_level_and_a_message(own: Service) -> None:
    own.ask("GET /healthz")
    own.stop()
    assert own.ended() == 0
    for line in own.log:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
        assert line["level"] in ("info", "warn", "error")
        assert line["message"]


def test_it_says_in_one_line_that_its_port_is_taken(shared: Service) -> None:
    with example(port=shared.port) as second:
        assert second.ended() == 1
        assert [line["message"] for line in second.log] == [
            f"cannot listen on port {shared.port}: Address already in use"
        ]


def test_it_listens_on_every_address_of_the_machine_unless_it_is_told_which() -> None:
    code = (
        "import example; from http_service import logs, serve; logs.configure(); serve(example.app, port=0)"
    )
    with running("-c", code) as service:
        for address in ("127.0.0.1", "::1") if socket.has_ipv6 else ("127.0.0.1",):
            with Connection(service.port, address) as connection:
                assert connection.ask("GET /healthz").status == 200


class ExampleSettings(BaseSettings):
    """Settings of every type."""

    port: int = Field(8000, ge=0, le=65535, description="a whole number from 0 to 65535")
    name: str = Field(description="text that is not empty", min_length=1)
    key: SecretStr | None = Field(None, min_length=8, description="at least 8 characters")
    names: list[str] = Field(default=[], description="a JSON list of text")

    @model_validator(mode="after")
    def _together(self) -> "ExampleSettings":
        if self.port == 1 and self.key is not None:
            raise ValueError("PORT must not be 1 when KEY is set")
        return self


@pytest.mark.parametrize(
    ("environment", "messages"),
    [
        ({}, ["NAME is not set: it must be text that is not empty"]),
        (
            {"PORT": "x", "NAME": ""},
            [
                'PORT is "x": it must be a whole number from 0 to 65535',
                'NAME is "": it must be text that is not empty',
            ],
        ),
        ({"NAME": "n", "KEY": "hidden"}, ["KEY is not allowed: it must be at least 8 characters"]),
        ({"NAME": "n", "KEY": "hidden-key", "PORT": "1"}, ["PORT must not be 1 when KEY is set"]),
        ({"NAME": "n", "NAMES": "hidden"}, ['error parsing value for field "names"']),
    ],
)
def test_every_wrong_setting_is_one_clear_line_and_status_2(
    environment: dict[str, str],
    messages: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    logs.configure()
    with pytest.raises(SystemExit) as ended:
        settings.load(ExampleSettings)
    assert ended.value.code == 2
    lines = capsys.readouterr().out.splitlines()
    assert "hidden" not in "".join(lines)
    assert len(lines) == len(messages)
    for line, message in zip(lines, messages, strict=True):
        assert message in json.loads(line)["message"]


def test_settings_have_their_values_and_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAME", "n")
    monkeypatch.setenv("KEY", "long-enough")
    loaded = settings.load(ExampleSettings)
    assert (loaded.port, loaded.name, loaded.key and loaded.key.get_secret_value()) == (
        8000,
        "n",
        "long-enough",
    )


def test_an_example_that_is_stopped_while_nobody_asks_ends_at_once() -> None:
    with example() as service:
        assert service.port > 0
        service.stop()
        assert service.ended() == 0
