"""Migrations, on both kinds of database."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from databases import Database
from hotels_backend.hotel import HotelInput
from hotels_backend.migration import MigrationError

Write = Callable[..., Path]

BREAKS_IN_THE_MIDDLE = """
op.execute("UPDATE hotels SET price = 1, name = 'lost'")
op.execute("DELETE FROM hotels WHERE rooms > 20")
op.execute("ALTER TABLE hotels ADD COLUMN stars INTEGER")
op.execute("CREATE TABLE extra (id INTEGER)")
raise RuntimeError("broken in the middle\\nof it")
"""

WAITS = "print('waiting', flush=True)\nimport signal\nwhile True: signal.pause()"


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_an_empty_database_gets_17_hotels_that_keep_every_rule(database: Database) -> None:
    assert database.migrate() == ["0001: create the table and load 17 hotels"]
    hotels = database.client().get("/hotels").json()
    assert len({hotel["slug"] for hotel in hotels}) == 17
    for hotel in hotels:
        HotelInput.model_validate({name: value for name, value in hotel.items() if name != "id"})
        assert hotel["photo"] == f"/photos/{hotel['slug']}.svg"


def test_a_second_run_changes_nothing_and_users_hotels_survive(migrated: Database, hotel: Any) -> None:
    client = migrated.client()
    added = client.post("/hotels", json=hotel).json()
    edited = client.put("/hotels/1", json={**hotel, "slug": "edited"}).json()
    client.delete("/hotels/2")
    before = migrated.dump()
    assert migrated.migrate() == []
    assert migrated.dump() == before
    assert added in client.get("/hotels").json()
    assert edited in client.get("/hotels").json()


def test_what_it_did_is_said_in_json_lines(database: Database) -> None:
    for messages in (
        ["applied 0001: create the table and load 17 hotels", "hotels is up to date"],
        ["hotels is up to date: nothing to do"],
    ):
        process = database.start_migrations()
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
        assert [line["message"] for line in lines(out)] == messages


def test_of_several_at_once_exactly_one_applies_and_all_succeed(database: Database) -> None:
    processes = [database.start_migrations() for _ in range(4)]
    outputs = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0, 0], outputs
    assert sum("applied 0001" in out for out, _ in outputs) == 1, outputs
    assert sum("nothing to do" in out for out, _ in outputs) == 3, outputs
    assert len(database.client().get("/hotels").json()) == 17


def test_a_revision_that_breaks_in_its_middle_leaves_everything_as_it_was(
    migrated: Database, write_revision: Write
) -> None:
    image = write_revision("0002", BREAKS_IN_THE_MIDDLE)
    before = migrated.dump()
    process = migrated.start_migrations(image)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, "")
    (line,) = lines(out)
    assert line["level"] == "error"
    assert line["message"] == (
        "the migration of hotels has failed: a revision failed, nothing was changed: broken in the middle"
    )
    assert migrated.dump() == before
    assert migrated.client().get("/status").json() == {"status": "UP"}


def test_a_revision_that_breaks_takes_back_those_before_it(database: Database, write_revision: Write) -> None:
    image = write_revision("0002", "op.execute('ALTER TABLE hotels ADD COLUMN stars INTEGER')")
    write_revision("0003", "op.execute('UPDATE nowhere SET price = 1')", "0002")
    with pytest.raises(
        MigrationError, match="failed after 0002: revision 0002 of a test, nothing was changed"
    ):
        database.migrate(image / "migrations")
    assert database.dump() == {}


def test_a_revision_that_cannot_be_read_is_told_in_one_line(
    migrated: Database, write_revision: Write
) -> None:
    before = migrated.dump()
    process = migrated.start_migrations(write_revision("0002", "this is no Python"))
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, "")
    (line,) = lines(out)
    assert re.search(r"has failed: nothing was changed: .*invalid syntax.*0002_test\.py", line["message"])
    assert migrated.dump() == before


@pytest.mark.parametrize("end", ["kill", "terminate"])
def test_a_migration_that_is_ended_leaves_everything_as_it_was(
    migrated: Database, write_revision: Write, end: str
) -> None:
    wait = "\n".join(["op.execute('UPDATE hotels SET price = 1')", WAITS])
    before = migrated.dump()
    process = migrated.start_migrations(write_revision("0002", wait))
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    # Readers see what was there before, all the while.
    assert len(migrated.client().get("/hotels").json()) == 17
    getattr(process, end)()
    process.communicate(timeout=60)
    assert process.returncode == {"kill": -9, "terminate": 143}[end]
    assert migrated.dump() == before
    assert migrated.migrate() == []


def test_the_wait_for_another_migration_ends(migrated: Database, write_revision: Write) -> None:
    process = migrated.start_migrations(write_revision("0002", WAITS))
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    with pytest.raises(MigrationError, match=r"another migration still runs after 0\.3 s"):
        migrated.migrate(patience=0.3)


def test_two_tables_in_one_database_are_migrated_apart(migrated: Database, hotel: Any) -> None:
    migrated.client().post("/hotels", json=hotel)
    assert migrated.migrate(table="inns") == ["0001: create the table and load 17 hotels"]
    assert len(migrated.client("inns").get("/hotels").json()) == 17
    assert len(migrated.client().get("/hotels").json()) == 18


def test_a_later_version_that_expanded_the_table_is_tolerated(
    migrated: Database, write_revision: Write, hotel: Any
) -> None:
    later = write_revision("0002", "op.execute('ALTER TABLE hotels ADD COLUMN stars INTEGER DEFAULT 3')")
    assert migrated.migrate(later / "migrations") == ["0002: revision 0002 of a test"]
    client = migrated.client()
    assert client.get("/readyz").status_code == 200
    assert client.post("/hotels", json=hotel).status_code == 201
    assert "stars" not in client.get("/hotels").json()[0]
    before = migrated.dump()
    assert migrated.migrate() == [], "the version before finds nothing to do"
    assert migrated.dump() == before


def test_a_revision_that_no_version_knows_is_refused(migrated: Database) -> None:
    migrated.execute("UPDATE alembic_version_hotels SET version_num = 'mine'")
    with pytest.raises(
        MigrationError, match="nothing was changed: Can't locate revision identified by 'mine'"
    ):
        migrated.migrate()


def test_a_table_that_no_migration_made_is_left_alone(database: Database) -> None:
    database.execute("CREATE TABLE hotels (id INTEGER)")
    database.execute("INSERT INTO hotels VALUES (7)")
    before = database.dump()
    process = database.start_migrations()
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, "")
    assert re.search(r"nothing was changed: .*hotels.* already exists", lines(out)[-1]["message"])
    assert database.dump() == before


def test_a_folder_that_cannot_be_written_to_is_named(sqlite_database: Database, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path)
    with pytest.raises(MigrationError, match=r"hotels\.db\.lock cannot be opened: No such file"):
        sqlite_database.migrate()


def test_a_file_that_is_no_database_is_left_alone(sqlite_database: Database) -> None:
    file = Path(sqlite_database.env["DB_PATH"])
    file.write_text("my notes, " * 500)
    with pytest.raises(MigrationError, match="file is not a database"):
        sqlite_database.migrate()
    assert file.read_text() == "my notes, " * 500
