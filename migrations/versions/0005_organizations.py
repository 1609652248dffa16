"""Create the tables of organizations, from `0005_organizations.sql`, and the columns of tickets that name them."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0005_organizations"
down_revision = "0004_drop_taken_on_board"


def upgrade() -> None:
    tables = Path(__file__).with_suffix(".sql").read_text("utf-8")
    for statement in tables.split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
    for column, table in (("organization_id", "organizations"), ("outlet_id", "outlets")):
        op.add_column("tickets", sa.Column(column, sa.BigInteger(), nullable=True))
        op.create_foreign_key(f"fk_tickets_{column}", "tickets", table, [column], ["id"])
