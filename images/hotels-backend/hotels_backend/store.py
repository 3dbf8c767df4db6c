"""The hotels in the database."""

from typing import Any

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from .database import writing
from .hotel import Hotel, HotelInput
from .revision import is_older, read_revision
from .table import hotels_table


class SlugTakenError(Exception):
    """Another hotel has the slug."""


class HotelStore:
    """
    Reads and writes hotels.

    Every method except `missing` raises `SQLAlchemyError` when the database does not answer.
    """

    def __init__(self, engine: Engine, table: str, needed: str) -> None:
        """
        Makes a store; it connects when it is first used.

        :param engine: the database
        :param table: the name of the table
        :param needed: the oldest revision of the table that this version works with
        """
        self._engine = engine
        self._name = table
        self._table = hotels_table(table)
        self._needed = needed

    def missing(self) -> str | None:
        """
        Tells why hotels cannot be served.

        :return: the reason, without the address of the database; `None` when they can be served
        """
        try:
            with self._engine.connect() as connection:
                revision = read_revision(connection, self._name)
        except SQLAlchemyError:
            return "the database does not answer"
        if is_older(revision, self._needed):
            return f"the table is at revision {revision or 'none'}, and this version needs {self._needed}"
        return None

    def all(self) -> list[Hotel]:
        """Gives all hotels, in the order in which they were added."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(self._table).order_by(self._table.c.id))
            return [_hotel(row) for row in rows.mappings()]

    def get(self, hotel_id: int) -> Hotel | None:
        """Gives the hotel with an id, or `None` when there is none."""
        with self._engine.connect() as connection:
            row = (
                connection.execute(select(self._table).where(self._table.c.id == hotel_id)).mappings().first()
            )
            return None if row is None else _hotel(row)

    def add(self, hotel: HotelInput) -> Hotel:
        """
        Stores a new hotel.

        :param hotel: the hotel
        :return: the same hotel with its id
        :raises SlugTakenError: when another hotel has its slug
        """
        try:
            with writing(self._engine) as connection:
                added = connection.execute(insert(self._table).values(_columns(hotel)))
                return Hotel(id=added.inserted_primary_key[0], **_columns(hotel))
        except IntegrityError as error:
            raise SlugTakenError(hotel.slug) from error

    def replace(self, hotel_id: int, hotel: HotelInput) -> Hotel | None:
        """
        Replaces all fields of a hotel.

        :param hotel_id: its id
        :param hotel: its new fields
        :return: the hotel, or `None` when no hotel has the id
        :raises SlugTakenError: when another hotel has the slug
        """
        try:
            with writing(self._engine) as connection:
                statement = update(self._table).where(self._table.c.id == hotel_id)
                replaced = connection.execute(statement.values(_columns(hotel)))
                return None if replaced.rowcount == 0 else Hotel(id=hotel_id, **_columns(hotel))
        except IntegrityError as error:
            raise SlugTakenError(hotel.slug) from error

    def remove(self, hotel_id: int) -> bool:
        """Removes the hotel with an id; gives whether there was one."""
        with writing(self._engine) as connection:
            return connection.execute(delete(self._table).where(self._table.c.id == hotel_id)).rowcount > 0


def _hotel(row: Any) -> Hotel:
    # Not validated again: hotels stay readable when a later version has stricter rules.
    return Hotel.model_construct(**row)


def _columns(hotel: HotelInput) -> dict[str, Any]:
    return hotel.model_dump(by_alias=False)
