"""Find changes by who made them: an erasure looks for those of one person."""

from migrations.indexes import add_index

revision = "0038_history_of_actors"
down_revision = "0037_entries_of_authors"


def upgrade() -> None:
    add_index("ix_history_actor", "history", ["actor_id"])
