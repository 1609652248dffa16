"""Bring every database of version 1.0.0 to one form: its tables changed under one name while it was young."""

from pathlib import Path

from alembic import op

revision = "0002_databases_of_1_0_0"
down_revision = "0001_baseline"


def upgrade() -> None:
    changes = Path(__file__).with_suffix(".sql").read_text("utf-8")
    for statement in changes.split(";\n\n"):
        op.get_bind().exec_driver_sql(statement)
