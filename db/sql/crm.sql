-- What the CRM is to be told of (crm_changes). Triggers write it in the statement that makes the change, so that every
-- channel, import and verb is covered; desk/crm/jobs.py makes jobs of it. Rules: nothing while no CRM is set up, nothing
-- of a ticket that is not filed, and never a note.

-- Returns true if a CRM is set up and this transaction does not delete what was kept for long enough
-- (desk/retention) or encrypt it (db/key_rotation.py). Called below.
create or replace function crm_wanted() returns boolean language sql stable as $$
  select coalesce(current_setting('pulldesk.retention', true), '') <> 'on' and exists (select from crm_state)
$$;

-- Writes that a record changed. Called below.
create or replace function crm_put(a_kind text, a_id bigint, a_request bigint) returns void language sql as $$
  insert into crm_changes (kind, own_id, request_id, system_id) values
    (a_kind, a_id, a_request, nullif(current_setting('pulldesk.system', true), '')::bigint)
$$;

-- Writes a change of the table whose trigger it is; the record's kind is the trigger's argument.
create or replace function crm_of_row() returns trigger language plpgsql as $$
begin
  if crm_wanted() then
    perform crm_put(tg_argv[0], new.id, null);
  end if;
  return null;
end
$$;

create or replace trigger crm_of_new_organizations after insert on organizations
for each row execute function crm_of_row('organization');

create or replace trigger crm_of_organizations after update on organizations
for each row when (old.* is distinct from new.*) execute function crm_of_row('organization');

create or replace trigger crm_of_new_outlets after insert on outlets
for each row execute function crm_of_row('outlet');

create or replace trigger crm_of_outlets after update on outlets
for each row when (old.* is distinct from new.*) execute function crm_of_row('outlet');

create or replace trigger crm_of_new_contacts after insert on contacts
for each row execute function crm_of_row('contact');

create or replace trigger crm_of_contacts after update on contacts
for each row when (old.* is distinct from new.*) execute function crm_of_row('contact');

-- Writes a filed ticket, and at its filing the messages so far, as they were none of the CRM's before.
create or replace function crm_of_tickets() returns trigger language plpgsql as $$
begin
  if not crm_wanted() then
    return null;
  end if;
  perform crm_put('request', new.id, null);
  if tg_op = 'INSERT' or old.filed_at is null then
    perform crm_put('message', e.id, new.id) from (
      select id from entries where ticket_id = new.id and kind in ('comment', 'reply') order by id) e;
  end if;
  return null;
end
$$;

create or replace trigger crm_of_new_tickets after insert on tickets
for each row when (new.filed_at is not null) execute function crm_of_tickets();

create or replace trigger crm_of_tickets after update of filed_at, subject, status, priority, category_id, assignee_id,
  requester_id, organization_id, outlet_id, merged_into_id on tickets
for each row when (new.filed_at is not null and
  (old.filed_at, old.subject, old.status, old.priority, old.category_id, old.assignee_id, old.requester_id,
   old.organization_id, old.outlet_id, old.merged_into_id) is distinct from
  (new.filed_at, new.subject, new.status, new.priority, new.category_id, new.assignee_id, new.requester_id,
   new.organization_id, new.outlet_id, new.merged_into_id))
execute function crm_of_tickets();

-- Writes a change of a filed ticket's status.
create or replace function crm_of_history() returns trigger language plpgsql as $$
begin
  if crm_wanted() then
    perform crm_put('status', new.id, t.id) from tickets t where t.id = new.ticket_id and t.filed_at is not null;
  end if;
  return null;
end
$$;

create or replace trigger crm_of_history after insert on history
for each row when (new.field = 'status') execute function crm_of_history();

-- Writes a message of a filed ticket, also one that became a note: the CRM then learns that it was withdrawn.
create or replace function crm_of_entries() returns trigger language plpgsql as $$
begin
  if crm_wanted() then
    perform crm_put('message', new.id, t.id) from tickets t where t.id = new.ticket_id and t.filed_at is not null;
  end if;
  return null;
end
$$;

create or replace trigger crm_of_new_entries after insert on entries
for each row when (new.ticket_id is not null and new.kind in ('comment', 'reply')) execute function crm_of_entries();

create or replace trigger crm_of_entries after update of ticket_id, kind, body, edited_at, withdrawn_at on entries
for each row when (new.ticket_id is not null and (old.kind in ('comment', 'reply') or new.kind in ('comment', 'reply'))
  and (old.ticket_id, old.kind, old.body, old.edited_at, old.withdrawn_at) is distinct from
  (new.ticket_id, new.kind, new.body, new.edited_at, new.withdrawn_at))
execute function crm_of_entries();

-- Writes a rating that was given, or changed, or got words.
create or replace function crm_of_marks() returns trigger language plpgsql as $$
begin
  if crm_wanted() then
    perform crm_put('rating', new.id, new.ticket_id);
  end if;
  return null;
end
$$;

create or replace trigger crm_of_new_marks after insert on marks
for each row when (new.stars is not null) execute function crm_of_marks();

create or replace trigger crm_of_marks after update of stars, words on marks
for each row when (new.stars is not null and (old.stars, old.words) is distinct from (new.stars, new.words))
execute function crm_of_marks();

create or replace trigger crm_of_ledger_entries after insert on ledger_entries
for each row execute function crm_of_row('payment');
