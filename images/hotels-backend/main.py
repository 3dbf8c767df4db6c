"""Serves the hotels: `python main.py`."""

import sys

from hotels_backend.api import hotels_api
from hotels_backend.database import open_database
from hotels_backend.revision import needed_revision
from hotels_backend.settings import ServerSettings
from hotels_backend.store import HotelStore
from http_service import serve
from http_service.logs import configure
from http_service.settings import load


def main() -> int:
    """Serves until SIGTERM or SIGINT; gives the exit status."""
    configure()
    settings = load(ServerSettings)
    store = HotelStore(open_database(settings), settings.db_table, needed_revision())
    serve(hotels_api(store), port=settings.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
