-- Columns of tickets that have an index in place of others, which messages change: an update that changes no column of
-- an index makes no entries in any of the table's thirty indexes.

-- Keeps `look_at`, which is never later than `remind_at` and `escalate_at`, and `updated_on`, the day of `updated_at`.
-- Called by the trigger below. Rule: `look_at` is only made later by desk/schedule/ticket_reminders.py, once it is over, so
-- that reminders which are planned again and again change it seldom.
create or replace function tickets_times_of_indexes() returns trigger language plpgsql as $$
begin
  new.look_at := least(new.look_at, new.remind_at, new.escalate_at);
  new.updated_on := (new.updated_at at time zone 'UTC')::date;
  return new;
end
$$;

create or replace trigger tickets_times_of_indexes before insert or update of remind_at, escalate_at, updated_at on tickets
for each row when (
  new.updated_on is distinct from (new.updated_at at time zone 'UTC')::date
  or least(new.remind_at, new.escalate_at) < coalesce(new.look_at, 'infinity'))
execute function tickets_times_of_indexes();
