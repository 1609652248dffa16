"""Let an answer, a note or an act wait for a moment."""

from alembic import op
from sqlalchemy import TIMESTAMP, Column
from sqlalchemy.dialects.postgresql import JSONB

revision = "0036_later"
down_revision = "0035_labels"


def upgrade() -> None:
    op.add_column("approvals", Column("due_at", TIMESTAMP(timezone=True)))
    op.add_column("approvals", Column("plan", JSONB()))
