"""A request that a system asks for is filed beside a draft that waits for its requester to agree to the terms."""

from sqlalchemy import text

from migrations.indexes import add_index, drop_index

revision = "0025_one_draft"
down_revision = "0024_what_waits"


def upgrade() -> None:
    columns, where = ["requester_id", text("(origin = 'api')")], text("filed_at is null and status = 'new'")
    add_index("uq_tickets_draft", "tickets", columns, unique=True, postgresql_where=where)
    drop_index("uq_tickets_one_draft", "tickets")
