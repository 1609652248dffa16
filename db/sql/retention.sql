-- Deletion of what was kept for as long as the settings say (desk/retention/expired.py): one round trip a batch
-- of requests, which the caller has locked. Rule: what figures are made of stays (number, times, people, topic, status).

-- Returns the ids of the entries of requests, and of words that wait for an answer about one. Called below.
create or replace function retention_entries(a_ids bigint[]) returns setof bigint language sql stable as $$
  select id from entries where ticket_id = any(a_ids)
  union all
  select e.id from entries e join questions q on q.id = e.question_id
  where e.ticket_id is null and q.ticket_id = any(a_ids)
$$;

-- Returns the rows of requests that are about to be emptied, each with the name of its table.
-- Called by desk/retention/expired.py (read_rows).
create or replace function retention_rows(a_ids bigint[]) returns table (of_table text, content jsonb)
language sql stable as $$
  with said as materialized (select retention_entries(a_ids) as id)
  select 'tickets', to_jsonb(t) from tickets t where t.id = any(a_ids)
  union all select 'entries', to_jsonb(e) - 'words' from entries e where e.id in (select id from said)
  union all select 'entry_versions', to_jsonb(v) from entry_versions v where v.entry_id in (select id from said)
  union all select 'files', to_jsonb(f) from files f where f.entry_id in (select id from said)
  union all select 'reactions', to_jsonb(r) from reactions r where r.entry_id in (select id from said)
  union all select 'history', to_jsonb(h) from history h where h.ticket_id = any(a_ids)
  union all select 'ticket_form', to_jsonb(a) from ticket_form a where a.ticket_id = any(a_ids)
  union all select 'ticket_participants', to_jsonb(p) from ticket_participants p where p.ticket_id = any(a_ids)
  union all select 'marks', to_jsonb(m) from marks m where m.ticket_id = any(a_ids)
  union all select 'approvals', to_jsonb(a) from approvals a where a.ticket_id = any(a_ids)
  union all select 'reviews', to_jsonb(r) from reviews r where r.ticket_id = any(a_ids)
  union all select 'review_marks', to_jsonb(m) from review_marks m join reviews r on r.id = m.review_id
    where r.ticket_id = any(a_ids)
$$;

-- Deletes words and files of requests and everything that repeats them. `a_fields`: the fields of the history whose
-- values are people's words; `a_subject`, `a_line`: the subject that they get, as desk/i18n/subjects.py words it;
-- `a_gone`: what a card says whose task stays on the board as it is. The CRM and the feed are told nothing.
-- Called by desk/retention/expired.py (delete_words).
create or replace function retention_empty(
  a_ids bigint[], a_now timestamptz, a_fields text[], a_subject text, a_line text, a_gone text
) returns void language plpgsql as $$
declare
  said bigint[] := array(select retention_entries(a_ids));
begin
  perform set_config('pulldesk.retention', 'on', true);
  delete from entry_versions where entry_id = any(said);
  delete from masked_words where entry_id = any(said);
  delete from files where entry_id = any(said);
  delete from mails where entry_id = any(said);
  delete from reactions where entry_id = any(said);
  delete from ticket_form where ticket_id = any(a_ids);
  delete from messages where ticket_id = any(a_ids) or entry_id = any(said);
  delete from digest_lines where ticket_id = any(a_ids);
  delete from ticket_participants where ticket_id = any(a_ids);
  delete from events_feed where ticket_id = any(a_ids);
  delete from held_acts where ticket_id = any(a_ids);
  delete from board_commands where ticket_id = any(a_ids);
  update board_comments set content = '', file_url = null where entry_id = any(said);
  update board_cards set agreed = null, theirs = null, dirty = false, gone = coalesce(gone, a_gone)
  where ticket_id = any(a_ids);
  update questions set data = '{}' where ticket_id = any(a_ids);
  update prepared_answers set text = '', entities = '[]', files = '[]' where ticket_id = any(a_ids);
  update approvals set comment = null where ticket_id = any(a_ids);
  update marks set words = null where ticket_id = any(a_ids);
  update review_marks set comment = null where review_id in (select id from reviews where ticket_id = any(a_ids));
  update reviews set comment = null, answer = null where ticket_id = any(a_ids);
  update history set old = case when old is not null then '' end, new = case when new is not null then '' end
  where ticket_id = any(a_ids) and field = any(a_fields);
  update entries set body = '', entities = '[]', parts = null, preview = null, quote = null, footer = null,
    content_line = case when withdrawn_at is null then '{"key":"content-deleted","args":{}}' end, emptied_at = a_now
  where id = any(said);
  update tickets set subject = a_subject, subject_line = a_line, subject_kept = true, hold_reason = null,
    category_words = '{}', merge_undo = null, tell = null, context = null, own_fields = null, rating_words = null,
    emptied_at = a_now
  where id = any(a_ids);
end
$$;
