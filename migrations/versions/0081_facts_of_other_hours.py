"""Tickets counted in other hours than those that are set are found by an index: every report asks for them."""

from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ticket_facts_hours", "ticket_facts", ["hours"])


def downgrade() -> None:
    op.drop_index("ix_ticket_facts_hours", "ticket_facts")
