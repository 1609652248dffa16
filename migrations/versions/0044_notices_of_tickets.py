"""Find the notices of the feed by their ticket: an erasure deletes those of one person's."""

from sqlalchemy import text

from migrations.indexes import add_index

revision = "0044_notices_of_tickets"
down_revision = "0043_quotes_by_answered"


def upgrade() -> None:
    only = text("kind = 'ticket.notice'")
    add_index("ix_events_feed_notices", "events_feed", ["ticket_id"], postgresql_where=only)
