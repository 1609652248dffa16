"""Let an answer, a note or an act wait for a moment."""

from alembic import op
from sqlalchemy import TIMESTAMP, Column, text
from sqlalchemy.dialects.postgresql import JSONB

revision = "0036_later"
down_revision = "0035_labels"


def upgrade() -> None:
    op.add_column("approvals", Column("due_at", TIMESTAMP(timezone=True)))
    op.add_column("approvals", Column("plan", JSONB()))
    op.create_index("ix_approvals_asked", "approvals", ["id"], postgresql_where=text("due_at is null"))
