-- The feed of API events about tickets (events_feed), which integrations read or get by webhooks. Triggers write it in
-- the statement that makes the change. desk/history.py decides which change of the history is which event; the triggers
-- here decide by what happens to a row: a message is added, edited, withdrawn or moved, or a ticket is overdue.
-- An answer that may still be taken back has an event that gets no position before it leaves.
-- Rules: no row without an integration that may read it, and none about a ticket that is not filed. An event gets its
-- position in the feed after its commit (desk/webhooks/feed.py), so no reader misses one that commits late.

-- Returns the integration that makes the change of this transaction, and so does not get the event back;
-- desk/webhooks/feed.py sets it. Called below.
create or replace function feed_system() returns bigint language sql stable as $$
  select nullif(current_setting('pulldesk.system', true), '')::bigint
$$;

-- Returns true if there is an integration that may read the feed, or one that is revoked and would get what it missed
-- after it is restored, or the mailbox, as authors of answers are told that it is revoked; and if this transaction does
-- not delete what was kept for long enough (desk/retention) or encrypt it (db/key_rotation.py). Called below and by
-- desk/automation/actions.py.
create or replace function feed_wanted() returns boolean language sql stable as $$
  select coalesce(current_setting('pulldesk.retention', true), '') <> 'on'
    and exists (select from systems s where s.revoked_at is null or 'events' = any(s.scopes) or s.door = 'mail'
      or exists (select from subscriptions b where b.system_id = s.id and b.removed_at is null))
$$;

-- Writes an event of a filed ticket. Called below and by desk/automation/actions.py.
create or replace function feed_put(a_ticket bigint, a_kind text, a_at timestamptz, a_origin text, a_refs jsonb)
returns void language sql as $$
  insert into events_feed (ticket_id, kind, at, origin, system_id, refs)
  select t.id, a_kind, a_at, a_origin, feed_system(), a_refs from tickets t
  where t.id = a_ticket and t.filed_at is not null
$$;

-- Writes the events of a row of the history. The event of a filed ticket has the requester's messages so far, and the
-- origin of the ticket even if the clock filed it; this row may be stored before the ticket's own.
create or replace function feed_of_history() returns trigger language plpgsql as $$
declare
  a_kind text;
begin
  if not feed_wanted() then
    return null;
  end if;
  foreach a_kind in array new.events loop
    if a_kind = 'ticket.created' then
      insert into events_feed (ticket_id, kind, at, origin, system_id, refs)
      select t.id, a_kind, new.at, t.origin, coalesce(case when t.origin in ('api', 'mail') then t.system_id end, feed_system()),
        jsonb_build_object('history', new.id, 'entries', (
          select coalesce(jsonb_agg(e.id order by e.id), '[]') from entries e
          where e.ticket_id = t.id and e.kind = 'comment' and e.withdrawn_at is null))
      from tickets t where t.id = new.ticket_id;
    else
      perform feed_put(new.ticket_id, a_kind, new.at, new.origin, jsonb_build_object('history', new.id));
    end if;
  end loop;
  return null;
end
$$;

create or replace trigger feed_of_history after insert on history
for each row when (new.events is not null) execute function feed_of_history();

-- Writes the events of messages and notes; a draft has none, and becomes a new message when it is sent. One that moves to
-- another ticket is withdrawn there and added here. What happens to an answer before it leaves is never told of.
create or replace function feed_of_entries() returns trigger language plpgsql as $$
declare
  about text := case new.kind when 'note' then 'note.' else 'message.' end;
  entry jsonb := jsonb_build_object('entry', new.id);
  waits boolean := new.held_until > coalesce(new.withdrawn_at, new.edited_at, new.created_at);
  amended text := coalesce(new.amended_origin, new.origin);
begin
  if not feed_wanted() then
    return null;
  elsif new.kind = 'draft' then
    return null;
  end if;
  if waits and new.kind = 'reply' then
    entry := entry || jsonb_build_object('until', new.held_until);
  end if;
  if waits and tg_op = 'UPDATE' then
    delete from events_feed f where f.position is null and f.refs ? 'until' and f.refs ->> 'entry' = new.id::text;
    waits := found;
  end if;
  if tg_op = 'INSERT' or old.kind = 'draft' or waits then
    if new.withdrawn_at is null then
      perform feed_put(new.ticket_id, about || 'added', new.created_at, new.origin, entry);
    end if;
  elsif old.ticket_id is distinct from new.ticket_id then
    perform feed_put(old.ticket_id, about || 'withdrawn', greatest(new.created_at, new.edited_at), new.origin,
      entry || '{"moved": true}');
    if new.withdrawn_at is null then
      perform feed_put(new.ticket_id, about || 'added', new.created_at, new.origin, entry);
    end if;
  elsif new.withdrawn_at is null then
    perform feed_put(new.ticket_id, about || 'edited', coalesce(new.edited_at, new.created_at), amended,
      entry || jsonb_build_object('amended', new.amended_origin is not null));
  elsif old.withdrawn_at is null then
    perform feed_put(new.ticket_id, about || 'withdrawn', new.withdrawn_at, amended, entry);
  end if;
  return null;
end
$$;

create or replace trigger feed_of_new_entries after insert on entries
for each row when (new.ticket_id is not null and new.kind <> 'remark') execute function feed_of_entries();

create or replace trigger feed_of_entries after update of ticket_id, kind, body, parts, edited_at, withdrawn_at on entries
for each row when (new.ticket_id is not null and new.kind <> 'remark' and new.emptied_at is null and
  ((old.kind = 'draft' and new.kind <> 'draft') or
  (old.ticket_id, old.body, old.parts, old.edited_at, old.withdrawn_at) is distinct from
  (new.ticket_id, new.body, new.parts, new.edited_at, new.withdrawn_at)))
execute function feed_of_entries();

-- Writes the event that a ticket is overdue, once people were notified: late_told becomes 2 (the first response) or 4
-- (the solution, or the time that an agent promised).
create or replace function feed_of_late() returns trigger language plpgsql as $$
begin
  if not feed_wanted() then
    return null;
  elsif new.promised_at is not null then
    perform feed_put(new.id, 'ticket.late', new.promised_at, 'clock', '{"of": "promise"}');
  elsif new.late_told >= 4 then
    perform feed_put(new.id, 'ticket.late', coalesce(new.solve_due_at, new.updated_at), 'clock', '{"of": "solution"}');
  else
    perform feed_put(new.id, 'ticket.late', coalesce(new.first_due_at, new.updated_at), 'clock', '{"of": "response"}');
  end if;
  return null;
end
$$;

create or replace trigger feed_of_late after update of late_told on tickets
for each row when (new.late_told - new.late_told % 2 > old.late_told - old.late_told % 2)
execute function feed_of_late();
