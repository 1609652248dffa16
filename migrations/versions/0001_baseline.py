"""Create the tables of version 1.0.0, from `0001_baseline.sql`."""

from pathlib import Path

from alembic import op

revision = "0001_baseline"
down_revision = None


def upgrade() -> None:
    tables = Path(__file__).with_suffix(".sql").read_text("utf-8")
    for statement in tables.split(";\n"):
        op.get_bind().exec_driver_sql(statement)
