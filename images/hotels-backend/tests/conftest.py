"""What the tests share: databases of both kinds, empty at first, and the programs as processes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, MetaData, Table, inspect, text

from hotels_backend.api import hotels_api
from hotels_backend.database import open_database
from hotels_backend.migration import migrate
from hotels_backend.revision import needed_revision
from hotels_backend.settings import DatabaseSettings
from hotels_backend.store import HotelStore
from postgresql import MissingPostgresqlError, PostgresqlServer, find_binaries

IMAGE = Path(__file__).resolve().parent.parent


class Database:
    """A database of a test's own."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.settings = DatabaseSettings(**{name.lower(): value for name, value in env.items()})
        self.engine: Engine = open_database(self.settings)
        self._started: list[subprocess.Popen[str]] = []

    def migrate(self, *args: Any, table: str = "hotels", **options: Any) -> list[str]:
        return migrate(self.engine, table, *args, **options)

    def dump(self) -> dict[str, list[Any]]:
        """Everything that is in it, by table, with the columns of each."""
        with self.engine.connect() as connection:
            look = inspect(connection)
            return {
                table: [column["name"] for column in look.get_columns(table)]
                + sorted(
                    tuple(row)
                    for row in connection.execute(Table(table, MetaData(), autoload_with=connection).select())
                )
                for table in sorted(look.get_table_names())
            }

    def execute(self, statement: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement))

    def client(self, table: str = "hotels", needed: str | None = None) -> TestClient:
        store = HotelStore(self.engine, table, needed or needed_revision())
        return TestClient(hotels_api(store), raise_server_exceptions=False)

    def start_migrations(self, image: Path = IMAGE, **env: str) -> subprocess.Popen[str]:
        """`python migrations.py`, of the image's folder or of a copy of it."""
        path = os.pathsep.join(map(str, [image, IMAGE.parent / "http-service"]))
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, image / "migrations.py"],
            env={"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._started.append(process)
        return process

    def close(self) -> None:
        """Ends what a test that failed has left running, and the connections."""
        for process in self._started:
            process.kill()
            process.communicate()
        self.engine.dispose()


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
            shutil.copytree(IMAGE, copy)
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
    """A hotel that none of those that come with the first migration is like."""
    return dict(HOTEL)
