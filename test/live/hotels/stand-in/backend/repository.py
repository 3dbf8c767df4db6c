"""Keeps hotels in a JSON file, as the published backend does: one list for each table."""

import json
import os
from pathlib import Path

_FILE = Path(os.environ.get("DB_PATH", "db.json"))
_TABLE = os.environ.get("DB_TABLE", "hotels")


def exists() -> bool:
    """Tell whether the file has been made."""
    return _FILE.is_file()


def find_hotels() -> list[dict[str, object]]:
    """Read the hotels, in the order in which they were added."""
    if not exists():
        return []
    tables: dict[str, list[dict[str, object]]] = json.loads(_FILE.read_text())
    return tables.get(_TABLE, [])


def add_hotels(hotels: list[dict[str, object]]) -> None:
    """Append hotels to the table."""
    _FILE.write_text(json.dumps({_TABLE: [*find_hotels(), *hotels]}))
