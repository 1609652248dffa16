"""canned replies: texts kept ready, their uses, answers shown before they go"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_NONE = sa.text("'[]'")


def _rows() -> list[sa.Column[Any]]:
    return [
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entities", postgresql.JSONB(), server_default=_NONE, nullable=False),
        sa.Column("files", postgresql.JSONB(), server_default=_NONE, nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "canned_replies",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        *_rows(),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("removed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_canned_replies_owner_id")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_canned_replies_created_by")),
    )
    op.create_index(
        "uq_canned_replies_live",
        "canned_replies",
        [sa.text("coalesce(owner_id, 0)"), "folded"],
        unique=True,
        postgresql_where=sa.text("removed_at is null"),
    )
    op.create_table(
        "canned_uses",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("canned_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_canned_uses")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_canned_uses_entry_id")),
        sa.ForeignKeyConstraint(["canned_id"], ["canned_replies.id"], name=op.f("fk_canned_uses_canned_id")),
    )
    op.create_index(op.f("ix_canned_uses_canned_id"), "canned_uses", ["canned_id"])
    references = {
        "person_id": "people",
        "ticket_id": "tickets",
        "answers_id": "entries",
        "canned_id": "canned_replies",
        "from_ticket_id": "tickets",
        "assignee_id": "people",
        "entry_id": "entries",
    }
    op.create_table(
        "prepared_answers",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("answers_id", sa.BigInteger(), nullable=True),
        sa.Column("canned_id", sa.BigInteger(), nullable=True),
        sa.Column("from_ticket_id", sa.BigInteger(), nullable=True),
        *_rows(),
        sa.Column("missing", sa.Text(), nullable=True),
        sa.Column("assignee_id", sa.BigInteger(), nullable=True),
        sa.Column("finished", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("changing", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_answers")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_prepared_answers_{column}"))
            for column, table in references.items()
        ),
    )
    op.create_index(op.f("ix_prepared_answers_person_id"), "prepared_answers", ["person_id"])
    op.add_column("board_comments", sa.Column("is_key", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    op.drop_column("board_comments", "is_key")
    op.drop_table("prepared_answers")
    op.drop_table("canned_uses")
    op.drop_table("canned_replies")
