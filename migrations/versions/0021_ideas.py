"""Add ideas and votes for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0021_ideas"
down_revision = "0020_rules"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "ideas",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("author_id", sa.BigInteger(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("by_team", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stems", ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("title", sa.Text(), nullable=False, server_default=""),
        sa.Column("status", sa.Text(), nullable=False, server_default="new"),
        sa.Column("status_at", moment, nullable=False),
        sa.Column("status_by", sa.BigInteger(), sa.ForeignKey("people.id")),
        sa.Column("answer", sa.Text(), nullable=False, server_default=""),
        sa.Column("joined_id", sa.BigInteger(), sa.ForeignKey("ideas.id")),
        sa.Column("shown_at", moment),
        sa.Column("created_at", moment, nullable=False),
    )
    op.create_index("ix_ideas_author", "ideas", ["author_id", "created_at"])
    op.create_index("ix_ideas_joined", "ideas", ["joined_id"], postgresql_where=sa.text("joined_id is not null"))
    op.create_index("ix_ideas_status", "ideas", ["status"], postgresql_where=sa.text("joined_id is null"))
    op.create_table(
        "idea_votes",
        sa.Column("idea_id", sa.BigInteger(), sa.ForeignKey("ideas.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("by_team", sa.Boolean(), nullable=False),
        sa.Column("at", moment, nullable=False),
    )
