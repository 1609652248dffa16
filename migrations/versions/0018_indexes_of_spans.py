"""Find time spans of one status, of agents, and closed tickets that were reopened, each by an index of its own."""

from sqlalchemy import text

from migrations.indexes import add_index, drop_index

revision = "0018_indexes_of_spans"
down_revision = "0017_guest_calls"


def upgrade() -> None:
    add_index(
        "ix_ticket_spans_left",
        "ticket_spans",
        ["status", "ended_at"],
        postgresql_include=["ticket_id", "person_id", "clock", "work"],
        postgresql_where=text("kind = 'status' and ended_at is not null"),
    )
    add_index(
        "ix_ticket_spans_left_agent",
        "ticket_spans",
        ["ended_at"],
        postgresql_include=["ticket_id", "person_id", "went_to", "clock", "work"],
        postgresql_where=text("kind = 'agent' and ended_at is not null"),
    )
    add_index(
        "ix_ticket_spans_came_back",
        "ticket_spans",
        ["ticket_id", "n"],
        postgresql_where=text("kind = 'status' and status = 'closed' and went_to = 'reopened'"),
    )
    drop_index("ix_ticket_spans_ended", "ticket_spans")  # these two find what it did, also for the version before
