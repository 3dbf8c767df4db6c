"""The database: how connections to it are made, for SQLite and for PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from hotels_backend.settings import DatabaseSettings

# How long a statement waits for the lock of another connection: shorter than a client's patience.
_BUSY_SECONDS = 5
# No more connections than the threads that serve requests could use at once without starving PostgreSQL.
_CONNECTIONS = 10


def open_database(settings: DatabaseSettings) -> Engine:
    """An engine for the database that the settings name; connects only when it is used.

    Raises:
        OSError: when the file of the password cannot be read
    """
    return _sqlite(settings) if settings.db_host is None else _postgresql(settings)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it is stored at the end, or nothing when it raises."""
    # SQLite's lock is taken at once: a transaction that has read before cannot wait for it.
    with engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin() as connection:
        yield connection


def _sqlite(settings: DatabaseSettings) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=settings.db_path),
        # Python's module would begin transactions late and end them before DDL: they are begun below instead.
        connect_args={"isolation_level": None, "timeout": _BUSY_SECONDS},
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_BUSY_SECONDS,
    )

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        # What a client was told is stored stays so after a power cut, in WAL mode too.
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))

    return engine


def _postgresql(settings: DatabaseSettings) -> Engine:
    return create_engine(
        URL.create(
            "postgresql+psycopg",
            username=settings.db_user,
            password=settings.password(),
            host=settings.db_host,
            port=settings.db_port,
            database=settings.db_name,
        ),
        # A server that has gone without a word is noticed within seconds, not by the kernel's own patience.
        connect_args={
            "connect_timeout": 3,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
            "options": f"-c lock_timeout={_BUSY_SECONDS}s -c timezone=UTC",
        },
        # A connection that a restart of the server has broken is replaced before it is used.
        pool_pre_ping=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_BUSY_SECONDS,
    )
