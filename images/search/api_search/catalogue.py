"""The catalogue: what is searched."""

import json
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError


def _text(most: int, least: int = 0, pattern: str | None = None) -> StringConstraints:
    return StringConstraints(strict=True, min_length=least, max_length=most, pattern=pattern)


class Entry(BaseModel):
    """A public API."""

    API: Annotated[str, _text(200, least=1)] = Field(description="Its name.")
    Description: Annotated[str, _text(2000)] = Field(description="What it is, in words.")
    Auth: Annotated[str, _text(100)] = Field(description="How callers authenticate; empty for not at all.")
    HTTPS: bool = Field(description="Whether it is served over HTTPS.", strict=True)
    Cors: Annotated[str, _text(20)] = Field(description="Whether it allows CORS: yes, no or unknown.")
    Link: Annotated[str, _text(2000, pattern="^https?://")] = Field(description="Where it is described.")
    Category: Annotated[str, _text(100)] = Field(description="What it is listed under.")


class _Document(BaseModel):
    model_config = ConfigDict(strict=True)

    count: int
    entries: list[Entry]


class Catalogue(NamedTuple):
    """A catalogue made for being searched: every entry is encoded once, and never again."""

    names: tuple[str, ...]
    encoded: tuple[bytes, ...]

    @classmethod
    def of(cls, entries: list[Entry]) -> Self:
        """Makes one of entries, in their order."""
        return cls(
            tuple(entry.API for entry in entries),
            tuple(json.dumps(entry.model_dump(), ensure_ascii=False).encode() for entry in entries),
        )

    def search(self, text: str) -> bytes:
        """The entries whose name contains the text, case-sensitive, in their order, as a JSON list."""
        found = [encoded for name, encoded in zip(self.names, self.encoded, strict=True) if text in name]
        return b"[%s]" % b",\n".join(found)


def read_catalogue(document: bytes) -> Catalogue:
    """
    Reads `{"count": …, "entries": […]}`.

    :param document: the JSON text
    :raises ValueError: with what is wrong, when anything is: no part of it is taken then
    """
    try:
        parsed = _Document.model_validate_json(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the document"
        raise ValueError(f"{where}: {first['msg']}") from error
    if parsed.count != len(parsed.entries):
        raise ValueError(f"count is {parsed.count}, but there are {len(parsed.entries)} entries")
    if not parsed.entries:
        raise ValueError("there are no entries")
    return Catalogue.of(parsed.entries)
