-- The work of the queue (db/queue) and of its fast paths: several statements each, one round trip to the database.
-- Each statement of a volatile function sees what was committed before that statement began, as if it were sent alone
-- (PostgreSQL, "Function Volatility Categories"). Tables: jobs, job_keys (a row for each key with waiting jobs).
-- They plan without sequential scans: a plan made while the tables were small stays in use after they have grown.

-- Stores jobs, except those whose `dedup` is stored already, and gives the keys that had no waiting job, at most `a_room`
-- of them, to `a_worker` (null: to nobody); returns these. While the desk recovers after a restore, what goes to
-- people is held: it may have been sent before (as in db/backup/restored_mark.py). Called below. Rule: every statement locks rows of job_keys in the order of box and key.
create or replace function jobs_put_claimed(
  boxes text[], keys text[], lanes smallint[], dedups text[], slots text[], payloads bytea[], dues timestamptz[],
  nows timestamptz[], tickets bigint[], entries bigint[], people bigint[], a_worker int, a_room int,
  out claimed_keys text[], out claimed_lanes smallint[])
language plpgsql set enable_seqscan = off as $$
declare
  recovers boolean := exists (select from desk where id = 1 and recovery is not null);
begin
  with fresh as (
    insert into jobs (box, key, lane, dedup, slot, payload, due_at, created_at, ticket_id, entry_id, person_id, state)
    select n.*, case when recovers and (n.box in ('to_telegram', 'to_mail', 'to_gateway')
        or n.box = 'reports' and n.lane = 1) then 'held' else 'waiting' end
    from unnest(boxes, keys, lanes, dedups, slots, payloads, dues, nows, tickets, entries, people)
      as n (box, key, lane, dedup, slot, payload, due_at, created_at, ticket_id, entry_id, person_id)
    on conflict (box, dedup) where dedup is not null do nothing
    returning box, key, lane, due_at, state),
  locked as (
    insert into job_keys as k (box, key, lane, due_at, worker)
    select box, key, min(lane), min(due_at), case when row_number() over (order by min(lane)) <= a_room then a_worker end
    from fresh where state = 'waiting' group by box, key order by box, key
    on conflict (box, key) do update set lane = least(k.lane, excluded.lane)
    returning k.key, k.lane, k.xmax = 0 and k.worker is not null as is_claimed)
  select array_agg(key), array_agg(lane) into claimed_keys, claimed_lanes from locked where is_claimed;
end
$$;

-- Stores jobs as `jobs_put_claimed` does, whose keys are free. Called below.
create or replace function jobs_put(
  boxes text[], keys text[], lanes smallint[], dedups text[], slots text[], payloads bytea[], dues timestamptz[],
  nows timestamptz[], tickets bigint[], entries bigint[], people bigint[])
returns void language plpgsql as $$
begin
  perform jobs_put_claimed(boxes, keys, lanes, dedups, slots, payloads, dues, nows, tickets, entries, people, null, 0);
end
$$;

-- Stores jobs as `jobs_put` does, and begins letters that their own process sends: the first of a key that had no
-- waiting job, due now, without a slot, no announcement, in its part, at most `a_room` of them. Their keys are given to
-- `a_worker` (0: to nobody). Returns [place among those given, id, lane of the key, chat] of each. Called by
-- db/queue/store.py (flush_jobs, settle_jobs) and `letters_done`. Rules: the keys are locked first, in their order, so that a job before it
-- in the key is seen; of a chat in a colleague's own account none, as what may have been sent there is not sent again.
create or replace function jobs_put_begun(
  boxes text[], keys text[], lanes smallint[], dedups text[], slots text[], payloads bytea[], dues timestamptz[],
  nows timestamptz[], tickets bigint[], entries bigint[], people bigint[],
  a_worker int, a_part int, a_parts int, a_room int)
returns bigint[][] language plpgsql set enable_seqscan = off as $$
declare
  begun bigint[][];
begin
  if a_worker = 0 or a_room <= 0 or num_nonnulls(variadic dedups) > 0 or exists (
    select from desk where id = 1 and recovery is not null)
  then
    perform jobs_put(boxes, keys, lanes, dedups, slots, payloads, dues, nows, tickets, entries, people);
    return null;
  end if;
  with given as (
    select g.*, p.telegram_id as chat, row_number() over (partition by g.box, g.key order by g.place) = 1 as is_first
    from unnest(boxes, keys, lanes, slots, payloads, dues, nows, tickets, entries, people) with ordinality
      as g (box, key, lane, slot, payload, due_at, created_at, ticket_id, entry_id, person_id, place)
    left join people p on p.id = g.person_id),
  own as (
    select box, key from given where is_first and box = 'to_telegram' and slot is null and lane < 3
      and due_at <= created_at and chat < 1::bigint << 52 and (a_parts = 1 or job_key_part(key, a_parts) = a_part)
    order by place limit a_room),
  locked as (
    insert into job_keys as k (box, key, lane, due_at, worker)
    select g.box, g.key, min(g.lane), min(g.due_at), case when bool_or(o.key is not null) then a_worker end
    from given g left join own o using (box, key) group by g.box, g.key order by g.box, g.key
    on conflict (box, key) do update set lane = least(k.lane, excluded.lane)
    returning k.box, k.key, k.lane as key_lane, k.xmax = 0 and k.worker is not null as begins),
  stored as (
    insert into jobs (box, key, lane, slot, payload, due_at, created_at, ticket_id, entry_id, person_id, started_at)
    select g.box, g.key, g.lane, g.slot, g.payload, g.due_at, g.created_at, g.ticket_id, g.entry_id, g.person_id,
      case when g.is_first and l.begins then g.created_at end
    from given g join locked l using (box, key) order by g.place
    returning id, box, key, started_at)
  select array_agg(array[g.place, s.id, l.key_lane, g.chat] order by g.place) into begun
  from stored s join locked l using (box, key) join given g using (box, key)
  where s.started_at is not null and g.is_first;
  return begun;
end
$$;

-- Stores jobs, if any are given (of the inbox, due now), then gives free keys to a worker, those of these jobs as they are
-- stored if none was free before, and returns the first waiting job of each. Called by db/queue/store.py (claim_jobs). `a_since`: only keys due after it, which leaves out most of the deleted rows that are
-- kept for an older transaction; they would be read one by one. `a_part`: only keys of this one of `a_parts` equal parts
-- of the people, or `retried` ones, which the next try of any process may serve; the processes with other parts are told
-- (NOTIFY) that keys of theirs are free. `a_but`: no keys of these shares (`job_key_share`). `a_of_key`: so many
-- jobs of each key, in their order. Rules: one worker per key, jobs of a key in the order they were stored. So the
-- keys are locked first, and the jobs are read by later statements, which see what was settled until then. A job is done
-- without being run ("superseded") if a newer one waits in its slot. Of one receiver of letters five keys are claimed at
-- once, however many wait: the others' letters are behind them.
create or replace function jobs_claim(
  boxes text[], keys text[], lanes smallint[], dedups text[], slots text[], payloads bytea[], dues timestamptz[],
  nows timestamptz[], tickets bigint[], entries bigint[], people bigint[],
  a_box text, a_worker int, a_now timestamptz, a_limit int, a_max_lane int, a_since timestamptz, a_part int, a_parts int,
  a_but text[], a_of_key int)
returns table (
  id bigint, key text, lane smallint, slot text, payload bytea, attempts smallint, repeated boolean,
  created_at timestamptz, ticket_id bigint, entry_id bigint, person_id bigint, chat bigint)
language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
declare
  most int := case when a_box = 'to_telegram' then least(5, a_limit) else a_limit end;
  full_shares text[] := a_but;
  room int := a_limit;
  taken_keys text[];
  taken_lanes smallint[];
  pass record;
  taken record;
  head record;
  last bigint;
  count int;
begin
  if cardinality(boxes) > 0 then
    select * into taken_keys, taken_lanes from jobs_put_claimed(
      boxes, keys, lanes, dedups, slots, payloads, dues, nows, tickets, entries, people, a_worker,
      case when exists (
        select from job_keys where box = a_box and worker is null and due_at <= a_now
          and due_at > coalesce(a_since, '-infinity'))
      then 0 else a_limit end);
    room := room - coalesce(cardinality(taken_keys), 0);
  end if;
  while room > 0 loop
    with free as (
      select box, key, lane, due_at from job_keys
      where box = a_box and worker is null and due_at <= a_now and lane <= a_max_lane
        and due_at > coalesce(a_since, '-infinity') and (a_parts = 1 or retried or job_key_part(key, a_parts) = a_part)
        and (full_shares = '{}' or job_key_share(box, key) <> all(full_shares))
      order by lane, due_at limit room for update skip locked),
    ranked as (
      select f.*, job_key_share(box, key) as share,
        row_number() over (partition by job_key_share(box, key) order by lane, due_at) as place from free f),
    claimed as (
      update job_keys k set worker = a_worker, retried = false from ranked r
      where r.place <= most and k.box = r.box and k.key = r.key returning k.key, k.lane)
    select (select count(*) from ranked) as seen, coalesce(array_agg(c.key), '{}') as keys,
      coalesce(array_agg(c.lane), '{}') as lanes,
      (select coalesce(array_agg(r.share), '{}') from ranked r where r.place = most) as full_shares
    into pass from claimed c;
    taken_keys := taken_keys || pass.keys;
    taken_lanes := taken_lanes || pass.lanes;
    exit when pass.seen < room or pass.full_shares = '{}';
    full_shares := full_shares || pass.full_shares;
    room := room - cardinality(pass.keys);
  end loop;
  for taken in select u.key, u.lane from unnest(taken_keys, taken_lanes) as u(key, lane) loop
    last := 0;
    count := 0;
    while count < a_of_key loop
      select j.*, p.telegram_id as chat into head from jobs j left join people p on p.id = j.person_id
      where j.box = a_box and j.key = taken.key and j.state = 'waiting' and j.id > last order by j.id limit 1;
      exit when not found;
      last := head.id;
      if head.slot is not null and exists (
        select 1 from jobs n where n.box = a_box and n.key = taken.key and n.slot = head.slot
        and n.state = 'waiting' and n.id > head.id)
      then
        update jobs j set state = 'done', settled_at = a_now, error = 'superseded' where j.id = head.id;
        continue;
      end if;
      id := head.id; key := taken.key; lane := taken.lane; slot := head.slot; payload := head.payload;
      attempts := head.attempts; repeated := head.started_at is not null; created_at := head.created_at;
      ticket_id := head.ticket_id; entry_id := head.entry_id; person_id := head.person_id; chat := head.chat;
      return next;
      count := count + 1;
    end loop;
  end loop;
  if a_parts > 1 then
    perform pg_notify('pulldesk_jobs', a_box || '/' || other.part) from (
      select distinct job_key_part(k.key, a_parts) as part from (
        select key from job_keys where box = a_box and worker is null and due_at <= a_now
          and due_at > coalesce(a_since, '-infinity')
        order by lane, due_at limit 50) k) other
    where other.part <> a_part;
  end if;
end
$$;

-- Returns which of so many parts a letter's key belongs to: that of its person. Called by `jobs_claim` and by
-- db/queue/store.py (build_begin_ctes).
create or replace function job_key_part(a_key text, a_parts int) returns int language sql immutable
return coalesce(substring(a_key from '[0-9]{1,18}')::bigint % a_parts, 0)::int;

-- Returns whose a key is: of a letter its person's, of another job the part before the first colon. Called by `jobs_claim`
-- and by db/queue/store.py. The same as `get_share` of db/queue/keys.py.
create or replace function job_key_share(a_box text, a_key text) returns text language sql immutable
return case when a_box = 'to_telegram' then coalesce(substring(a_key from '[0-9]{1,18}'), a_key)
  else split_part(a_key, ':', 1) end;

-- Records outcomes of claimed jobs and frees their keys; `settled`: how many were still waiting, `emptied`: how many
-- keys have no job left. Called by db/queue/store.py (settle_jobs) and below. Rules: all keys are locked first, one by
-- one in the order of box and key, so that jobs stored until then are seen; a job that was settled before stays as it is; counts
-- stop at the largest value of their columns. `collate`: a job is looked up by its id, never through an index of what
-- waits, which is small and may hold many deleted rows.
create or replace function jobs_settle(
  a_box text, a_ids bigint[], a_keys text[], a_states text[], a_failed smallint[], a_errors text[],
  a_dues timestamptz[], a_keeps boolean[], a_settled timestamptz[],
  a_held_boxes text[], a_held_keys text[], out settled int, out emptied int)
language plpgsql set enable_seqscan = off as $$
declare
  head record;
begin
  perform 1 from (select * from unnest(a_held_boxes, a_held_keys) as u(box, key) order by box, key) w
  cross join lateral (select from job_keys k where k.box = w.box and k.key = w.key for update) k;
  settled := 0;
  emptied := 0;
  for i in 1 .. cardinality(a_ids) loop
    update jobs j set state = a_states[i], attempts = least(j.attempts::int + a_failed[i], 32767)::smallint,
      error = a_errors[i], due_at = coalesce(a_dues[i], j.due_at),
      started_at = case when a_keeps[i] then j.started_at end, settled_at = a_settled[i]
    where j.id = a_ids[i] and j.state collate "C" = 'waiting';
    continue when not found;
    settled := settled + 1;
    select j.lane, j.due_at, j.attempts > 0 as retried into head from jobs j
    where j.box = a_box and j.key = a_keys[i] and j.state = 'waiting' order by j.id limit 1;
    if found then
      update job_keys k set worker = null, due_at = head.due_at, retried = head.retried,
        lane = case when k.lane = head.lane then k.lane else (
          select min(j.lane) from jobs j where j.box = a_box and j.key = a_keys[i] and j.state = 'waiting') end
      where k.box = a_box and k.key = a_keys[i];
    else
      delete from job_keys k where k.box = a_box and k.key = a_keys[i];
      emptied := emptied + 1;
    end if;
  end loop;
end
$$;

-- Stores which messages were sent and that answers were delivered to their requesters, settles the jobs of the letters
-- as `jobs_settle` does, and stores jobs that mark those answers where their authors wrote them (`a_mark`: a letter
-- without its message), which begin as `jobs_put_begun` says; returned are all of them, and those begun. `more`: others
-- wait. Called by bot/delivery/recorder.py. Rules: one message per slot of a chat; the message that was
-- in the slot before keeps its row with `a_past` before the slot's name. Entries are locked first, keys of the queue last.
create or replace function letters_done(
  a_bot bigint, a_past text, a_slot_chats bigint[], a_taken_slots text[], a_stay_chats bigint[], a_stay bigint[],
  a_chats bigint[], a_messages bigint[], a_kinds text[], a_tickets bigint[], a_entries bigint[], a_questions bigint[],
  a_slots text[], a_fingerprints text[], a_media boolean[], a_files bigint[], a_pages smallint[], a_now timestamptz,
  a_got_entries bigint[], a_got_people bigint[],
  a_mark jsonb, a_lane smallint, a_box text, a_ids bigint[], a_keys text[], a_states text[], a_failed smallint[],
  a_errors text[], a_dues timestamptz[], a_keeps boolean[], a_settled timestamptz[], a_held_boxes text[],
  a_held_keys text[], a_worker int, a_part int, a_parts int, a_room int,
  out more boolean, out begun bigint[][], out authors bigint[], out marked bigint[], out marks bytea[],
  out marked_keys text[])
language plpgsql set enable_seqscan = off as $$
declare
  settled int; emptied int; n int;
begin
  with past as (
    update messages m set slot = a_past || m.slot
    from unnest(a_slot_chats, a_taken_slots) as s(chat_id, slot)
    where m.bot_id = a_bot and m.chat_id = s.chat_id and m.slot = s.slot
      and not exists (
        select 1 from unnest(a_stay_chats, a_stay) as n(chat_id, message_id)
        where n.chat_id = m.chat_id and n.message_id = m.message_id))
  insert into messages (bot_id, chat_id, message_id, kind, ticket_id, entry_id, question_id, slot, fingerprint, has_media,
    file_id, page, sent_at)
  select a_bot, r.*, a_now
  from unnest(a_chats, a_messages, a_kinds, a_tickets, a_entries, a_questions, a_slots, a_fingerprints, a_media, a_files,
    a_pages) as r
  on conflict do nothing;
  with arrived as (
    update entries e set delivery = 'sent'
    from unnest(a_got_entries, a_got_people) as g(entry_id, person_id)
    where e.id = g.entry_id and e.kind = 'reply' and e.delivery not in ('none', 'sent') and g.person_id = any(
      select unnest(array[t.requester_id, t.intake_group_id]) from tickets t where t.id = e.ticket_id)
    returning e.author_id, e.ticket_id, e.said_chat_id, e.said_message_id)
  select coalesce(array_agg(p.id), '{}'), coalesce(array_agg(a.ticket_id), '{}'),
    coalesce(array_agg(convert_to((a_mark || jsonb_build_object(
      'message_id', a.said_message_id, 'there', a.said_chat_id))::text, 'UTF8')), '{}'),
    coalesce(array_agg(case when p.role = 'group' then p.id || ':words' else p.id || ':' || a.ticket_id end), '{}')
  into authors, marked, marks, marked_keys
  from arrived a join people p on p.telegram_id = a.said_chat_id and (p.id = a.author_id or p.role = 'group')
  where a.said_message_id is not null;
  n := cardinality(authors);
  select s.settled, s.emptied into settled, emptied from jobs_settle(
    a_box, a_ids, a_keys, a_states, a_failed, a_errors, a_dues, a_keeps, a_settled,
    a_held_boxes || array_fill(a_box, array[n]), a_held_keys || marked_keys) s;
  if n > 0 then
    begun := jobs_put_begun(
      array_fill(a_box, array[n]), marked_keys, array_fill(a_lane, array[n]), array_fill(null::text, array[n]),
      array_fill(null::text, array[n]), marks, array_fill(a_now, array[n]), array_fill(a_now, array[n]), marked,
      array_fill(null::bigint, array[n]), authors, a_worker, a_part, a_parts, a_room);
  end if;
  more := n > coalesce(array_length(begun, 1), 0) or emptied < settled;
end
$$;
