"""Tickets rated since a moment are found by index: the panel counts the marks of today."""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_tickets_rated", "tickets", ["rated_at"], postgresql_where=sa.text("rated_at is not null"))


def downgrade() -> None:
    op.drop_index("ix_tickets_rated", "tickets")
