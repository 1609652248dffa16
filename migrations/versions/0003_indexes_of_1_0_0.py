"""Make the indexes of large tables that a database of the first days of version 1.0.0 lacks."""

from sqlalchemy import text

from migrations.indexes import add_index

revision = "0003_indexes_of_1_0_0"
down_revision = "0002_databases_of_1_0_0"


def upgrade() -> None:
    add_index("ix_entries_author", "entries", ["author_id"])
    add_index("ix_entries_quotes", "entries", ["answers_id"], postgresql_where=text("quote is not null"))
    notices = text("kind = 'ticket.notice'")
    add_index("ix_events_feed_notices", "events_feed", ["ticket_id"], postgresql_where=notices)
    add_index("ix_history_actor", "history", ["actor_id"])
    lines = text("ticket_id is null and entry_id is null")
    add_index("ix_messages_lines", "messages", ["sent_at", "chat_id"], postgresql_where=lines)
    steps = {"postgresql_using": "gin", "postgresql_ops": {"steps": "jsonb_path_ops"}}
    add_index("ix_tickets_steps", "tickets", ["steps"], postgresql_where=text("steps is not null"), **steps)
