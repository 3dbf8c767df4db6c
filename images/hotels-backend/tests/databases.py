"""Databases of both kinds, and the programs that use them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, MetaData, Table, inspect, text

from hotels_backend.api import hotels_api
from hotels_backend.database import open_database
from hotels_backend.migration import migrate
from hotels_backend.revision import needed_revision
from hotels_backend.settings import DatabaseSettings
from hotels_backend.store import HotelStore
from image_program import environment

FOLDER = Path(__file__).resolve().parents[1]


class Database:
    """A database that one test uses."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.settings = DatabaseSettings(**{name.lower(): value for name, value in env.items()})
        self.engine: Engine = open_database(self.settings)
        self._started: list[subprocess.Popen[str]] = []

    def migrate(self, *args: Any, table: str = "hotels", **options: Any) -> list[str]:
        return migrate(self.engine, table, *args, **options)

    def dump(self) -> dict[str, list[Any]]:
        """Reads everything: of each table the names of its columns, then its rows."""
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

    def start_migrations(self, folder: Path = FOLDER, **env: str) -> subprocess.Popen[str]:
        """Starts `python migrations.py` in the image's folder or in a copy of it."""
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, folder / "migrations.py"],
            env=environment(folder, **self.env, **env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._started.append(process)
        return process

    def close(self) -> None:
        """Closes the connections, and ends the programs that a failed test left running."""
        for process in self._started:
            process.kill()
            process.communicate()
        self.engine.dispose()
