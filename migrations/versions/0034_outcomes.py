"""Keep what a form has done until the page that it led to has told it."""

from alembic import op
from sqlalchemy import Column, LargeBinary

revision = "0034_outcomes"
down_revision = "0033_spent_requests"


def upgrade() -> None:
    op.add_column("sent_forms", Column("told", LargeBinary()))
