"""Keep what was masked apart from the words it was masked in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0029_masked_words"
down_revision = "0028_second_factor"


def upgrade() -> None:
    op.create_table(
        "masked_words",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("pieces", JSONB(), nullable=False),
        sa.Column("until", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_masked_words"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_masked_words_entry_id_entries"),
    )
    op.create_index("ix_masked_words_until", "masked_words", ["until"])
