"""Starts the service."""

import sys
from pathlib import Path

from api_search.api import make_app
from api_search.catalogue import read_catalogue
from api_search.settings import Settings
from http_service import Limits, logs, serve, settings

BUNDLED = Path(__file__).with_name("catalogue.json")


def main() -> None:
    """Serves the bundled catalogue, and the upstream's as soon as there is one."""
    logs.configure()
    configured = settings.load(Settings)
    try:
        bundled = read_catalogue(BUNDLED.read_bytes())
    except (OSError, ValueError) as error:
        logs.log("error", f"the bundled catalogue cannot be used: {error}")
        sys.exit(1)
    limits = Limits(withdraw_seconds=configured.withdraw_seconds)
    serve(make_app(configured, bundled), port=configured.port, limits=limits)


if __name__ == "__main__":
    main()
