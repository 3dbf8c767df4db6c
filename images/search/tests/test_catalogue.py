"""The catalogue and what is found in it."""

import json
import re
from pathlib import Path

import pytest

import describe
from api_search.catalogue import Catalogue, Entry, read_catalogue
from upstream_server import document, entry

BUNDLED = Path(describe.CATALOGUE).read_bytes()
ENTRIES = json.loads(BUNDLED)["entries"]


def found(catalogue: Catalogue, text: str) -> list[dict]:
    return json.loads(catalogue.search(text))


def test_the_bundled_catalogue_has_every_entry_with_a_description() -> None:
    catalogue = read_catalogue(BUNDLED)
    assert len(catalogue.names) == 1695
    assert found(catalogue, "") == ENTRIES
    for one in ENTRIES:
        assert list(one) == ["API", "Description", "Auth", "HTTPS", "Cors", "Link", "Category"]
        assert one["API"].strip() in one["Description"]
        assert one["Category"] in one["Description"]


def test_the_descriptions_are_those_that_the_script_writes() -> None:
    assert describe.written(BUNDLED.decode()) == BUNDLED.decode()


def test_a_description_tells_the_facts_of_its_entry() -> None:
    facts = entry("Old API", Auth="apiKey", HTTPS=False, Cors="unknown", Link="http://old.example:8080/x")
    assert describe.description(facts) == (
        "Old API is listed under New and described at old.example. Calls need an API key and go over "
        "plain HTTP; whether web pages of other origins may make them is not known."
    )


@pytest.mark.parametrize("text", ["Cat", "CAT", " ", "é", "İBB", "™", "/", "%", "\n", "\\", '"', "zzz"])
def test_what_is_found_is_what_contains_the_text_in_its_name_in_order(text: str) -> None:
    expected = [one for one in ENTRIES if one["API"].find(text) != -1]
    assert found(read_catalogue(BUNDLED), text) == expected


def test_nothing_is_found_in_anything_but_the_name() -> None:
    catalogue = Catalogue.of([Entry(**entry(Description="words", Auth="OAuth", Category="Animals"))])
    for text in ("words", "OAuth", "Animals", "https", "yes", "true"):
        assert found(catalogue, text) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "Invalid JSON"),
        (b"\xff", "Invalid JSON"),
        (b"[" * 100_000, "Invalid JSON"),
        (b"[]", "Input should be an object"),
        (b'{"entries": []}', "count: Field required"),
        (b'{"count": 1}', "entries: Field required"),
        (document(), "there are no entries"),
        (document(entry(), count=2), "count is 2, but there are 1 entries"),
        (document(entry(), count="1"), "count: "),
        (document(entry(), count=1.5), "count: "),
        (document(entry(), entries={}), "entries: "),
        (document(entry(), entry(API=5)), "entries.1.API: "),
        (document(entry(API="")), "entries.0.API: "),
        (document(entry(API="x" * 201)), "entries.0.API: "),
        (document(entry(API="\ud800")), "JSON"),
        (document(entry(HTTPS="true")), "entries.0.HTTPS: "),
        (document(entry(HTTPS=1)), "entries.0.HTTPS: "),
        (document(entry(Auth=None)), "entries.0.Auth: "),
        (document(entry(Description="x" * 2001)), "entries.0.Description: "),
        (document(entry(Link="javascript:alert(1)")), "entries.0.Link: "),
        (document({"API": "Half"}), "entries.0.Description: Field required"),
        (document(entry(), None), "entries.1: "),
    ],
)
def test_a_document_that_is_not_right_is_refused_as_a_whole_with_the_reason(text: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as refused:
        read_catalogue(text)
    assert "\n" not in str(refused.value)


def test_what_an_upstream_adds_to_an_entry_is_left_out() -> None:
    catalogue = read_catalogue(document(entry(More="yes"), more=[]))
    assert found(catalogue, "") == [entry()]
