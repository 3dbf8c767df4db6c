"""The service as its clients see it."""

import json
import time
from base64 import b64encode
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

import pytest

from image_program import Start
from service import Service, wait_for
from upstream_server import document, entry, gives, upstream_of

ENTRIES = json.loads(Path(__file__).parents[1].joinpath("catalogue.json").read_text("utf-8"))["entries"]
A_FILE = "it must be the path of a file that holds an http or https URL"
NEW = document(entry("Weather of tomorrow"))


def get(service: Service, path: str) -> object:
    answer = service.ask(f"GET {path}")
    assert answer.status == 200, answer
    assert answer.headers["content-type"] == "application/json"
    return json.loads(answer.body)


def state(service: Service) -> dict:
    answered = get(service, "/-/catalogue")
    assert isinstance(answered, dict)
    return answered


WORDS = ["Cat", "cat", "Open", "a", "Nombre", "healthz", "-/healthz", "What's on the menu?", "x" * 500]
SIGNS = ["/", "%", "%2F", "%25", "#", "?", "&", "+", "..", ".", "-", "]", " ", "\n", "Cat\n", "\x00"]
LETTERS = ["Pokémon", "é", "e\u0301", "İ", "™", "😀"]


@pytest.mark.parametrize("name", [*WORDS, *SIGNS, *LETTERS])
def test_a_name_finds_what_contains_it(shared: Service, name: str) -> None:
    expected = [one for one in ENTRIES if name in one["API"]]
    assert get(shared, "/" + quote(name, safe="")) == expected


@pytest.mark.parametrize("path", ["/a/b", "/a/", "//", "/-/unknown", "/-/healthz/x", "/a%2Fb/c"])
def test_a_second_segment_is_answered_404(shared: Service, path: str) -> None:
    assert shared.ask(f"GET {path}").status == 404


def test_no_name_is_answered_404_with_what_to_ask(shared: Service) -> None:
    answer = shared.ask("GET /")
    assert answer.status == 404
    assert "/Weather" in answer.error


def test_a_name_that_is_not_utf8_is_answered_400(shared: Service) -> None:
    assert shared.ask("GET /%ff").status == 400


def test_another_method_is_answered_405(shared: Service) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = shared.ask(f"{method} /Cat")
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_it_is_healthy_and_described(shared: Service) -> None:
    assert get(shared, "/-/healthz") == get(shared, "/-/readyz") == {"status": "UP"}
    description = get(shared, "/-/openapi.json")
    assert isinstance(description, dict)
    assert description["paths"].keys() == {"/{Nombre}", "/-/healthz", "/-/readyz", "/-/catalogue"}


def test_it_says_which_replica_answers_when_it_knows(start: Start, shared: Service) -> None:
    named = start(POD_NAME="api-search-1")
    for path in ("/Cat", "/a/b", "/-/healthz"):
        assert named.ask(f"GET {path}").headers["x-served-by"] == "api-search-1"
        assert "x-served-by" not in shared.ask(f"GET {path}").headers


def test_the_bundled_catalogue_is_served_without_an_upstream(shared: Service) -> None:
    assert state(shared) == {"source": "bundled", "count": 1695, "refreshedAt": None}


def test_the_upstreams_catalogue_is_used_as_long_as_it_is_the_last_good_one(start: Start) -> None:
    with upstream_of(gives(NEW)) as upstream:
        service = start(CATALOGUE_URL=upstream.url, REFRESH_SECONDS="1")
        wait_for(lambda: state(service)["source"] == "upstream")
        assert get(service, "/Weather") == json.loads(NEW)["entries"]

        # Wrong in two ways: each is one line of the log, however often it is met.
        for wrong, says in ((gives(b"", 500), "it answered 500"), (gives(b"{}"), "count: Field required")):
            upstream.answering = wrong
            service.said(says)
            asked = upstream.asked
            wait_for(lambda asked=asked: upstream.asked >= asked + 2)
            assert get(service, "/Weather") == json.loads(NEW)["entries"]
        warnings = [line["message"] for line in service.log if line["level"] == "warn"]
        assert len(warnings) == 2, warnings

        upstream.answering = gives(document(entry("Weather again"), entry("Other")))
        wait_for(lambda: state(service)["count"] == 2)
        assert [one["API"] for one in get(service, "/Weather")] == ["Weather again"]
    # Gone altogether, the last good one stays.
    service.said("cannot be reached")
    assert state(service)["count"] == 2
    assert upstream.url not in json.dumps(service.log)


def test_no_request_waits_for_an_upstream_that_does_not_answer(start: Start) -> None:
    with upstream_of(lambda _: None) as upstream:
        upstream.answering = lambda _: upstream.stopping.wait() and None
        service = start(CATALOGUE_URL=upstream.url)
        wait_for(lambda: upstream.asked == 1)
        assert get(service, "/-/readyz") == {"status": "UP"}
        with service.connect() as connection:
            started = time.monotonic()
            for _ in range(20):
                assert connection.ask("GET /Cat").status == 200
            # The upstream is given up after 20 s.
            assert time.monotonic() - started < 10
        assert state(service)["source"] == "bundled"
        # Nor does its end.
        service.stop()
        assert service.ended() == 0


def test_an_upstream_that_comes_back_is_used(start: Start) -> None:
    with upstream_of(gives(b"", 503)) as upstream:
        service = start(CATALOGUE_URL=upstream.url)
        service.said("it answered 503")
        upstream.answering = gives(NEW)
        wait_for(lambda: state(service)["source"] == "upstream")
        refreshed = state(service)["refreshedAt"]
        assert refreshed.endswith("Z")
    assert service.said("using the upstream's catalogue")["count"] == 1


def test_a_password_in_the_url_reaches_the_upstream_and_is_in_no_answer_and_no_log(
    start: Start, tmp_path: Path
) -> None:
    user, password = "reader", "p/ss: word"
    credentials = b64encode(f"{user}:{password}".encode()).decode()

    def guarded(request: BaseHTTPRequestHandler) -> None:
        known = request.headers["Authorization"] == f"Basic {credentials}"
        gives(NEW if known else b"", 200 if known else 401)(request)

    encoded = quote(password, safe="")
    with upstream_of(guarded) as upstream:
        file = tmp_path / "url"
        file.write_text(upstream.url.replace("//", f"//{user}:{encoded}@") + "\n")
        service = start(CATALOGUE_URL_FILE=str(file), REFRESH_SECONDS="1")
        wait_for(lambda: state(service)["source"] == "upstream")
        for wrong, says in (
            (gives(b"", 401), "it answered 401"),
            (gives(b"", 302, Location="http://[/"), "it cannot be reached"),
        ):
            upstream.answering = wrong
            service.said(says)
        answers = [
            service.ask(f"GET {path}").body for path in ("/-/catalogue", "/-/openapi.json", "/Weather")
        ]
    service.said("All connection attempts failed")
    written = json.dumps(service.log) + str(answers)
    for secret in (password, encoded, credentials):
        assert secret not in written


def test_only_one_url_can_be_set(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("http://127.0.0.1/")
    service = start(CATALOGUE_URL="http://127.0.0.1/", CATALOGUE_URL_FILE=str(file))
    assert service.ended() == 2
    assert [line["message"] for line in service.log] == [
        "only one of CATALOGUE_URL and CATALOGUE_URL_FILE can be set"
    ]


def test_it_serves_on_while_it_is_taken_out_of_the_load_balancer(start: Start) -> None:
    service = start(WITHDRAW_SECONDS="1")
    assert service.ask("GET /-/readyz").status == 200
    service.stop()
    service.said("told to stop")
    assert service.ask("GET /-/readyz").status == 503
    assert service.ask("GET /Cat").status == 200
    assert service.ended() == 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"CATALOGUE_URL": "ftp://me:hidden@x/"},
            "CATALOGUE_URL is not allowed: it must be an http or https URL",
        ),
        ({"CATALOGUE_URL": ""}, "CATALOGUE_URL is not allowed: it must be an http or https URL"),
        ({"CATALOGUE_URL_FILE": "/none"}, f'CATALOGUE_URL_FILE is "/none": {A_FILE}'),
        ({"CATALOGUE_URL_FILE": "/etc/hostname"}, f'CATALOGUE_URL_FILE is "/etc/hostname": {A_FILE}'),
        ({"REFRESH_SECONDS": "0"}, 'REFRESH_SECONDS is "0": it must be a whole number from 1 to 86400'),
        ({"PORT": "http"}, 'PORT is "http": it must be a whole number from 0 to 65535'),
        ({"WITHDRAW_SECONDS": "-1"}, 'WITHDRAW_SECONDS is "-1": it must be a whole number from 0 to 60'),
        ({"POD_NAME": "a\nb"}, 'POD_NAME is "a\\nb": it must be the name of a pod'),
    ],
)
def test_a_wrong_setting_is_refused_in_one_clear_line(
    start: Start, settings: dict[str, str], message: str
) -> None:
    service = start(**settings)
    assert service.ended() == 2
    assert [line["message"] for line in service.log] == [message]
