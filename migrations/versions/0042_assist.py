"""Know each use of the assistant, what it drafted, and which organizations and topics forbid it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0042_assist"
down_revision = "0041_acts_of_replies"


def upgrade() -> None:
    op.create_table(
        "assist_uses",
        sa.Column("id", sa.BigInteger, sa.Identity(always=False), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("ticket_id", sa.BigInteger, sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("approval_id", sa.BigInteger, sa.ForeignKey("approvals.id")),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("why", sa.Text),
        sa.Column("sources", JSONB, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("sent", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("received", sa.Integer, nullable=False, server_default=sa.text("0")),
    )
    for column in ("ticket_id", "person_id", "at"):
        op.create_index(f"ix_assist_uses_{column}", "assist_uses", [column])
    op.create_index("uq_assist_uses_approval", "assist_uses", ["approval_id"], unique=True)
    for table, column in (("organizations", "no_assist"), ("categories", "no_assist"), ("approvals", "helped")):
        op.add_column(table, sa.Column(column, sa.Boolean, nullable=False, server_default=sa.text("false")))
