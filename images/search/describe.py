"""Writes the descriptions in catalogue.json, from nothing but the other facts of each entry."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CATALOGUE = Path(__file__).with_name("catalogue.json")

NEEDS = {
    "": "no authentication",
    "apiKey": "an API key",
    "OAuth": "OAuth",
    "User-Agent": "a User-Agent header",
    "X-Mashape-Key": "an X-Mashape-Key header",
}
ORIGINS = {
    "yes": "web pages of other origins may make them",
    "no": "web pages of other origins may not make them",
    "unknown": "whether web pages of other origins may make them is not known",
}


def description(entry: dict[str, Any]) -> str:
    """What an entry's name, category, link, authentication, HTTPS and CORS say, in words."""
    host = urlsplit(entry["Link"]).hostname
    way = "HTTPS" if entry["HTTPS"] else "plain HTTP"
    return (
        f"{entry['API'].strip()} is listed under {entry['Category']} and described at {host}. "
        f"Calls need {NEEDS[entry['Auth']]} and go over {way}; {ORIGINS[entry['Cors']]}."
    )


def described(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with its description, in the order in which it is served."""
    facts = {key: value for key, value in entry.items() if key not in ("API", "Description")}
    return {"API": entry["API"], "Description": description(entry), **facts}


def written(document: str) -> str:
    """The text of the catalogue with its descriptions."""
    entries = [described(entry) for entry in json.loads(document)["entries"]]
    return json.dumps({"count": len(entries), "entries": entries}, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    CATALOGUE.write_text(written(CATALOGUE.read_text("utf-8")), "utf-8")
