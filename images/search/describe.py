"""Writes the descriptions in catalogue.json from the other fields of each entry: `python describe.py`."""

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
    """
    Describes an entry in a sentence.

    :param entry: an entry of the catalogue, with or without a description
    :return: its name, category, host, authentication, HTTPS and CORS in words
    """
    host = urlsplit(entry["Link"]).hostname
    way = "HTTPS" if entry["HTTPS"] else "plain HTTP"
    return (
        f"{entry['API'].strip()} is listed under {entry['Category']} and described at {host}. "
        f"Calls need {NEEDS[entry['Auth']]} and go over {way}; {ORIGINS[entry['Cors']]}."
    )


def described(entry: dict[str, Any]) -> dict[str, Any]:
    """Gives an entry with its description, its fields in the order in which they are served."""
    facts = {key: value for key, value in entry.items() if key not in ("API", "Description")}
    return {"API": entry["API"], "Description": description(entry), **facts}


def written(document: str) -> str:
    """Gives the text of a catalogue with the descriptions of all its entries."""
    entries = [described(entry) for entry in json.loads(document)["entries"]]
    return json.dumps({"count": len(entries), "entries": entries}, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    CATALOGUE.write_text(written(CATALOGUE.read_text("utf-8")), "utf-8")
