"""The catalogue in use, however its upstream fails."""

import asyncio
import json
from collections.abc import Iterator

import pytest

from api_search import source as source_module
from api_search.catalogue import Catalogue, Entry
from api_search.source import Source
from api_search.upstream import UpstreamError
from http_service import logs
from upstream_server import entry

BUNDLED = Catalogue.of([Entry(**entry("Bundled"))])
NEW = Catalogue.of([Entry(**entry("New"))])


class AllAskedError(BaseException):
    """There is nothing more to be asked."""


def kept_fresh(
    answers: list[Catalogue | Exception], monkeypatch: pytest.MonkeyPatch
) -> tuple[Source, list[float]]:
    """Has a source ask an upstream with these answers; gives it and how long it waited after each."""
    waits: list[float] = []
    remaining: Iterator[Catalogue | Exception] = iter(answers)

    async def fetch() -> Catalogue:
        answer = next(remaining, None)
        if answer is None:
            raise AllAskedError
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(source_module.asyncio, "sleep", wait)
    source = Source(BUNDLED)
    with pytest.raises(AllAskedError):
        asyncio.run(source.keep_fresh(fetch, 100))
    return source, waits


def test_a_failing_upstream_is_asked_ever_more_seldom_and_never_more_seldom_than_a_right_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, waits = kept_fresh([UpstreamError("gone")] * 40, monkeypatch)
    assert (source.catalogue, source.kind, source.refreshed_at) == (BUNDLED, "bundled", None)
    for number, waited in enumerate(waits):
        nominal = min(100, 2**number)
        assert 0.8 * nominal <= waited <= 1.2 * nominal
    assert len(set(waits[10:])) > 1, "replicas that fail together do not ask together"


def test_an_upstream_that_is_right_again_is_asked_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, waits = kept_fresh([UpstreamError("gone"), NEW, UpstreamError("gone")], monkeypatch)
    assert (source.catalogue, source.kind) == (NEW, "upstream")
    assert source.refreshed_at
    assert [round(waited, -1) for waited in (waits[0], waits[2])] == [0, 0]
    assert 80 <= waits[1] <= 120


def test_a_failure_of_any_kind_is_logged_once_and_outlived(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure()
    answers = [
        RuntimeError("new"),
        RuntimeError("new"),
        UpstreamError("gone"),
        UpstreamError("gone"),
        NEW,
        NEW,
    ]
    source, _ = kept_fresh(answers, monkeypatch)
    assert source.catalogue == NEW
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["level"], line["message"], "trace" in line) for line in lines] == [
        ("warn", "the upstream's catalogue is not used: new", True),
        ("warn", "the upstream's catalogue is not used: gone", False),
        ("info", "using the upstream's catalogue", False),
    ]
