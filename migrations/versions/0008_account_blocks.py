"""Create the table of account data."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008_account_blocks"
down_revision = "0007_payments"


def upgrade() -> None:
    op.create_table(
        "account_blocks",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("fields", JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("link", JSONB(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("person_id", name="pk_account_blocks"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_account_blocks_person_id"),
    )
