"""Connections to the database, SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from .settings import DatabaseSettings

# How long a statement waits for a lock of another connection. Clients give up later than this.
_BUSY_SECONDS = 5
# A pod opens at most this many, so that several pods stay below the 100 that PostgreSQL accepts by default.
_CONNECTIONS = 10


def open_database(settings: DatabaseSettings) -> Engine:
    """
    Makes an engine for the database that the settings name. It connects when it is first used.

    :param settings: where the database is
    :return: the engine, with at most 10 connections
    :raises OSError: when the file of the password cannot be read any more
    """
    return _sqlite(settings) if settings.db_host is None else _postgresql(settings)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """
    Opens a transaction that writes. It is committed at the end and rolled back when an exception leaves it.

    :param engine: the database
    :return: a context with the connection
    """
    # At its start: SQLite cannot wait for the write lock in a transaction that has read already.
    with engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin() as connection:
        yield connection


def _sqlite(settings: DatabaseSettings) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=settings.db_path),
        # The sqlite3 module would begin transactions late and commit before DDL; `begin` below replaces that.
        connect_args={"isolation_level": None, "timeout": _BUSY_SECONDS},
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_BUSY_SECONDS,
    )

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        # In WAL mode, NORMAL could lose the last transactions in a power cut.
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
        # A server that disappears is noticed within seconds; the kernel's defaults take minutes to hours.
        connect_args={
            "connect_timeout": 3,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
            "options": f"-c lock_timeout={_BUSY_SECONDS}s -c timezone=UTC",
        },
        # Tests each connection before use and replaces those that a restart of the server has broken.
        pool_pre_ping=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_BUSY_SECONDS,
    )
