"""Keep each mail as it came, beside the entry that was made of it."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey

revision = "0029_whole_mails"
down_revision = "0025_one_draft"


def upgrade() -> None:
    op.create_table(
        "mails",
        Column("entry_id", BigInteger, ForeignKey("entries.id"), primary_key=True, autoincrement=False),
        Column("text_id", BigInteger, ForeignKey("blobs.id"), nullable=False),
        Column("raw_id", BigInteger, ForeignKey("blobs.id")),
    )
    for column in ("text_id", "raw_id"):
        op.create_index(f"ix_mails_{column}", "mails", [column])
