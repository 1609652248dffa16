"""what the desk did, in figures: of each ticket, of its stretches, of days; how the bot is used

A ticket whose figures are to be made anew is marked by the database itself, in the statement that changes it: so the
mark cannot be forgotten, and a process of the version before makes it too.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_AT = postgresql.TIMESTAMP(timezone=True)
_WATCHED = (
    "requester_id, assignee_id, status, priority, filed_at, updated_at, last_entry_at, first_response_at, first_due_at, "
    "solve_due_at, rating_asked_at, rated_at"
)
_MARK = """
create function tickets_uncounted() returns trigger language plpgsql as $$
begin
  new.counted_at := null;
  return new;
end
$$
"""


def _trigger() -> str:
    columns = _WATCHED.split(", ")
    changed = f"({', '.join(f'old.{one}' for one in columns)}) is distinct from ({', '.join(f'new.{one}' for one in columns)})"
    return (
        f"create trigger tickets_uncounted before update of {_WATCHED} on tickets for each row "
        f"when (old.counted_at is not null and {changed}) execute function tickets_uncounted()"
    )


def _person(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=True)


def upgrade() -> None:
    op.add_column("tickets", sa.Column("counted_at", _AT, nullable=True))
    op.create_index(
        "ix_tickets_uncounted",
        "tickets",
        ["id"],
        postgresql_where=sa.text("counted_at is null and filed_at is not null"),
    )
    op.execute(_MARK)
    op.execute(_trigger())
    op.create_table(
        "ticket_facts",
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("filed_at", _AT, nullable=False),
        sa.Column("filed_open", sa.Boolean(), nullable=False),
        sa.Column("taken_at", _AT, nullable=True),
        _person("taken_by"),
        sa.Column("taken_clock", sa.Float(), nullable=True),
        sa.Column("taken_work", sa.Float(), nullable=True),
        sa.Column("answered_at", _AT, nullable=True),
        _person("answered_by"),
        sa.Column("answered_clock", sa.Float(), nullable=True),
        sa.Column("answered_work", sa.Float(), nullable=True),
        sa.Column("answered_late", sa.Float(), nullable=True),
        sa.Column("solved_at", _AT, nullable=True),
        _person("solved_by"),
        sa.Column("solved_clock", sa.Float(), nullable=True),
        sa.Column("solved_work", sa.Float(), nullable=True),
        sa.Column("solved_late", sa.Float(), nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("ended_clock", sa.Float(), nullable=True),
        sa.Column("by_silence", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reopened", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("escalated", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("promises", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("agents", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("comments", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("replies", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("notes", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_history_id", sa.BigInteger(), nullable=True),
        sa.Column("last_entry_id", sa.BigInteger(), nullable=True),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_ticket_facts"),
    )
    op.create_index("ix_ticket_facts_filed", "ticket_facts", ["filed_at"])
    for one in ("taken", "answered", "solved", "ended"):
        op.create_index(
            f"ix_ticket_facts_{one}",
            "ticket_facts",
            [f"{one}_at"],
            postgresql_where=sa.text(f"{one}_at is not null"),
        )
    op.create_table(
        "ticket_spans",
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        _person("person_id"),
        sa.Column("came_from", sa.Text(), nullable=True),
        sa.Column("went_to", sa.Text(), nullable=True),
        sa.Column("started_at", _AT, nullable=False),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("clock", sa.Float(), nullable=True),
        sa.Column("work", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("ticket_id", "kind", "n", name="pk_ticket_spans"),
    )
    op.create_index("ix_ticket_spans_started", "ticket_spans", ["kind", "started_at"])
    op.create_index(
        "ix_ticket_spans_ended",
        "ticket_spans",
        ["kind", "ended_at"],
        postgresql_where=sa.text("ended_at is not null"),
    )
    op.create_table(
        "daily_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", "figure", name="pk_daily_counts"),
    )
    op.create_table(
        "uses",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        _person("person_id"),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uses"),
    )
    op.create_index("ix_uses_day", "uses", ["day", "kind"])


def downgrade() -> None:
    for table in ("uses", "daily_counts", "ticket_spans", "ticket_facts"):
        op.drop_table(table)
    op.execute("drop trigger tickets_uncounted on tickets")
    op.execute("drop function tickets_uncounted()")
    op.drop_index("ix_tickets_uncounted", table_name="tickets")
    op.drop_column("tickets", "counted_at")
