"""Drop the view of counts of each day, which nothing stores any more."""

from alembic import op

revision = "0020_no_view_of_days"
down_revision = "0019_live_jobs"


def upgrade() -> None:
    op.execute("drop view if exists reports.daily_counts")
