"""Whether what was solved came back is read from the index of what was solved, without its rows."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _with("ticket_id", "person_id", "n", "went_to")


def downgrade() -> None:
    _with("ticket_id", "person_id")


def _with(*held: str) -> None:
    op.drop_index("ix_ticket_spans_resolved", "ticket_spans")
    op.create_index(
        "ix_ticket_spans_resolved", "ticket_spans", ["started_at"], postgresql_include=list(held),
        postgresql_where=sa.text("kind = 'status' and status = 'resolved'"),
    )  # fmt: skip
