"""Migrates the hotels to the newest revision, before every deployment: `python migrations.py`."""

import signal
import sys

from hotels_backend.database import open_database
from hotels_backend.migration import MigrationError, migrate
from hotels_backend.settings import DatabaseSettings
from http_service.logs import configure, log
from http_service.settings import load


def main() -> int:
    """Migrates; gives the exit status."""
    # PID 1 ignores SIGTERM without a handler. Exiting rolls the transaction back.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    configure()
    settings = load(DatabaseSettings)
    try:
        applied = migrate(open_database(settings), settings.db_table)
    except MigrationError as error:
        log("error", f"the migration of {settings.db_table} has failed: {error}")
        return 1
    for revision in applied:
        log("info", f"applied {revision}")
    log("info", f"{settings.db_table} is up to date{'' if applied else ': nothing to do'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
