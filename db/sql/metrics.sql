-- Triggers that keep metrics (desk/metrics) correct, whichever program writes the rows they are computed from.

-- Marks a ticket whose facts have to be computed again, in the statement that changes one of these columns:
-- desk/metrics/facts.py reads counted_at.
create or replace function tickets_uncounted() returns trigger language plpgsql as $$
begin
  new.counted_at := null;
  return new;
end
$$;

create or replace trigger tickets_uncounted before update of
  requester_id, assignee_id, status, priority, filed_at, updated_at, last_entry_at, first_response_at, first_due_at,
  solve_due_at, rating_asked_at, rated_at, category_id, event_id, root_cause_id, organization_id, outlet_id on tickets
for each row when (old.counted_at is not null and
  (old.requester_id, old.assignee_id, old.status, old.priority, old.filed_at, old.updated_at, old.last_entry_at,
   old.first_response_at, old.first_due_at, old.solve_due_at, old.rating_asked_at, old.rated_at, old.category_id,
   old.event_id, old.root_cause_id, old.organization_id, old.outlet_id) is distinct from
  (new.requester_id, new.assignee_id, new.status, new.priority, new.filed_at, new.updated_at, new.last_entry_at,
   new.first_response_at, new.first_due_at, new.solve_due_at, new.rating_asked_at, new.rated_at, new.category_id,
   new.event_id, new.root_cause_id, new.organization_id, new.outlet_id))
execute function tickets_uncounted();

-- Copies the columns by which metrics are grouped from the ticket to its new row of facts.
create or replace function ticket_facts_told_apart() returns trigger language plpgsql as $$
begin
  select t.requester_id, t.category_id, t.priority, t.event_id, t.root_cause_id, t.origin,
    t.organization_id, t.outlet_id
  into new.requester_id, new.category_id, new.priority, new.event_id, new.root_cause_id, new.origin,
    new.organization_id, new.outlet_id
  from tickets t where t.id = new.ticket_id;
  return new;
end
$$;

create or replace trigger ticket_facts_told_apart before insert on ticket_facts
for each row execute function ticket_facts_told_apart();

-- Empties the store of days when facts are written: this version has none, but 1.0.0 may be at work beside it and would
-- read what is no longer right. What 1.0.0 writes it looks after itself (`pulldesk.looks_after_runs`). Goes with the
-- two tables, in the next version.
create or replace function daily_runs_forgotten() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('pulldesk.looks_after_runs', true), '') <> 'on' then
    delete from daily_runs;
    delete from daily_counts;
  end if;
  return null;
end
$$;

create or replace trigger daily_runs_forgotten after insert or delete on ticket_facts
for each statement execute function daily_runs_forgotten();

create or replace trigger daily_runs_forgotten after insert or delete on ticket_spans
for each statement execute function daily_runs_forgotten();
