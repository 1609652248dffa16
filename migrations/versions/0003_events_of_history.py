"""Add a column to the history: the kinds of API events that a row is about."""

import sqlalchemy as sa
from alembic import op

revision = "0003_events_of_history"
down_revision = "0002_drop_daily_values"


def upgrade() -> None:
    op.execute("drop function if exists feed_put")  # its parameters are called otherwise
    op.add_column("history", sa.Column("events", sa.ARRAY(sa.Text()), nullable=True))
