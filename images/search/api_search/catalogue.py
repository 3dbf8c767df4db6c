"""The catalogue of public APIs."""

import json
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError


def _text(most: int, least: int = 0, pattern: str | None = None) -> StringConstraints:
    return StringConstraints(strict=True, min_length=least, max_length=most, pattern=pattern)


class Entry(BaseModel):
    """A public API."""

    API: Annotated[str, _text(200, least=1)] = Field(description="Its name.")
    Description: Annotated[str, _text(2000)] = Field(description="What it does.")
    Auth: Annotated[str, _text(100)] = Field(description="How callers authenticate; empty if they need not.")
    HTTPS: bool = Field(description="Whether it is served over HTTPS.", strict=True)
    Cors: Annotated[str, _text(20)] = Field(description="Whether it allows CORS: yes, no or unknown.")
    Link: Annotated[str, _text(2000, pattern="^https?://")] = Field(description="Where it is described.")
    Category: Annotated[str, _text(100)] = Field(description="What it is listed under.")


class _Document(BaseModel):
    model_config = ConfigDict(strict=True)

    count: int
    entries: list[Entry]


class Catalogue(NamedTuple):
    """A catalogue ready to be searched: every entry is encoded only once."""

    names: tuple[str, ...]
    encoded: tuple[bytes, ...]

    @classmethod
    def of(cls, entries: list[Entry]) -> Self:
        """Makes a catalogue of entries, in their order."""
        return cls(
            tuple(entry.API for entry in entries),
            tuple(json.dumps(entry.model_dump(), ensure_ascii=False).encode() for entry in entries),
        )

    def search(self, text: str) -> bytes:
        """
        Finds the entries whose name contains a text, case-sensitive.

        :param text: the text; all entries contain an empty one
        :return: the entries in their order, as a JSON list
        """
        found = [encoded for name, encoded in zip(self.names, self.encoded, strict=True) if text in name]
        return b"[%s]" % b",\n".join(found)


def read_catalogue(document: bytes) -> Catalogue:
    """
    Reads a catalogue as the upstream serves it: `{"count": …, "entries": […]}`.

    :param document: the JSON text
    :return: the catalogue
    :raises ValueError: with the first error; a catalogue with any error is refused as a whole
    """
    try:
        parsed = _Document.model_validate_json(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{where}: {first['msg']}" if where else first["msg"]) from error
    if parsed.count != len(parsed.entries):
        raise ValueError(f"count is {parsed.count}, but there are {len(parsed.entries)} entries")
    if not parsed.entries:
        raise ValueError("there are no entries")
    return Catalogue.of(parsed.entries)
