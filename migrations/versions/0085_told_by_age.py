"""What systems were told for long enough is found by an index."""

from migrations.indexes import add_index, drop_index

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_index("ix_events_feed_kept_from", "events_feed", ["kept_from"])


def downgrade() -> None:
    drop_index("ix_events_feed_kept_from", "events_feed")
