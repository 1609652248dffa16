"""shifts, topics, and who was sent a card"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.add_column("people", sa.Column("has_shifts", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("people", sa.Column("switches", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False))
    op.create_table(
        "shifts",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("starts", sa.SmallInteger(), nullable=True),
        sa.Column("ends", sa.SmallInteger(), nullable=True),
        _key("shifts", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index(op.f("ix_shifts_person_id"), "shifts", ["person_id"])
    op.create_table(
        "agent_topics",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("category_id", sa.BigInteger(), autoincrement=False, nullable=False),
        _key("agent_topics", "person_id", "people"),
        _key("agent_topics", "category_id", "categories"),
        sa.PrimaryKeyConstraint("person_id", "category_id", name=op.f("pk_agent_topics")),
    )
    op.create_table(
        "sent_cards",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("rang", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _key("sent_cards", "ticket_id", "tickets"),
        _key("sent_cards", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_cards")),
    )
    op.create_index(op.f("ix_sent_cards_ticket_id"), "sent_cards", ["ticket_id"])
    op.create_index(op.f("ix_sent_cards_at"), "sent_cards", ["at"])
    op.create_index("ix_sent_cards_person_id", "sent_cards", ["person_id", "at"])
    op.create_table(
        "asks",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("asker_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        _key("asks", "entry_id", "entries"),
        _key("asks", "asker_id", "people"),
        _key("asks", "asked_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
    )
    op.create_index(op.f("ix_asks_entry_id"), "asks", ["entry_id"])


def downgrade() -> None:
    for table in ("asks", "sent_cards", "agent_topics", "shifts"):
        op.drop_table(table)
    op.drop_column("people", "switches")
    op.drop_column("people", "has_shifts")
