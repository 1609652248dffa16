"""Add the groups that the bot is in, and the group in which a request was written."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016_chats"
down_revision = "0015_writing_first"

_TIME = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("allowed_at", _TIME),
        sa.Column("allowed_by", sa.BigInteger()),
        sa.Column("answers_privately", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("is_admin", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("left_at", _TIME),
        sa.Column("told", JSONB(), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("created_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_chats_person_id"),
        sa.ForeignKeyConstraint(["allowed_by"], ["people.id"], name="fk_chats_allowed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
    )
    op.create_index("uq_chats_person", "chats", ["person_id"], unique=True)
    op.add_column("tickets", sa.Column("intake_group_id", sa.BigInteger()))
    op.add_column("tickets", sa.Column("intake_thread_id", sa.BigInteger()))
    op.add_column("tickets", sa.Column("is_private", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.create_foreign_key("fk_tickets_intake_group_id", "tickets", "people", ["intake_group_id"], ["id"])
