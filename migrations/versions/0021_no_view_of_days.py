"""Drop the view of counts of each day, which nothing stores any more."""

from alembic import op

revision = "0021_no_view_of_days"
down_revision = "0018_indexes_of_spans"


def upgrade() -> None:
    op.execute("drop view if exists reports.daily_counts")
