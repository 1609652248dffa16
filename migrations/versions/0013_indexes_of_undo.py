"""Find what refers to an entry or a ticket, which is asked when an import is undone."""

from sqlalchemy import text

from migrations.indexes import add_index

revision = "0013_indexes_of_undo"
down_revision = "0012_imported_rows"


def upgrade() -> None:
    add_index("ix_entries_answers", "entries", ["answers_id"], postgresql_where=text("answers_id is not null"))
    add_index("ix_tickets_merged", "tickets", ["merged_into_id"], postgresql_where=text("merged_into_id is not null"))
