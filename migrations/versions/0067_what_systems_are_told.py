"""what systems are told: a feed of what happened to tickets, and where it is sent to

The database itself writes the feed, in the statement that does what is told: so nothing can be forgotten, a process of
the version before writes it too, and where there is no system nobody asks anything more of the database.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

_AT = postgresql.TIMESTAMP(timezone=True)
_WANTED = """
create function feed_wanted() returns boolean language sql stable as $$
  select exists (select from systems where revoked_at is null)
$$
"""
_PUT = """
create function feed_put(ticket bigint, kind text, at timestamptz, origin text, refs jsonb)
returns void language sql as $$
  insert into events_feed (ticket_id, kind, at, origin, system_id, refs) values
    (ticket, kind, at, origin, nullif(current_setting('pulldesk.system', true), '')::bigint, refs)
$$
"""
_OF_HISTORY = """
create function feed_of_history() returns trigger language plpgsql as $$
declare
  row_ref jsonb := jsonb_build_object('history', new.id);
begin
  if not feed_wanted() then
    return null;
  elsif new.field <> 'filed'  -- whose row may come before that of its ticket
      and not exists (select from tickets where id = new.ticket_id and filed_at is not null) then
    return null;
  end if;
  if new.field = 'filed' then  -- by whoever wrote it, though the clock may have filed it
    insert into events_feed (ticket_id, kind, at, origin, system_id, refs)
    select t.id, 'ticket.created', new.at, t.origin,
      coalesce(
        case t.origin when 'api' then t.system_id end, nullif(current_setting('pulldesk.system', true), '')::bigint),
      row_ref || jsonb_build_object('entries', (
        select coalesce(jsonb_agg(e.id order by e.id), '[]') from entries e
        where e.ticket_id = t.id and e.kind = 'comment' and e.withdrawn_at is null))
    from tickets t where t.id = new.ticket_id;
  elsif new.field like 'escalated%' then
    perform feed_put(new.ticket_id, 'ticket.escalated', new.at, new.origin, row_ref);
  elsif new.field = 'merged' then
    perform feed_put(
      new.ticket_id, case when new.new is null then 'ticket.unmerged' else 'ticket.merged' end,
      new.at, new.origin, row_ref);
  elsif new.field = 'rating' then
    perform feed_put(new.ticket_id, 'ticket.rated', new.at, new.origin, row_ref);
  elsif new.field in ('subject', 'status', 'assignee', 'priority', 'category', 'category_guessed', 'tags', 'event',
      'hold_reason', 'hold_until', 'promised', 'root_cause', 'deescalated') then
    perform feed_put(new.ticket_id, 'ticket.changed', new.at, new.origin, row_ref);
    if new.field = 'status' and new.new in ('closed', 'cancelled') then
      perform feed_put(new.ticket_id, 'ticket.closed', new.at, new.origin, row_ref);
    end if;
  end if;
  return null;
end
$$
"""
_OF_ENTRIES = """
create function feed_of_entries() returns trigger language plpgsql as $$
declare
  about text := case new.kind when 'note' then 'note.' else 'message.' end;
  row_ref jsonb := jsonb_build_object('entry', new.id);
  amended text := coalesce(new.amended_origin, new.origin);
begin
  if new.kind = 'remark' or not feed_wanted() then
    return null;
  end if;
  if tg_op = 'UPDATE' and old.ticket_id is not distinct from new.ticket_id then
    if not exists (select from tickets where id = new.ticket_id and filed_at is not null) then
      return null;
    elsif old.withdrawn_at is null and new.withdrawn_at is not null then
      perform feed_put(new.ticket_id, about || 'withdrawn', new.withdrawn_at, amended, row_ref);
    elsif new.withdrawn_at is null then
      perform feed_put(
        new.ticket_id, about || 'edited', coalesce(new.edited_at, new.created_at), amended,
        row_ref || jsonb_build_object('amended', new.amended_origin is not null));
    end if;
    return null;
  end if;
  if tg_op = 'UPDATE' and exists (select from tickets where id = old.ticket_id and filed_at is not null) then
    perform feed_put(
      old.ticket_id, about || 'withdrawn', greatest(new.created_at, new.edited_at), new.origin,
      row_ref || jsonb_build_object('moved', true));
  end if;
  if new.withdrawn_at is null and exists (select from tickets where id = new.ticket_id and filed_at is not null) then
    perform feed_put(new.ticket_id, about || 'added', new.created_at, new.origin, row_ref);
  end if;
  return null;
end
$$
"""
_OF_LATE = """
create function feed_of_late() returns trigger language plpgsql as $$
begin
  if feed_wanted() then
    perform feed_put(
      new.id, 'ticket.late',
      coalesce(new.promised_at, case when new.late_told >= 4 then new.solve_due_at else new.first_due_at end,
        new.updated_at),
      'clock', jsonb_build_object('of', case
        when new.promised_at is not null then 'promise' when new.late_told >= 4 then 'solution' else 'response' end));
  end if;
  return null;
end
$$
"""
_TRIGGERS = (
    "create trigger feed_of_history after insert on history for each row execute function feed_of_history()",
    "create trigger feed_of_new_entries after insert on entries for each row "
    "when (new.ticket_id is not null) execute function feed_of_entries()",
    "create trigger feed_of_entries after update of ticket_id, body, parts, edited_at, withdrawn_at on entries "
    "for each row when (new.ticket_id is not null and new.emptied_at is null and "
    "(old.ticket_id, old.body, old.parts, old.edited_at, old.withdrawn_at) is distinct from "
    "(new.ticket_id, new.body, new.parts, new.edited_at, new.withdrawn_at)) execute function feed_of_entries()",
    "create trigger feed_of_late after update of late_told on tickets for each row "
    "when (new.late_told - new.late_told % 2 > old.late_told - old.late_told % 2) execute function feed_of_late()",
)


def upgrade() -> None:
    op.add_column("entries", sa.Column("amended_origin", sa.Text(), nullable=True))
    op.execute("create sequence feed_positions")
    op.create_table(
        "events_feed",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("system_id", sa.BigInteger(), nullable=True),
        sa.Column("refs", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_events_feed_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events_feed")),
    )
    op.create_index(op.f("ix_events_feed_at"), "events_feed", ["at"])
    op.create_index("uq_events_feed_position", "events_feed", ["position"], unique=True)
    op.create_index("ix_events_feed_new", "events_feed", ["id"], postgresql_where=sa.text("position is null"))
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("system_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("sent_to", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("failing_since", _AT, nullable=True),
        sa.Column("failing_from", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rest_until", _AT, nullable=True),
        sa.Column("off_at", _AT, nullable=True),
        sa.Column("off_why", sa.Text(), nullable=True),
        sa.Column("removed_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_subscriptions_made_by")),
        sa.ForeignKeyConstraint(["system_id"], ["systems.id"], name=op.f("fk_subscriptions_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    op.create_index(op.f("ix_subscriptions_system_id"), "subscriptions", ["system_id"])
    for statement in (_WANTED, _PUT, _OF_HISTORY, _OF_ENTRIES, _OF_LATE, *_TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop trigger feed_of_late on tickets")
    op.execute("drop trigger feed_of_entries on entries")
    op.execute("drop trigger feed_of_new_entries on entries")
    op.execute("drop trigger feed_of_history on history")
    for name in ("feed_of_late()", "feed_of_entries()", "feed_of_history()", "feed_wanted()"):
        op.execute(f"drop function {name}")
    op.execute("drop function feed_put(bigint, text, timestamptz, text, jsonb)")
    op.drop_table("subscriptions")
    op.drop_table("events_feed")
    op.execute("drop sequence feed_positions")
    op.drop_column("entries", "amended_origin")
