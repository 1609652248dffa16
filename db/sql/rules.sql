-- Events of tickets that wait for rules (rule_events). Triggers write them in the statement that makes the change, so
-- that every channel, import and verb is covered; desk/automation/rule_execution.py runs the rules.
-- Rules: no row that no rule waits for, none of a ticket that is not filed, and none of what rules do themselves.

-- Returns true if an enabled rule waits for that event and this transaction is not a rule's own. Called below.
create or replace function rules_wanted(a_event text) returns boolean language sql stable as $$
  select exists (select from rules where enabled and event = a_event)
    and current_setting('pulldesk.rule', true) is distinct from 'on'
$$;

-- Writes an event of a filed ticket, if a rule waits for it. Called below.
create or replace function rules_put(
  a_ticket bigint, a_event text, a_key text, a_due timestamptz, a_history bigint, a_entry bigint)
returns void language plpgsql as $$
begin
  if rules_wanted(a_event) then
    insert into rule_events (ticket_id, event, key, due_at, history_id, entry_id)
    select t.id, a_event, a_key, a_due, a_history, a_entry from tickets t
    where t.id = a_ticket and (t.filed_at is not null or a_event in ('filed', 'customer', 'organization'));
  end if;
end
$$;

-- Writes the events that labels or account data of a requester changed, for each of their open tickets. Called by
-- desk/accounts/account_data.py.
create or replace function rules_put_customer(a_person bigint, a_key text, a_due timestamptz)
returns void language plpgsql as $$
begin
  if rules_wanted('customer') then
    insert into rule_events (ticket_id, event, key, due_at)
    select t.id, 'customer', a_key, a_due from tickets t
    where t.requester_id = a_person and t.filed_at is not null and t.status not in ('closed', 'cancelled')
      and t.merged_into_id is null
    order by t.id;
  end if;
end
$$;

-- Writes the events of a row of the history. A ticket that is filed for an organization has an event of that too.
create or replace function rules_of_history() returns trigger language plpgsql as $$
declare
  a_key text := 'history:' || new.id;
begin
  if new.field = 'filed' then
    perform rules_put(new.ticket_id, 'filed', a_key, new.at, new.id, null);
    perform rules_put(new.ticket_id, 'customer', a_key, new.at, new.id, null);
  end if;
  perform rules_put(new.ticket_id, case
    when new.field in ('filed', 'organization') then 'organization'
    when new.field in ('category', 'category_guessed') then 'topic'
    when new.field = 'assignee' then 'assigned'
    when new.field = 'rating' then 'rated'
    when new.field in ('status', 'priority') then new.field
    else 'escalated' end, a_key, new.at, new.id, null);
  return null;
end
$$;

create or replace trigger rules_of_history after insert on history
for each row when (new.field in ('filed', 'organization', 'category', 'category_guessed', 'assignee', 'rating', 'status',
  'priority', 'escalated', 'escalated_board', 'escalated_word', 'escalated_reopened', 'escalated_breach'))
execute function rules_of_history();

-- Writes the event of a message, due when no more words can join it.
create or replace function rules_of_entries() returns trigger language plpgsql as $$
begin
  perform rules_put(new.ticket_id, case new.kind when 'comment' then 'requester_message' else 'team_message' end,
    'entry:' || new.id, greatest(new.created_at, new.held_until), null, new.id);
  return null;
end
$$;

create or replace trigger rules_of_new_entries after insert on entries
for each row when (new.ticket_id is not null and new.kind in ('comment', 'reply') and new.withdrawn_at is null)
execute function rules_of_entries();

create or replace trigger rules_of_entries after update of ticket_id, kind on entries
for each row when (((old.ticket_id is null and new.ticket_id is not null) or (old.kind = 'draft' and new.kind = 'reply'))
  and new.ticket_id is not null and new.kind in ('comment', 'reply') and new.withdrawn_at is null)
execute function rules_of_entries();

-- Writes the event that a ticket is soon due or overdue, once its agent was notified: odd steps of late_told are
-- warnings. The time that was missed is part of the key, as a ticket can be late for another time later.
create or replace function rules_of_late() returns trigger language plpgsql as $$
declare
  a_due timestamptz := coalesce(new.promised_at, case when new.late_told > 2 then new.solve_due_at else new.first_due_at end,
    new.updated_at);
  a_key text := 'late:' || new.late_told || ':' || extract(epoch from a_due)::bigint;
begin
  if new.late_told % 2 = 1 then
    perform rules_put(new.id, 'due_soon', a_key, new.updated_at, null, null);
  end if;
  if new.late_told - new.late_told % 2 > old.late_told - old.late_told % 2 then
    perform rules_put(new.id, 'overdue', a_key, new.updated_at, null, null);
  end if;
  return null;
end
$$;

create or replace trigger rules_of_late after update of late_told on tickets
for each row when (new.late_told > old.late_told and new.filed_at is not null) execute function rules_of_late();
