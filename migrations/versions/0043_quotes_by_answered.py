"""Find quotes by the entry that they are of: an erasure looks for those of what one person said."""

from sqlalchemy import text

from migrations.indexes import add_index

revision = "0043_quotes_by_answered"
down_revision = "0042_doubted_records"


def upgrade() -> None:
    add_index("ix_entries_quotes", "entries", ["answers_id"], postgresql_where=text("quote is not null"))
