"""Databases that are empty at first, and a hotel to add."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from databases import FOLDER, Database
from postgresql import MissingPostgresqlError, PostgresqlServer, find_binaries


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server that all tests share; skips them where there is none."""
    try:
        binaries = find_binaries(os.environ)
    except MissingPostgresqlError as missing:
        pytest.skip(str(missing))
    with PostgresqlServer(binaries) as server:
        yield server


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    database = Database({"DB_PATH": str(tmp_path / "hotels.db")})
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database")
        return
    database = Database(request.getfixturevalue("postgresql").create_database())
    yield database
    database.close()


@pytest.fixture
def migrated(database: Database) -> Database:
    database.migrate()
    return database


@pytest.fixture
def client(migrated: Database) -> Iterator[TestClient]:
    with migrated.client() as client:
        yield client


@pytest.fixture
def write_revision(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a revision into a copy of the image's folder; gives the copy."""

    def write(number: str, body: str, before: str = "0001") -> Path:
        copy = tmp_path / "image"
        if not copy.exists():
            shutil.copytree(FOLDER, copy)
        source = f'"""revision {number} of a test"""\n\nfrom alembic import op\n\nrevision = "{number}"\n'
        lines = "\n".join(f"    {line}" for line in body.splitlines())
        source += f'down_revision = "{before}"\n\n\ndef upgrade():\n{lines}\n'
        (copy / "migrations" / "versions" / f"{number}_test.py").write_text(source)
        return copy

    return write


HOTEL: dict[str, Any] = {
    "slug": "nuevo",
    "name": "Hôtel «Nuevo» 🏨",
    "photo": "/photos/nuevo.webp",
    "description": "Small.\nQuiet.",
    "availabilityFrom": 1_767_225_600_000,
    "availabilityTo": 1_798_761_600_000,
    "rooms": 3,
    "city": "São Paulo",
    "country": "Brasil",
    "price": 2,
}


@pytest.fixture
def hotel() -> dict[str, Any]:
    """A hotel that the first migration does not load."""
    return dict(HOTEL)
