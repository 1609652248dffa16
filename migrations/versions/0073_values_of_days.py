"""The values of days that are over are kept, so that a median of a year need not look at every request again; facts
say what their tickets are told apart by.

A process of the version before writes facts without knowing of either: the database itself then takes what is kept,
and always fills in the columns of the ticket.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

_FORGET = """
create function daily_values_forgotten() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('pulldesk.looks_after_days', true), '') <> 'on' then
    delete from daily_values;
  end if;
  return null;
end
$$
"""
_FILL = """
create function ticket_facts_told_apart() returns trigger language plpgsql as $$
begin
  select t.requester_id, t.category_id, t.priority, t.event_id, t.root_cause_id, t.origin
  into new.requester_id, new.category_id, new.priority, new.event_id, new.root_cause_id, new.origin
  from tickets t where t.id = new.ticket_id;
  return new;
end
$$
"""
_FILLED = (
    "create temporary table facts_before on commit drop as table ticket_facts",
    "truncate ticket_facts",
    "insert into ticket_facts select * from facts_before order by filed_at",
    "analyze ticket_facts",
)
"""The trigger fills them in; an update would leave every row there twice."""
_OF_TICKET = ("requester_id", "category_id", "event_id", "root_cause_id")
_WATCHED = (
    "requester_id, assignee_id, status, priority, filed_at, updated_at, last_entry_at, first_response_at, first_due_at, "
    "solve_due_at, rating_asked_at, rated_at"
)
_TABLES = ("ticket_facts", "ticket_spans")


def _watch(columns: str) -> None:
    """Changes of these mean that a ticket's figures are to be made anew."""
    before, after = (", ".join(f"{row}.{one}" for one in columns.split(", ")) for row in ("old", "new"))
    op.execute("drop trigger tickets_uncounted on tickets")
    op.execute(
        f"create trigger tickets_uncounted before update of {columns} on tickets for each row "
        f"when (old.counted_at is not null and ({before}) is distinct from ({after})) "
        "execute function tickets_uncounted()"
    )


def upgrade() -> None:
    for one in _OF_TICKET:
        op.add_column("ticket_facts", sa.Column(one, sa.BigInteger(), nullable=True))
    op.add_column("ticket_facts", sa.Column("priority", sa.SmallInteger(), nullable=True))
    op.add_column("ticket_facts", sa.Column("origin", sa.Text(), nullable=True))
    op.execute(_FILL)
    op.execute(
        "create trigger ticket_facts_told_apart before insert on ticket_facts "
        "for each row execute function ticket_facts_told_apart()"
    )
    for statement in _FILLED:
        op.execute(statement)
    _watch(f"{_WATCHED}, category_id, event_id, root_cause_id")
    op.create_index(
        "ix_ticket_facts_event", "ticket_facts", ["event_id"], postgresql_where=sa.text("event_id is not null")
    )
    op.create_index(
        "ix_ticket_spans_resolved", "ticket_spans", ["started_at"], postgresql_include=["ticket_id", "person_id"],
        postgresql_where=sa.text("kind = 'status' and status = 'resolved'"),
    )  # fmt: skip
    op.create_index("ix_tickets_by_itself", "tickets", ["id"], postgresql_where=sa.text("end_reason = 'answered'"))
    op.create_table(
        "daily_values",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("values", postgresql.ARRAY(sa.Float()), nullable=False),
        sa.PrimaryKeyConstraint("name", "day", name=op.f("pk_daily_values")),
    )
    op.execute(_FORGET)
    for table in _TABLES:
        op.execute(
            f"create trigger daily_values_forgotten after insert or delete on {table} "
            "for each statement execute function daily_values_forgotten()"
        )


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"drop trigger daily_values_forgotten on {table}")
    op.execute("drop function daily_values_forgotten()")
    op.drop_table("daily_values")
    op.drop_index("ix_tickets_by_itself", "tickets")
    op.drop_index("ix_ticket_spans_resolved", "ticket_spans")
    op.drop_index("ix_ticket_facts_event", "ticket_facts")
    _watch(_WATCHED)
    op.execute("drop trigger ticket_facts_told_apart on ticket_facts")
    op.execute("drop function ticket_facts_told_apart()")
    for one in (*_OF_TICKET, "priority", "origin"):
        op.drop_column("ticket_facts", one)
