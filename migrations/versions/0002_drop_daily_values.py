"""Drop the table of daily values as lists of numbers: `daily_runs` has them as bytes."""

from alembic import op

revision = "0002_drop_daily_values"
down_revision = "0001_baseline"


def upgrade() -> None:
    for table in ("ticket_facts", "ticket_spans"):
        op.execute(f"drop trigger if exists daily_values_forgotten on {table}")
    op.execute("drop function if exists daily_values_forgotten")
    op.drop_table("daily_values")
