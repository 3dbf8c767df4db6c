"""The table of the hotels, as this version of the service uses it."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text


def hotels_table(name: str) -> Table:
    """
    Describes the table with the columns that this version uses. Newer migrations may have added others.

    :param name: the name of the table
    :return: its description
    """
    return Table(
        name,
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("slug", String(64), nullable=False, unique=True),
        Column("name", String(120), nullable=False),
        Column("photo", String(120), nullable=False),
        Column("description", Text, nullable=False),
        Column("availability_from", BigInteger, nullable=False),
        Column("availability_to", BigInteger, nullable=False),
        Column("rooms", Integer, nullable=False),
        Column("city", String(80), nullable=False),
        Column("country", String(80), nullable=False),
        Column("price", Integer, nullable=False),
    )
