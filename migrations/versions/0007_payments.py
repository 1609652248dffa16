"""Create the tables of payments, from `0007_payments.sql`."""

from pathlib import Path

from alembic import op

revision = "0007_payments"
down_revision = "0006_tickets_of_organization"


def upgrade() -> None:
    tables = Path(__file__).with_suffix(".sql").read_text("utf-8")
    for statement in tables.split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
