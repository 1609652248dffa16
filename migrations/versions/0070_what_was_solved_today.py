"""Tickets solved since a moment are found by index: the panel counts those of today."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_tickets_resolved", "tickets", ["resolved_at"], postgresql_where=sa.text("resolved_at is not null")
    )


def downgrade() -> None:
    op.drop_index("ix_tickets_resolved", "tickets")
