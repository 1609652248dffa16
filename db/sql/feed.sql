-- The feed of what happened to tickets (events_feed), which systems read and are sent. Triggers write it in the
-- statement that makes the change. Rules: no rows while no system is there to read them; an event of a ticket only once
-- the ticket is filed. Its position in the feed is given after its commit, by desk/webhooks/feed.py.

-- Whether a system is there that may read the feed. Called below.
create or replace function feed_wanted() returns boolean language sql stable as $$
  select exists (select from systems where revoked_at is null)
$$;

-- Writes an event. Called below. `pulldesk.system`: the system whose doing this transaction is (feed.doing_of).
create or replace function feed_put(ticket bigint, kind text, at timestamptz, origin text, refs jsonb)
returns void language sql as $$
  insert into events_feed (ticket_id, kind, at, origin, system_id, refs) values
    (ticket, kind, at, origin, nullif(current_setting('pulldesk.system', true), '')::bigint, refs)
$$;

-- Events of rows of the history. A ticket is created by whoever wrote it, though the clock may have filed it.
create or replace function feed_of_history() returns trigger language plpgsql as $$
declare
  row_ref jsonb := jsonb_build_object('history', new.id);
begin
  if not feed_wanted() then
    return null;
  elsif new.field <> 'filed'  -- whose row may come before that of its ticket
      and not exists (select from tickets where id = new.ticket_id and filed_at is not null) then
    return null;
  end if;
  if new.field = 'filed' then
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
$$;

create or replace trigger feed_of_history after insert on history for each row execute function feed_of_history();

-- Events of messages and notes: added, edited, withdrawn; one that goes to another ticket is withdrawn there and added
-- here.
create or replace function feed_of_entries() returns trigger language plpgsql as $$
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
$$;

create or replace trigger feed_of_new_entries after insert on entries
for each row when (new.ticket_id is not null) execute function feed_of_entries();

create or replace trigger feed_of_entries after update of ticket_id, body, parts, edited_at, withdrawn_at on entries
for each row when (new.ticket_id is not null and new.emptied_at is null and
  (old.ticket_id, old.body, old.parts, old.edited_at, old.withdrawn_at) is distinct from
  (new.ticket_id, new.body, new.parts, new.edited_at, new.withdrawn_at))
execute function feed_of_entries();

-- The event that a ticket is late, once it was told (late_told: bit 2 for the response, bit 4 for the solution).
create or replace function feed_of_late() returns trigger language plpgsql as $$
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
$$;

create or replace trigger feed_of_late after update of late_told on tickets
for each row when (new.late_told - new.late_told % 2 > old.late_told - old.late_told % 2)
execute function feed_of_late();
