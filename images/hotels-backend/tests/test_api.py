"""The HTTP API, on both kinds of database."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from databases import Database

LONGEST = {
    "slug": "a" * 64,
    "name": "é" * 120,
    "description": "🏨" * 2000,
    "city": "c" * 80,
    "country": "d" * 80,
}


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A client of one database for all tests that are refused: they change nothing in it."""
    database = Database({"DB_PATH": str(tmp_path_factory.mktemp("refused") / "hotels.db")})
    database.migrate()
    return database.client()


def test_a_hotel_that_was_added_is_listed_last_and_found_by_its_id(client: TestClient, hotel: Any) -> None:
    added = client.post("/hotels", json=hotel)
    assert added.status_code == 201
    assert added.json() == {**hotel, "id": 18}
    assert added.headers["location"] == "/hotels/18"
    assert client.get(added.headers["location"]).json() == added.json()
    listed = client.get("/hotels")
    assert (listed.status_code, listed.json()[-1], len(listed.json())) == (200, added.json(), 18)


def test_a_hotel_is_replaced_as_a_whole(client: TestClient, hotel: Any) -> None:
    replaced = client.put("/hotels/5", json=hotel)
    assert (replaced.status_code, replaced.json()) == (200, {**hotel, "id": 5})
    assert client.get("/hotels/5").json() == {**hotel, "id": 5}
    again = client.put("/hotels/5", json={**hotel, "rooms": 4})
    assert (again.status_code, again.json()["rooms"]) == (200, 4)


def test_a_hotel_that_was_removed_is_gone_and_its_id_is_not_used_again(
    client: TestClient, hotel: Any
) -> None:
    removed = client.delete("/hotels/17")
    assert (removed.status_code, removed.content) == (204, b"")
    for answer in (
        client.get("/hotels/17"),
        client.delete("/hotels/17"),
        client.put("/hotels/17", json=hotel),
    ):
        assert (answer.status_code, answer.json()) == (404, {"error": "there is no hotel 17"})
    assert client.post("/hotels", json=hotel).json()["id"] == 18


def test_an_empty_list_is_404_and_still_a_list(client: TestClient) -> None:
    for number in range(1, 18):
        assert client.delete(f"/hotels/{number}").status_code == 204
    empty = client.get("/hotels")
    assert (empty.status_code, empty.json()) == (404, [])


def test_a_slug_belongs_to_one_hotel(client: TestClient, hotel: Any) -> None:
    taken = {**hotel, "slug": "vira-vira"}
    before = client.get("/hotels").json()
    for answer in (client.post("/hotels", json=taken), client.put("/hotels/1", json=taken)):
        assert answer.status_code == 409
        assert answer.json() == {"error": "another hotel has the slug vira-vira"}
    assert client.get("/hotels").json() == before


@pytest.mark.parametrize(
    "allowed",
    [
        LONGEST,
        {"price": 1, "rooms": 10_000, "availabilityFrom": 0, "availabilityTo": 253_402_300_799_999},
        {"price": 4.0, "name": "A", "slug": "0", "description": "'; DROP TABLE hotels; --"},
    ],
)
def test_what_is_at_the_limits_is_stored_as_it_is(client: TestClient, hotel: Any, allowed: Any) -> None:
    added = client.post("/hotels", json={**hotel, **allowed})
    assert added.status_code == 201, added.text
    assert client.get(added.headers["location"]).json() == {**hotel, **allowed, "id": 18}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[
            ("slug", slug)
            for slug in ("", "a" * 65, "A", "a b", "-a", "a-", "a--b", "ñ", "a\n", "../a", None, 7)
        ],
        *[
            ("name", name)
            for name in ("", " ", " a", "a ", "a" * 121, "a\0b", "a\nb", "\ud800", None, 7, ["a"])
        ],
        *[("city", city) for city in ("", "a" * 81, "\0", "\x85")],
        *[("country", country) for country in ("", "a" * 81, "\t")],
        *[
            ("photo", photo)
            for photo in ("", "javascript:alert(1)", "//evil/a.svg", "/photos/../a.svg", "/a.svg")
        ],
        *[("description", text) for text in ("", "a" * 2001, "a\0", "\x1b[0m")],
        *[("rooms", rooms) for rooms in (0, -1, 10_001, 1.5, "3", True, None, 2**70, 1e400)],
        *[("price", price) for price in (0, 5, "2", False, 2.5)],
        *[("availabilityFrom", ms) for ms in (-1, 1_798_761_600_000, 1_798_761_600_001, 2**63, "2026-01-01")],
        *[("availabilityTo", ms) for ms in (253_402_300_800_000, 1_767_225_600_000, 0, None)],
        ("id", 7),
        ("stars", 5),
    ],
)
def test_what_is_not_allowed_is_refused_and_named(
    unchanged: TestClient, hotel: Any, field: str, value: Any
) -> None:
    client = unchanged
    before = client.get("/hotels").json()
    body = json.dumps({**hotel, field: value})
    for answer in (
        client.post("/hotels", content=body, headers={"content-type": "application/json"}),
        client.put("/hotels/1", content=body, headers={"content-type": "application/json"}),
    ):
        assert answer.status_code in (400, 422), answer.text
        assert field in answer.json()["error"] or "\\ud800" in body or "Infinity" in body, answer.text
        assert "Traceback" not in answer.text
    assert client.get("/hotels").json() == before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('"rooms": 3', '"rooms": NaN'), "NaN is not a JSON number"),
        (('"rooms": 3', '"rooms": Infinity'), "Infinity is not a JSON number"),
        (('"rooms": 3', '"rooms": -Infinity'), "-Infinity is not a JSON number"),
        (('"rooms": 3', '"rooms": 3e999'), "a number is too large"),
        (('"rooms": 3', '"rooms": ' + "3" * 5000), "a number is too large"),
        (('"rooms": 3', '"rooms": 3, "rooms": 3'), 'the name "rooms" occurs twice in one object'),
        (('"rooms": 3', '"rooms": 3, "r\\u006foms": 3'), 'the name "rooms" occurs twice in one object'),
        (('"rooms": 3', '"rooms": ' + "[" * 65 + "]" * 65), "more than 64 lists and objects are nested"),
        (('"rooms": 3', '"rooms": ' + "[" * 9000 + "]" * 9000), "more than 64 lists and objects are nested"),
        (('"Small.', '"\\ud800'), "a string has an unpaired surrogate"),
        (('"Small.', '"\udcff'), "it is not UTF-8"),
    ],
)
def test_json_that_programs_read_in_different_ways_is_refused_with_the_reason(
    unchanged: TestClient, hotel: Any, change: tuple[str, str], says: str
) -> None:
    before = unchanged.get("/hotels").json()
    body = json.dumps(hotel).replace(*change).encode("utf-8", "surrogateescape")
    for method, path in (("POST", "/hotels"), ("PUT", "/hotels/1")):
        answer = unchanged.request(method, path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 400, answer.text
        assert answer.json() == {"error": f"the body cannot be read as JSON: {says}"}
    assert unchanged.get("/hotels").json() == before


def test_a_number_with_hundreds_of_digits_is_refused_by_its_field(unchanged: TestClient, hotel: Any) -> None:
    answer = unchanged.post("/hotels", json={**hotel, "rooms": 10**300})
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("body.rooms: ")


@pytest.mark.parametrize("field", ["slug", "name", "photo", "description", "rooms", "availabilityTo"])
def test_a_field_that_is_missing_is_named(unchanged: TestClient, hotel: Any, field: str) -> None:
    del hotel[field]
    answer = unchanged.post("/hotels", json=hotel)
    assert answer.status_code == 422
    assert field in answer.json()["error"]


@pytest.mark.parametrize(
    "number", ["0", "-1", "2147483648", "9" * 40, "1.0", "+1", "1_0", "x", "%00", "%D9%A1", " 1"]
)
def test_an_id_that_is_no_number_of_a_hotel_is_refused(
    unchanged: TestClient, hotel: Any, number: str
) -> None:
    for method, body in (("GET", None), ("DELETE", None), ("PUT", hotel)):
        answer = unchanged.request(method, f"/hotels/{number}", json=body)
        assert answer.status_code in (400, 422), (method, answer.text)
        assert answer.json()["error"]


def test_the_largest_id_is_only_unknown(client: TestClient) -> None:
    assert client.get("/hotels/2147483647").status_code == 404


def test_up_and_ready_while_the_database_answers(client: TestClient) -> None:
    for path in ("/status", "/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "UP"}), path


def test_down_and_not_ready_before_the_migration(database: Database) -> None:
    client = database.client()
    assert (client.get("/status").status_code, client.get("/status").json()) == (500, {"status": "DOWN"})
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "the table is at revision none, and this version needs 0001" in ready.text
    assert client.get("/hotels").status_code == 503
    assert client.get("/healthz").status_code == 200, "a restart would not help"


def test_not_ready_on_a_table_that_is_older_than_this_version_needs(migrated: Database) -> None:
    ready = migrated.client(needed="0002").get("/readyz")
    assert ready.status_code == 503
    assert "the table is at revision 0001, and this version needs 0002" in ready.text


def test_down_while_postgresql_is_gone_and_up_again_when_it_is_back(postgresql: Any, hotel: Any) -> None:
    database = Database(postgresql.create_database())
    database.migrate()
    client = database.client()
    assert client.get("/status").json() == {"status": "UP"}
    postgresql.stop()
    try:
        assert (client.get("/status").status_code, client.get("/status").json()) == (500, {"status": "DOWN"})
        assert "the database does not answer" in client.get("/readyz").text
        answers = [client.get("/hotels"), client.get("/hotels/1"), client.post("/hotels", json=hotel)]
        for answer in answers:
            assert answer.status_code == 503
            assert answer.json() == {"error": "the database does not answer, try again"}
    finally:
        postgresql.start()
    assert client.get("/status").json() == {"status": "UP"}
    assert client.post("/hotels", json=hotel).status_code == 201
    database.close()


def test_down_when_the_file_is_damaged(sqlite_database: Database) -> None:
    sqlite_database.migrate()
    sqlite_database.engine.dispose()
    for suffix in ("-wal", "-shm"):
        Path(sqlite_database.env["DB_PATH"] + suffix).unlink(missing_ok=True)
    os.truncate(sqlite_database.env["DB_PATH"], 100)
    client = sqlite_database.client()
    assert client.get("/status").json() == {"status": "DOWN"}
    assert client.get("/hotels").status_code == 503


def test_two_pods_share_one_file(sqlite_database: Database, hotel: Any) -> None:
    sqlite_database.migrate()
    other = Database(sqlite_database.env).client()
    client = sqlite_database.client()
    for count in range(10):
        pod = (client, other)[count % 2]
        assert pod.post("/hotels", json={**hotel, "slug": f"new-{count}"}).status_code == 201
    assert client.get("/hotels").json() == other.get("/hotels").json()
    assert len(client.get("/hotels").json()) == 27
