"""What somebody has, and took last, is found without reading what they ended."""

import sqlalchemy as sa

from migrations.indexes import add_index, drop_index

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    held = sa.text("status not in ('closed', 'cancelled')")
    add_index("ix_tickets_held", "tickets", ["assignee_id", "status"], postgresql_where=held)
    add_index("ix_tickets_claimed", "tickets", ["assignee_id", "claimed_at"])
    drop_index("ix_tickets_assignee_id", "tickets")


def downgrade() -> None:
    add_index("ix_tickets_assignee_id", "tickets", ["assignee_id"])
    drop_index("ix_tickets_claimed", "tickets")
    drop_index("ix_tickets_held", "tickets")
