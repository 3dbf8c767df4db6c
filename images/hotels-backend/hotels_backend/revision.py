"""Which revision a table is at, and which one this version of the service brings."""

import re
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

REVISIONS = Path(__file__).resolve().parent.parent / "migrations"

_NUMBER = re.compile(r"[0-9]{4}", re.ASCII)


def version_table(table: str) -> str:
    """Where the revision of a table is kept: each table of a database has its own."""
    return f"alembic_version_{table}"


def read_revision(connection: Connection, table: str) -> str | None:
    """The revision that a table is at, or none when no migration has made it yet."""
    options = {"version_table": version_table(table)}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def migration_config(table: str, folder: Path = REVISIONS) -> Config:
    """What Alembic has to know of the migrations in a folder, and they of the table that they are for."""
    config = Config(attributes={"table": table})
    # Alembic takes % for the start of a variable.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def needed_revision() -> str:
    """The newest revision of this version, which it needs to serve.

    Raises:
        CommandError: when the migrations are not in one line, or are not there
    """
    newest = ScriptDirectory.from_config(migration_config("")).get_current_head()
    if newest is None:
        raise CommandError(f"there is no migration in {REVISIONS}")
    return newest


def is_older(revision: str | None, needed: str) -> bool:
    """Whether a table at a revision lacks what another one brings. Numbers tell older from newer."""
    return revision is None or revision < needed


def is_newer(revision: str | None, needed: str) -> bool:
    """Whether a revision is one of a later version, which this version has no script of."""
    return revision is not None and bool(_NUMBER.fullmatch(revision)) and revision > needed
