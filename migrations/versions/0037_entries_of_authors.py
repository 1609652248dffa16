"""Find entries by who wrote them: an erasure looks for those of one person."""

from migrations.indexes import add_index

revision = "0037_entries_of_authors"
down_revision = "0036_lines_by_time"


def upgrade() -> None:
    add_index("ix_entries_author", "entries", ["author_id"])
