-- The ledger is append-only, whichever program writes: what was entered stays, and a mistake gets an entry of its own.
-- Linking two rows of one person (desk/staff/board_accounts.py) may change only the names of people, erasing a person
-- (desk/privacy/erasures.py) may empty the reason.
create or replace function ledger_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.reason in (old.reason, '')
    and to_jsonb(new) - '{person_id,made_by,reason}'::text[] = to_jsonb(old) - '{person_id,made_by,reason}'::text[] then
    return new;
  end if;
  raise exception 'entries of the ledger are never changed';
end
$$;

create or replace trigger ledger_kept before update or delete on ledger_entries
for each row execute function ledger_kept();
