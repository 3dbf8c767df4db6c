"""Serves the API search: `python main.py`."""

import sys
from pathlib import Path

from api_search.api import search_api
from api_search.catalogue import read_catalogue
from api_search.settings import SearchSettings
from http_service import Limits, serve
from http_service.logs import configure, log
from http_service.settings import load

BUNDLED = Path(__file__).with_name("catalogue.json")


def main() -> int:
    """Serves until SIGTERM or SIGINT; gives the exit status."""
    configure()
    settings = load(SearchSettings)
    try:
        bundled = read_catalogue(BUNDLED.read_bytes())
    except (OSError, ValueError) as error:
        log("error", f"the bundled catalogue cannot be used: {error}")
        return 1
    limits = Limits(withdraw_seconds=settings.withdraw_seconds)
    serve(search_api(settings, bundled), port=settings.port, limits=limits)
    return 0


if __name__ == "__main__":
    sys.exit(main())
