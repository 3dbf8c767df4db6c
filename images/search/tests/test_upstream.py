"""Upstreams that are slow, wrong, huge, gone."""

import asyncio
import gzip
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from api_search.catalogue import Catalogue
from api_search.upstream import UpstreamError, fetch
from upstream_server import Answering, Upstream, document, entry, gives, upstream_of

RIGHT = document(entry("One"), entry("Two"))


def ask(url: str, **bounds: float) -> Catalogue:
    return asyncio.run(fetch(url, **{"seconds": 20, "most_bytes": 100_000, **bounds}))


def redirects(location: str) -> Answering:
    return gives(b"", 302, Location=location)


def silent(upstream: Callable[[], Upstream]) -> Answering:
    return lambda _: upstream().stopping.wait() and None


def dripping(request: BaseHTTPRequestHandler) -> None:
    """Never pauses for long, and never ends: the length is out of reach."""
    gives(b"", Content_Length=str(10**12))(request)
    while True:
        request.wfile.write(b" ")
        request.wfile.flush()


def test_a_right_answer_is_taken() -> None:
    with upstream_of(gives(RIGHT)) as upstream:
        assert ask(upstream.url).names == ("One", "Two")


def test_a_few_redirects_are_followed() -> None:
    with upstream_of(gives(RIGHT)) as last, upstream_of(redirects(last.url)) as first:
        assert ask(first.url).names == ("One", "Two")


def test_a_redirect_is_followed_on_a_new_connection() -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.path == "/moved":
            gives(RIGHT)(request)
            return
        redirects("/moved")(request)
        # A second request on this connection gets no answer: the connection is closed instead.
        request.rfile.readline()

    with upstream_of(answer) as upstream:
        assert ask(upstream.url).names == ("One", "Two")


@pytest.mark.parametrize(
    ("answering", "says"),
    [
        (gives(RIGHT, 500), "it answered 500"),
        (gives(b"", 204), "it answered 204"),
        (gives(RIGHT, 206), "it answered 206"),
        (gives(b"<html>"), "its answer is not a catalogue: Invalid JSON"),
        (gives(document(entry(HTTPS="yes"))), "its answer is not a catalogue: entries.0.HTTPS"),
        (gives(document(entry(), count=9)), "its answer is not a catalogue: count is 9"),
        (gives(document()), "its answer is not a catalogue: there are no entries"),
        (gives(gzip.compress(RIGHT), Content_Encoding="gzip"), "compressed"),
        (gives(RIGHT[:20], Content_Length=str(len(RIGHT))), "it cannot be reached"),
        (redirects("/entries"), "it cannot be reached: .*redirects"),
        (redirects("ftp://127.0.0.1/entries"), "it cannot be reached: .*protocol"),
        (redirects("file:///etc/passwd"), "it cannot be reached: .*protocol"),
        (redirects("http://[/"), "it cannot be reached"),
        (lambda request: request.wfile.write(b"hello\r\n\r\n") and None, "it cannot be reached"),
        (gives(b" " * 100_001), "its answer is larger than 100000 bytes"),
    ],
)
def test_a_wrong_answer_is_refused_with_the_reason(answering: Answering, says: str) -> None:
    with upstream_of(answering) as upstream, pytest.raises(UpstreamError, match=says):
        ask(upstream.url)


def test_an_upstream_that_never_ends_is_cut_off_at_the_bound() -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        gives(b"", Transfer_Encoding="chunked")(request)
        while True:
            request.wfile.write(b"400\r\n" + b" " * 1024 + b"\r\n")

    with upstream_of(endless) as upstream, pytest.raises(UpstreamError, match="larger than 100000 bytes"):
        ask(upstream.url, seconds=20)


def test_an_upstream_that_does_not_answer_in_time_is_given_up() -> None:
    with upstream_of(lambda _: None) as upstream:
        upstream.answering = silent(lambda: upstream)
        with pytest.raises(UpstreamError, match=r"it did not answer within 0\.2 seconds"):
            ask(upstream.url, seconds=0.2)


def test_an_upstream_that_drips_gains_no_time() -> None:
    with upstream_of(dripping) as upstream, pytest.raises(UpstreamError, match="did not answer within"):
        ask(upstream.url, seconds=0.3, most_bytes=10**9)


def test_an_upstream_that_is_gone_is_reported() -> None:
    with upstream_of(gives(RIGHT)) as upstream:
        pass
    with pytest.raises(UpstreamError, match="it cannot be reached"):
        ask(upstream.url)
    with pytest.raises(UpstreamError, match="it cannot be reached"):
        ask("http://nowhere.invalid/entries")
