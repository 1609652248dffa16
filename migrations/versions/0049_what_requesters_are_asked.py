"""what requesters are asked of a request before a person answers, and the form that their answers make"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("asked", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("tickets", sa.Column("asking_id", sa.BigInteger(), nullable=True))
    op.create_table(
        "ticket_form",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("said_message_id", sa.BigInteger(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "key", name=op.f("pk_ticket_form")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_form_ticket_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_ticket_form_entry_id")),
    )
    op.create_index("ix_ticket_form_entry_id", "ticket_form", ["entry_id"])


def downgrade() -> None:
    op.drop_table("ticket_form")
    op.drop_column("tickets", "asking_id")
    op.drop_column("tickets", "asked")
