"""Figures are read by index: which tickets are of a topic; what was closed, reopened and cancelled, among stretches of
all statuses; which marks were given on a day."""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_ticket_facts_category", "ticket_facts", ["category_id"], postgresql_include=["ticket_id"],
        postgresql_where=sa.text("category_id is not null"),
    )  # fmt: skip
    op.create_index(
        "ix_ticket_spans_closed", "ticket_spans", ["status", "started_at"],
        postgresql_include=["ticket_id", "person_id"],
        postgresql_where=sa.text("kind = 'status' and status in ('closed', 'reopened', 'cancelled')"),
    )  # fmt: skip
    op.create_index("ix_marks_marked", "marks", ["marked_at"], postgresql_where=sa.text("marked_at is not null"))


def downgrade() -> None:
    op.drop_index("ix_marks_marked", "marks")
    op.drop_index("ix_ticket_spans_closed", "ticket_spans")
    op.drop_index("ix_ticket_facts_category", "ticket_facts")
