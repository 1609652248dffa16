"""Presses and commands one by one, where a setting keeps them; entries are found by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "use_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_number", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_use_log")),
    )
    op.create_index(op.f("ix_use_log_at"), "use_log", ["at"])
    op.create_index(op.f("ix_use_log_person_id"), "use_log", ["person_id"])
    op.create_index(
        "ix_use_log_ticket", "use_log", ["ticket_number"], postgresql_where=sa.text("ticket_number is not null")
    )
    op.create_index("ix_entries_at", "entries", ["created_at"], postgresql_using="brin")


def downgrade() -> None:
    op.drop_index("ix_entries_at", "entries")
    op.drop_table("use_log")
