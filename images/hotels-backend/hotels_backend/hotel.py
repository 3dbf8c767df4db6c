"""A hotel as JSON: its fields and their rules."""

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

MAX_ID = 2**31 - 1
"""The largest id: that of PostgreSQL's type integer."""
# The end of the year 9999, the last with four digits.
_MAX_MS = 253_402_300_799_999


def _whole(value: object) -> object:
    """Accepts 4.0 for 4: JSON has only one type of number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(most: int, example: str) -> type[str]:
    """One line of text that neither starts nor ends with a space."""
    pattern = r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?$"
    return Annotated[str, Field(min_length=1, max_length=most, pattern=pattern, examples=[example])]


def _number(least: int, most: int, example: int, description: str) -> type[int]:
    return Annotated[
        int,
        # Before the validator: otherwise OpenAPI leaves out the bounds.
        Field(ge=least, le=most, examples=[example], description=description),
        BeforeValidator(_whole),
    ]


class _Fields(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        serialize_by_alias=True,
    )

    slug: Annotated[
        str,
        Field(
            min_length=1,
            max_length=64,
            pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
            examples=["casa-higueras"],
            description="Its unique name in URLs.",
        ),
    ]
    name: _text(120, "Casa Higueras")
    photo: Annotated[
        str,
        Field(
            max_length=120,
            pattern=r"^/photos/[a-z0-9]+(-[a-z0-9]+)*\.(svg|webp|jpg|png)$",
            examples=["/photos/casa-higueras.svg"],
            description="The path of its photo on the site of the page.",
        ),
    ]
    description: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$",
            examples=["A house on Cerro Alegre."],
            description="A few sentences; line breaks are allowed.",
        ),
    ]
    availability_from: _number(0, _MAX_MS, 1782864000000, "Available from, in ms since 1970 (UTC).")
    availability_to: _number(
        0, _MAX_MS, 1814313600000, "Available until, in ms since 1970 (UTC); after the start."
    )
    rooms: _number(1, 10_000, 20, "Its number of rooms.")
    city: _text(80, "Valparaíso")
    country: _text(80, "Chile")
    price: _number(1, 4, 4, "From 1 (cheap) to 4 (expensive).")


class HotelInput(_Fields):
    """A hotel in a request: without an id."""

    @model_validator(mode="after")
    def _available(self) -> Self:
        if self.availability_from >= self.availability_to:
            raise ValueError("availabilityFrom must be before availabilityTo")
        return self


class Hotel(_Fields):
    """A hotel in a response."""

    model_config = ConfigDict(validate_by_name=True)

    id: Annotated[int, Field(ge=1, le=MAX_ID, examples=[17])]
