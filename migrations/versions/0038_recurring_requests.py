"""Keep what is filed again by a rhythm."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0038_recurring_requests"
down_revision = "0037_time_spent"


def upgrade() -> None:
    op.create_table(
        "recurring_requests",
        sa.Column("id", sa.BigInteger, sa.Identity(always=False), primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("words", sa.Text, server_default="", nullable=False),
        sa.Column("steps", ARRAY(sa.Text), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("tags", ARRAY(sa.Text), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("rhythm", JSONB, nullable=False),
        sa.Column("priority", sa.SmallInteger),
        sa.Column("category_id", sa.BigInteger, sa.ForeignKey("categories.id")),
        sa.Column("assignee_id", sa.BigInteger, sa.ForeignKey("people.id")),
        sa.Column("client_id", sa.BigInteger, sa.ForeignKey("people.id")),
        sa.Column("organization_id", sa.BigInteger, sa.ForeignKey("organizations.id")),
        sa.Column("internal_id", sa.BigInteger, sa.ForeignKey("people.id")),
        sa.Column("made_by", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("last_ticket_id", sa.BigInteger, sa.ForeignKey("tickets.id")),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "ix_recurring_requests_next", "recurring_requests", ["next_at"],
        postgresql_where=sa.text("next_at is not null"),
    )  # fmt: skip
