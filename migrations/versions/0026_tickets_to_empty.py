"""Find the tickets that were kept for long enough."""

import sqlalchemy as sa

from migrations.indexes import add_index

revision = "0026_tickets_to_empty"
down_revision = "0025_emptied_tickets"


def upgrade() -> None:
    add_index(
        "ix_tickets_to_empty",
        "tickets",
        ["ended_at"],
        postgresql_where=sa.text("ended_at is not null and (emptied_at is null or emptied_at < ended_at)"),
    )
