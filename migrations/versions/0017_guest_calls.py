"""Keep calls of the bot from chats in which it is no member: one message there answers each."""

import sqlalchemy as sa
from alembic import op

revision = "0017_guest_calls"
down_revision = "0016_indexes_kept_by_messages"


def upgrade() -> None:
    when = sa.DateTime(timezone=True)
    op.create_table(
        "guest_calls",
        sa.Column("id", sa.BigInteger, sa.Identity(always=False), primary_key=True),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("place_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger, sa.ForeignKey("tickets.id")),
        sa.Column("query_id", sa.Text, nullable=False),
        sa.Column("inline_message_id", sa.Text),
        sa.Column("tried_at", when),
        sa.Column("created_at", when, nullable=False),
    )
    for column in ("person_id", "place_id", "ticket_id"):
        op.create_index(f"ix_guest_calls_{column}", "guest_calls", [column])
    op.create_index("uq_guest_calls_query", "guest_calls", ["query_id"], unique=True)
