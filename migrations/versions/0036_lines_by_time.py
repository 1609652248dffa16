"""Find messages about no request by when they were sent: an erasure looks for those that name a person."""

import sqlalchemy as sa

from migrations.indexes import add_index

revision = "0036_lines_by_time"
down_revision = "0035_panel_words"


def upgrade() -> None:
    add_index(
        "ix_messages_lines",
        "messages",
        ["sent_at", "chat_id"],
        postgresql_where=sa.text("ticket_id is null and entry_id is null"),
    )
