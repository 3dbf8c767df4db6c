"""Brings the database to the newest revision, and ends: run it before every deployment."""

import signal
import sys

from hotels_backend.database import open_database
from hotels_backend.migration import MigrationError, migrate
from hotels_backend.settings import DatabaseSettings
from http_service.logs import configure, log
from http_service.settings import load


def main() -> int:
    """Migrates; gives the status to exit with."""
    # The first process of a container gets no signal that it has not asked for. On its way out it undoes all.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    configure()
    settings = load(DatabaseSettings)
    try:
        applied = migrate(open_database(settings), settings.db_table)
    except (MigrationError, OSError) as error:
        log("error", f"the migration of {settings.db_table} has failed: {error}")
        return 1
    for revision in applied:
        log("info", f"applied {revision}")
    log("info", f"{settings.db_table} is up to date{'' if applied else ': nothing to do'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
