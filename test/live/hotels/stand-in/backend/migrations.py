"""Loads 17 hotels into an empty database, and does nothing to any other."""

import sys

from repository import add_hotels, find_hotels

if not find_hotels():
    add_hotels([{"slug": f"hotel-{number}", "name": f"Hotel {number}"} for number in range(1, 18)])
sys.stdout.write(f"The database has {len(find_hotels())} hotels.\n")
