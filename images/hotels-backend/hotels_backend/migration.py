"""Migrates a table to the newest revision, in one transaction."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from .revision import REVISIONS, is_newer, migration_config, read_revision, version_table

PATIENCE_SECONDS = 60.0
"""How long a migration waits for another one, or for a database that is still starting."""
# How long a statement waits for a lock of the running service. Requests queue behind it meanwhile.
_LOCK_SECONDS = 10
_POLL_SECONDS = 0.1
# An arbitrary number, the same in every version.
_ADVISORY_LOCK = 7_403_118


class MigrationError(Exception):
    """A migration failed and nothing was changed; the message says why, in one line."""


def migrate(
    engine: Engine, table: str, folder: Path = REVISIONS, patience: float = PATIENCE_SECONDS
) -> list[str]:
    """
    Migrates a table to the newest revision in one transaction. A database has one migration at a time.

    :param engine: the database
    :param table: the name of the table
    :param folder: the folder of the revisions
    :param patience: how many seconds to wait for another migration, or for a database that is still starting
    :return: a line for each revision that was applied; empty when the table was up to date
    :raises MigrationError: when a revision fails, or the wait is over
    """
    try:
        config = migration_config(table, folder)
        scripts = ScriptDirectory.from_config(config)
        newest = scripts.get_current_head()
        with _alone(engine, patience) as connection:
            found = read_revision(connection, table)
            if newest is None or is_newer(found, newest):
                return []
            return _upgrade(connection, config, scripts, newest)
    except MigrationError:
        raise
    except Exception as error:
        # Anything: a revision is a program, possibly with a syntax error, and drivers raise their own errors.
        raise MigrationError(f"nothing was changed: {_line(error)}") from error


def _upgrade(connection: Connection, config: Config, scripts: ScriptDirectory, newest: str) -> list[str]:
    applied: list[str] = []

    def steps(revision: Any, _context: MigrationContext) -> Any:
        return scripts._upgrade_revs(newest, revision)

    def on_version_apply(*, step: Any, **_: Any) -> None:
        applied.append(f"{step.up_revision_id}: {step.up_revision.doc}")

    with EnvironmentContext(config, scripts, fn=steps) as environment:
        environment.configure(
            connection=connection,
            version_table=version_table(config.attributes["table"]),
            on_version_apply=on_version_apply,
        )
        try:
            environment.run_migrations()
        except Exception as error:
            after = f" after {applied[-1]}" if applied else ""
            raise MigrationError(f"a revision failed{after}, nothing was changed: {_line(error)}") from error
    return applied


@contextmanager
def _alone(engine: Engine, patience: float) -> Iterator[Connection]:
    """Opens a transaction that excludes other migrations of the same database."""
    if engine.dialect.name == "sqlite":
        with _file_lock(Path(f"{engine.url.database}.lock"), patience), engine.connect() as connection:
            # In WAL mode readers do not wait for writers. The file keeps the mode; no transaction may set it.
            connection.connection.driver_connection.execute("PRAGMA journal_mode = WAL")
            connection = connection.execution_options(sqlite_begin="BEGIN IMMEDIATE")
            with connection.begin():
                yield connection
        return
    deadline = time.monotonic() + patience
    with _until(deadline, engine.connect, "the database does not answer") as connection, connection.begin():
        _poll(
            deadline,
            lambda: connection.scalar(text(f"SELECT pg_try_advisory_xact_lock({_ADVISORY_LOCK})")),
            f"another migration still runs after {patience:g} s",
        )
        connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'"))
        yield connection


@contextmanager
def _file_lock(path: Path, patience: float) -> Iterator[None]:
    """Holds a lock that the kernel releases when the process ends, however it ends."""
    try:
        file = path.open("a")
    except OSError as error:
        raise MigrationError(f"{path} cannot be opened: {error.strerror}") from error
    with file:
        _poll(
            time.monotonic() + patience,
            lambda: _try_lock(file.fileno()),
            f"another migration still runs after {patience:g} s",
        )
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _until(deadline: float, connect: Callable[[], Connection], reason: str) -> Connection:
    while True:
        try:
            return connect()
        except OperationalError as error:
            if time.monotonic() > deadline:
                raise MigrationError(f"{reason}: {_line(error)}") from error
        time.sleep(_POLL_SECONDS)


def _poll(deadline: float, attempt: Callable[[], Any], reason: str) -> None:
    while not attempt():
        if time.monotonic() > deadline:
            raise MigrationError(f"nothing was changed: {reason}")
        time.sleep(_POLL_SECONDS)


def _line(error: BaseException) -> str:
    """Gives the first line of an error, without the statement and the values that SQLAlchemy adds."""
    said = str(error.orig if isinstance(error, DBAPIError) and error.orig is not None else error).strip()
    return said.split("\n", 1)[0] or type(error).__name__
