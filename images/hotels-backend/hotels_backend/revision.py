"""The revision of a table, and the one that this version of the service needs."""

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
    """Gives the name of Alembic's own table for a table of hotels. Each table of a database has one."""
    return f"alembic_version_{table}"


def read_revision(connection: Connection, table: str) -> str | None:
    """Reads the revision of a table; `None` before its first migration."""
    options = {"version_table": version_table(table)}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def migration_config(table: str, folder: Path = REVISIONS) -> Config:
    """
    Makes Alembic's configuration.

    :param table: the table to migrate; a revision finds it in `config.attributes["table"]`
    :param folder: the folder of the migrations
    :return: the configuration
    """
    config = Config(attributes={"table": table})
    # In an option, % starts a variable.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def needed_revision() -> str:
    """
    Gives the newest revision of this version, which the service needs.

    :return: its number
    :raises CommandError: when the migrations have branches, or there are none
    """
    newest = ScriptDirectory.from_config(migration_config("")).get_current_head()
    if newest is None:
        raise CommandError(f"there is no migration in {REVISIONS}")
    return newest


def is_older(revision: str | None, needed: str) -> bool:
    """Tells whether a table at `revision` must be migrated before a version that needs `needed` can serve."""
    return revision is None or revision < needed


def is_newer(revision: str | None, needed: str) -> bool:
    """Tells whether a revision belongs to a later version, so that this version has no script for it."""
    return revision is not None and bool(_NUMBER.fullmatch(revision)) and revision > needed
