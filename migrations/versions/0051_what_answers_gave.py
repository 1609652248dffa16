"""what answers gave: searches, answers taken over, canned replies that were changed"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_AT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "searches",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("found", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searches")),
    )
    op.create_index("ix_searches_at", "searches", ["at"])
    op.create_table(
        "answers_taken",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("from_ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("changed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_answers_taken")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_answers_taken_entry_id")),
        sa.ForeignKeyConstraint(["from_ticket_id"], ["tickets.id"], name=op.f("fk_answers_taken_from_ticket_id")),
    )
    op.create_index("ix_answers_taken_at", "answers_taken", ["at"])
    op.add_column("canned_uses", sa.Column("changed", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_index("ix_canned_uses_at", "canned_uses", ["at"])
    op.create_index("ix_offers_shown", "offers", ["shown_at"])


def downgrade() -> None:
    op.drop_index("ix_offers_shown", "offers")
    op.drop_index("ix_canned_uses_at", "canned_uses")
    op.drop_column("canned_uses", "changed")
    op.drop_table("answers_taken")
    op.drop_table("searches")
