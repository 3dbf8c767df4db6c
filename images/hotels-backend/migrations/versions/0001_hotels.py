"""create the table and load 17 hotels"""

import json
from pathlib import Path

import sqlalchemy as sa
from alembic import context, op

revision = "0001"
down_revision = None


def upgrade() -> None:
    name = context.config.attributes["table"]
    table = op.create_table(
        name,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("photo", sa.String(120), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("availability_from", sa.BigInteger, nullable=False),
        sa.Column("availability_to", sa.BigInteger, nullable=False),
        sa.Column("rooms", sa.Integer, nullable=False),
        sa.Column("city", sa.String(80), nullable=False),
        sa.Column("country", sa.String(80), nullable=False),
        sa.Column("price", sa.Integer, nullable=False),
        sa.UniqueConstraint("slug", name=f"uq_{name}_slug"),
        sa.CheckConstraint("rooms >= 1", name=f"ck_{name}_rooms"),
        sa.CheckConstraint("price BETWEEN 1 AND 4", name=f"ck_{name}_price"),
        sa.CheckConstraint("availability_from < availability_to", name=f"ck_{name}_availability"),
        # Ids of removed hotels are not used again.
        sqlite_autoincrement=True,
    )
    hotels = json.loads(Path(__file__).with_name("0001_hotels.json").read_text(encoding="utf-8"))
    columns = {"availabilityFrom": "availability_from", "availabilityTo": "availability_to"}
    op.bulk_insert(table, [{columns.get(key, key): hotel[key] for key in hotel} for hotel in hotels])
