"""Create the table of approvals, and let people have a mentor."""

import sqlalchemy as sa
from alembic import op

revision = "0014_approvals"
down_revision = "0013_grants"


def upgrade() -> None:
    op.add_column("people", sa.Column("mentor_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key("fk_people_mentor_id", "people", "people", ["mentor_id"], ["id"])
    at = sa.DateTime(timezone=True)
    op.create_table(
        "approvals",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("first_asked_at", at, nullable=False),
        sa.Column("asked_at", at, nullable=False),
        sa.Column("told_at", at, nullable=True),
        sa.Column("decided_at", at, nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("returns", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_approvals_ticket_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_approvals_entry_id"),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name="fk_approvals_author_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name="fk_approvals_decided_by"),
    )
    op.create_index("ix_approvals_ticket", "approvals", ["ticket_id"])
    op.create_index("ix_approvals_author", "approvals", ["author_id", "decided_at"])
    op.create_index("uq_approvals_entry", "approvals", ["entry_id"], unique=True)
    op.create_index("ix_approvals_waiting", "approvals", ["asked_at"], postgresql_where=sa.text("state = 'waiting'"))
