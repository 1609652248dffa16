"""Find tickets by their labels, and those that did not come by Telegram by their channel."""

from sqlalchemy import text

from migrations.indexes import add_index

revision = "0035_labels"
down_revision = "0034_outcomes"


def upgrade() -> None:
    add_index("ix_tickets_labels", "tickets", ["tags"], postgresql_using="gin", postgresql_where=text("tags <> '{}'"))
    where = text("filed_at is not null and origin <> 'telegram'")
    add_index("ix_tickets_channel", "tickets", ["origin", "filed_at"], postgresql_where=where)
