SET check_function_bodies = off;
CREATE SCHEMA reports;
CREATE FUNCTION public.daily_runs_forgotten() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if coalesce(current_setting('pulldesk.looks_after_runs', true), '') <> 'on' then
    delete from daily_runs;
  end if;
  return null;
end
$$;
CREATE FUNCTION public.daily_values_forgotten() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if coalesce(current_setting('pulldesk.looks_after_days', true), '') <> 'on' then
    delete from daily_values;
  end if;
  return null;
end
$$;
CREATE FUNCTION public.feed_of_entries() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.feed_of_history() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
$$;
CREATE FUNCTION public.feed_of_late() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.feed_put(ticket bigint, kind text, at timestamp with time zone, origin text, refs jsonb) RETURNS void
    LANGUAGE sql
    AS $$
  insert into events_feed (ticket_id, kind, at, origin, system_id, refs) values
    (ticket, kind, at, origin, nullif(current_setting('pulldesk.system', true), '')::bigint, refs)
$$;
CREATE FUNCTION public.feed_wanted() RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select exists (select from systems where revoked_at is null)
$$;
CREATE FUNCTION public.jobs_claim(a_box text, a_worker integer, a_now timestamp with time zone, a_limit integer, a_max_lane integer) RETURNS TABLE(id bigint, key text, lane smallint, slot text, payload bytea, attempts smallint, repeated boolean, created_at timestamp with time zone, ticket_id bigint, entry_id bigint, person_id bigint, chat bigint)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
  taken record;
  head record;
begin
  for taken in
    with free as (
      select box, key from job_keys
      where box = a_box and worker is null and due_at <= a_now and lane <= a_max_lane
      order by lane, due_at limit a_limit for update skip locked)
    update job_keys k set worker = a_worker from free f where k.box = f.box and k.key = f.key
    returning k.key, k.lane
  loop
    loop
      select j.*, p.telegram_id as chat into head from jobs j left join people p on p.id = j.person_id
      where j.box = a_box and j.key = taken.key and j.state = 'waiting' order by j.id limit 1;
      exit when not found;
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
      exit;
    end loop;
  end loop;
end
$$;
CREATE FUNCTION public.jobs_put(boxes text[], keys text[], lanes smallint[], dedups text[], slots text[], payloads bytea[], dues timestamp with time zone[], nows timestamp with time zone[], tickets bigint[], entries bigint[], people bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
with fresh as (
  insert into jobs (box, key, lane, dedup, slot, payload, due_at, created_at, ticket_id, entry_id, person_id)
  select * from unnest(boxes, keys, lanes, dedups, slots, payloads, dues, nows, tickets, entries, people)
  on conflict (box, dedup) where dedup is not null do nothing
  returning box, key, lane, due_at)
insert into job_keys (box, key, lane, due_at)
select box, key, min(lane), min(due_at) from fresh group by box, key order by box, key
on conflict (box, key) do update set lane = least(job_keys.lane, excluded.lane);
end
$$;
CREATE FUNCTION public.jobs_put_and_claim(boxes text[], keys text[], lanes smallint[], dedups text[], slots text[], payloads bytea[], dues timestamp with time zone[], nows timestamp with time zone[], tickets bigint[], entries bigint[], people bigint[], a_box text, a_worker integer, a_now timestamp with time zone, a_limit integer, a_max_lane integer) RETURNS TABLE(id bigint, key text, lane smallint, slot text, payload bytea, attempts smallint, repeated boolean, created_at timestamp with time zone, ticket_id bigint, entry_id bigint, person_id bigint, chat bigint)
    LANGUAGE plpgsql
    AS $$
begin
perform jobs_put(boxes, keys, lanes, dedups, slots, payloads, dues, nows, tickets, entries, people);
return query select * from jobs_claim(a_box, a_worker, a_now, a_limit, a_max_lane);
end
$$;
CREATE FUNCTION public.jobs_settle(a_box text, a_ids bigint[], a_keys text[], a_states text[], a_failed smallint[], a_unknown smallint[], a_errors text[], a_dues timestamp with time zone[], a_keeps boolean[], a_settled timestamp with time zone[], a_held_boxes text[], a_held_keys text[], OUT settled integer, OUT emptied integer) RETURNS record
    LANGUAGE plpgsql
    AS $$
declare
  head_due timestamptz;
begin
  perform 1 from job_keys k
  join unnest(a_held_boxes, a_held_keys) as w(box, key) on k.box = w.box and k.key = w.key
  order by k.box, k.key for update of k;
  settled := 0;
  emptied := 0;
  for i in 1 .. cardinality(a_ids) loop
    update jobs j set state = a_states[i], attempts = least(j.attempts::int + a_failed[i], 32767)::smallint, unknown = least(j.unknown::int + a_unknown[i], 32767)::smallint,
      error = a_errors[i], due_at = coalesce(a_dues[i], j.due_at),
      started_at = case when a_keeps[i] then j.started_at end, settled_at = a_settled[i]
    where j.id = a_ids[i] and j.state = 'waiting';
    continue when not found;
    settled := settled + 1;
    select j.due_at into head_due from jobs j
    where j.box = a_box and j.key = a_keys[i] and j.state = 'waiting' order by j.id limit 1;
    if found then
      update job_keys k set worker = null, due_at = head_due, lane = (
        select min(j.lane) from jobs j where j.box = a_box and j.key = a_keys[i] and j.state = 'waiting')
      where k.box = a_box and k.key = a_keys[i];
    else
      delete from job_keys k where k.box = a_box and k.key = a_keys[i];
      emptied := emptied + 1;
    end if;
  end loop;
end
$$;
CREATE FUNCTION public.letters_done(a_bot bigint, a_past text, a_slot_chats bigint[], a_taken_slots text[], a_stay_chats bigint[], a_stay bigint[], a_chats bigint[], a_messages bigint[], a_kinds text[], a_tickets bigint[], a_entries bigint[], a_questions bigint[], a_slots text[], a_fingerprints text[], a_media boolean[], a_files bigint[], a_pages smallint[], a_now timestamp with time zone, a_got_entries bigint[], a_got_people bigint[], a_mark jsonb, a_lane smallint, a_box text, a_ids bigint[], a_keys text[], a_whys text[], OUT more boolean) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
  authors bigint[]; marked bigint[]; marks bytea[]; marked_keys text[]; held text[]; settled int; emptied int;
  n int := cardinality(a_ids);
begin
  select coalesce(array_agg(s.author_id), '{}'), coalesce(array_agg(s.ticket_id), '{}'),
    coalesce(array_agg(convert_to(jsonb_set(a_mark, '{message_id}', to_jsonb(s.message_id))::text, 'UTF8')), '{}'),
    coalesce(array_agg(s.author_id || ':' || s.ticket_id), '{}')
  into authors, marked, marks, marked_keys
  from letters_sent(a_bot, a_past, a_slot_chats, a_taken_slots, a_stay_chats, a_stay, a_chats, a_messages, a_kinds,
    a_tickets, a_entries, a_questions, a_slots, a_fingerprints, a_media, a_files, a_pages, a_now, a_got_entries,
    a_got_people) s;
  select array_agg(distinct k) into held from unnest(a_keys || marked_keys) k;
  select s.settled, s.emptied into settled, emptied from jobs_settle(
    a_box, a_ids, a_keys, array_fill('done'::text, array[n]), array_fill(0::smallint, array[n]),
    array_fill(0::smallint, array[n]), a_whys, array_fill(null::timestamptz, array[n]), array_fill(false, array[n]),
    array_fill(a_now, array[n]), array_fill(a_box, array[cardinality(held)]), held) s;
  n := cardinality(authors);
  if n > 0 then
    perform jobs_put(
      array_fill(a_box, array[n]), marked_keys, array_fill(a_lane, array[n]), array_fill(null::text, array[n]),
      array_fill(null::text, array[n]), marks, array_fill(a_now, array[n]), array_fill(a_now, array[n]), marked,
      array_fill(null::bigint, array[n]), authors);
  end if;
  more := n > 0 or emptied < settled;
end
$$;
CREATE FUNCTION public.letters_sent(a_bot bigint, a_past text, a_slot_chats bigint[], a_taken_slots text[], a_stay_chats bigint[], a_stay bigint[], a_chats bigint[], a_messages bigint[], a_kinds text[], a_tickets bigint[], a_entries bigint[], a_questions bigint[], a_slots text[], a_fingerprints text[], a_media boolean[], a_files bigint[], a_pages smallint[], a_now timestamp with time zone, a_got_entries bigint[], a_got_people bigint[]) RETURNS TABLE(author_id bigint, ticket_id bigint, message_id bigint)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
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
return query with arrived as (
  update entries e set delivery = 'sent'
  from unnest(a_got_entries, a_got_people) as g(entry_id, person_id), tickets t
  where e.id = g.entry_id and e.kind = 'reply' and e.delivery not in ('none', 'sent')
    and t.id = e.ticket_id and t.requester_id = g.person_id
  returning e.author_id, e.ticket_id, e.said_chat_id, e.said_message_id)
select a.author_id, a.ticket_id, a.said_message_id from arrived a join people p on p.id = a.author_id
where a.said_message_id is not null and a.said_chat_id = p.telegram_id;
end
$$;
CREATE FUNCTION public.ticket_facts_told_apart() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  select t.requester_id, t.category_id, t.priority, t.event_id, t.root_cause_id, t.origin
  into new.requester_id, new.category_id, new.priority, new.event_id, new.root_cause_id, new.origin
  from tickets t where t.id = new.ticket_id;
  return new;
end
$$;
CREATE FUNCTION public.tickets_uncounted() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.counted_at := null;
  return new;
end
$$;
CREATE TABLE public.agent_topics (
    person_id bigint NOT NULL,
    category_id bigint NOT NULL
);
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.announcements (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    ended boolean NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE public.announcements ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.announcements_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.answers_taken (
    entry_id bigint NOT NULL,
    from_ticket_id bigint,
    at timestamp with time zone NOT NULL,
    changed boolean DEFAULT false NOT NULL,
    article_id bigint
);
CREATE TABLE public.article_texts (
    article_id bigint NOT NULL,
    language text NOT NULL,
    version smallint NOT NULL,
    title text NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    entities jsonb DEFAULT '[]'::jsonb NOT NULL,
    files jsonb DEFAULT '[]'::jsonb NOT NULL,
    author_id bigint,
    at timestamp with time zone NOT NULL,
    current boolean DEFAULT false NOT NULL,
    search tsvector DEFAULT ''::tsvector NOT NULL,
    said_chat_id bigint,
    said_message_id bigint,
    said_title_id bigint,
    named tsvector GENERATED ALWAYS AS (strip(ts_filter(search, '{a}'::"char"[]))) STORED
);
CREATE TABLE public.articles (
    id bigint NOT NULL,
    slug text NOT NULL,
    category_id bigint,
    keywords text[] DEFAULT '{}'::text[] NOT NULL,
    state text NOT NULL,
    author_id bigint,
    source_ticket_id bigint,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    revision integer DEFAULT 0 NOT NULL
);
ALTER TABLE public.articles ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.articles_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.asks (
    id bigint NOT NULL,
    entry_id bigint NOT NULL,
    asker_id bigint NOT NULL,
    asked_id bigint NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE public.asks ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.asks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.audit (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id bigint,
    origin text NOT NULL,
    action text NOT NULL,
    object text NOT NULL,
    old text,
    new text,
    address text
);
ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.blob_pieces (
    content bigint NOT NULL,
    ordinal integer NOT NULL,
    bytes bytea NOT NULL
);
CREATE TABLE public.blobs (
    id bigint NOT NULL,
    content bigint NOT NULL,
    sha256 bytea NOT NULL,
    size bigint NOT NULL,
    made_at timestamp with time zone NOT NULL
);
ALTER TABLE public.blobs ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.blobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.board_acts (
    id bigint NOT NULL,
    project_id text NOT NULL,
    kind text NOT NULL,
    by text,
    at timestamp with time zone NOT NULL
);
ALTER TABLE public.board_acts ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.board_acts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.board_cards (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    project_id text NOT NULL,
    task_id text,
    agreed jsonb,
    theirs jsonb,
    dirty boolean DEFAULT true NOT NULL,
    held boolean DEFAULT false NOT NULL,
    gone text,
    created_at timestamp with time zone NOT NULL,
    late_at timestamp with time zone
);
ALTER TABLE public.board_cards ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.board_cards_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.board_commands (
    id bigint NOT NULL,
    uuid text NOT NULL,
    project_id text NOT NULL,
    kind text NOT NULL,
    args jsonb NOT NULL,
    temp_id text,
    ticket_id bigint,
    entry_id bigint,
    part smallint DEFAULT 0 NOT NULL,
    agreed jsonb,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    answered_at timestamp with time zone,
    attempts smallint DEFAULT 0 NOT NULL,
    error text
);
ALTER TABLE public.board_commands ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.board_commands_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.board_comments (
    id bigint NOT NULL,
    comment_id text NOT NULL,
    entry_id bigint NOT NULL,
    task_id text NOT NULL,
    part smallint DEFAULT 0 NOT NULL,
    ours boolean NOT NULL,
    content text NOT NULL,
    deleted_at timestamp with time zone,
    file_url text,
    reactions jsonb,
    is_key boolean DEFAULT false NOT NULL
);
ALTER TABLE public.board_comments ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.board_comments_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.board_moves (
    task_id text NOT NULL,
    section_id text NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.boards (
    project_id text NOT NULL,
    account_id text NOT NULL,
    sections jsonb DEFAULT '{}'::jsonb NOT NULL,
    sync_token text,
    adopted_at timestamp with time zone NOT NULL,
    pulled_at timestamp with time zone,
    trouble text,
    is_shared boolean DEFAULT false NOT NULL,
    others text[] DEFAULT '{}'::text[] NOT NULL
);
CREATE TABLE public.brakes (
    id bigint NOT NULL,
    project_id text NOT NULL,
    kind text NOT NULL,
    told_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    answered_by bigint,
    go boolean
);
ALTER TABLE public.brakes ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brakes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.briefings (
    id bigint NOT NULL,
    kind text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    due_at timestamp with time zone NOT NULL,
    content jsonb
);
ALTER TABLE public.briefings ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.briefings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.canned_replies (
    id bigint NOT NULL,
    key text NOT NULL,
    folded text NOT NULL,
    owner_id bigint,
    text text NOT NULL,
    entities jsonb DEFAULT '[]'::jsonb NOT NULL,
    files jsonb DEFAULT '[]'::jsonb NOT NULL,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone,
    removed_at timestamp with time zone
);
ALTER TABLE public.canned_replies ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.canned_replies_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.canned_uses (
    entry_id bigint NOT NULL,
    canned_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    changed boolean DEFAULT false NOT NULL
);
CREATE TABLE public.categories (
    id bigint NOT NULL,
    name text NOT NULL,
    folded text NOT NULL,
    removed_at timestamp with time zone,
    parent_id bigint,
    is_group boolean DEFAULT false NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    names jsonb DEFAULT '{}'::jsonb NOT NULL,
    first_priority smallint,
    questions jsonb DEFAULT '[]'::jsonb NOT NULL,
    keywords text[] DEFAULT '{}'::text[] NOT NULL
);
ALTER TABLE public.categories ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.categories_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.collaborators (
    project_id text NOT NULL,
    todoist_id text NOT NULL,
    name text NOT NULL,
    email text,
    active boolean NOT NULL,
    reminded_at timestamp with time zone
);
CREATE TABLE public.confirmations (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    what text NOT NULL,
    about text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    pressed_at timestamp with time zone
);
ALTER TABLE public.confirmations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.confirmations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.daily_counts (
    day date NOT NULL,
    figure text NOT NULL,
    n bigint NOT NULL,
    zone text NOT NULL
);
CREATE TABLE public.daily_runs (
    name text NOT NULL,
    day date NOT NULL,
    zone text NOT NULL,
    run bytea NOT NULL
);
ALTER TABLE ONLY public.daily_runs ALTER COLUMN run SET STORAGE EXTERNAL;
CREATE TABLE public.daily_values (
    name text NOT NULL,
    day date NOT NULL,
    zone text NOT NULL,
    "values" double precision[] NOT NULL
);
CREATE TABLE public.desk (
    id smallint NOT NULL,
    bot_id bigint,
    bot_username text,
    project_id text,
    sandbox_mark text,
    troubles jsonb DEFAULT '{}'::jsonb NOT NULL,
    staff_chat_id bigint,
    settings_version bigint DEFAULT 0 NOT NULL,
    opens_at timestamp with time zone,
    recalculate_at timestamp with time zone,
    briefing_at timestamp with time zone,
    words_asked_at timestamp with time zone,
    file_key bytea DEFAULT (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) NOT NULL
);
CREATE SEQUENCE public.desk_id_seq
    AS smallint
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.desk_id_seq OWNED BY public.desk.id;
CREATE TABLE public.digest_lines (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    key text NOT NULL,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    told_at timestamp with time zone
);
ALTER TABLE public.digest_lines ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.digest_lines_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.due_failures (
    kind text NOT NULL,
    object_id bigint NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL,
    not_before timestamp with time zone,
    error text NOT NULL
);
CREATE TABLE public.entries (
    id bigint NOT NULL,
    ticket_id bigint,
    question_id bigint,
    kind text NOT NULL,
    author_id bigint,
    author_name text NOT NULL,
    origin text NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    entities jsonb DEFAULT '[]'::jsonb NOT NULL,
    content_line text,
    answers_id bigint,
    quote text,
    album text,
    held_until timestamp with time zone,
    small_talk boolean DEFAULT false NOT NULL,
    footer text,
    delivery text DEFAULT 'none'::text NOT NULL,
    said_chat_id bigint,
    said_message_id bigint,
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    parts jsonb,
    preview jsonb,
    emptied_at timestamp with time zone,
    words tsvector GENERATED ALWAYS AS ((to_tsvector('russian'::regconfig, body) || to_tsvector('english'::regconfig, body))) STORED,
    also_of_id bigint,
    amended_origin text
);
ALTER TABLE public.entries ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.entries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.entry_versions (
    id bigint NOT NULL,
    entry_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    body text NOT NULL,
    entities jsonb DEFAULT '[]'::jsonb NOT NULL,
    by bigint,
    origin text NOT NULL
);
ALTER TABLE public.entry_versions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.entry_versions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.event_attendance (
    event_id bigint NOT NULL,
    participant text NOT NULL
);
CREATE TABLE public.events (
    id bigint NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    external_id text,
    attendance integer,
    created_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone
);
CREATE TABLE public.events_feed (
    id bigint NOT NULL,
    "position" bigint,
    ticket_id bigint NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    origin text NOT NULL,
    system_id bigint,
    refs jsonb DEFAULT '{}'::jsonb NOT NULL,
    kept_from timestamp with time zone
);
ALTER TABLE public.events_feed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.events_feed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.events ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.external_people (
    id bigint NOT NULL,
    system_id bigint NOT NULL,
    external_id text NOT NULL,
    person_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    joined_at timestamp with time zone
);
ALTER TABLE public.external_people ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.external_people_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE SEQUENCE public.feed_positions
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.files (
    id bigint NOT NULL,
    entry_id bigint NOT NULL,
    ordinal smallint DEFAULT 0 NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    mime text,
    size bigint,
    seconds integer,
    bot_id bigint,
    telegram_file_id text,
    telegram_unique_id text,
    said_message_id bigint,
    todoist_attachment jsonb,
    lack text,
    blob_id bigint,
    telegram_lack text
);
ALTER TABLE public.files ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.held_acts (
    id bigint NOT NULL,
    project_id text NOT NULL,
    kind text NOT NULL,
    ticket_id bigint,
    key text NOT NULL,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    brake_id bigint,
    held_at timestamp with time zone NOT NULL
);
ALTER TABLE public.held_acts ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.held_acts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.history (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id bigint,
    actor_name text,
    origin text NOT NULL,
    field text NOT NULL,
    old text,
    new text,
    old_id bigint,
    new_id bigint
);
ALTER TABLE public.history ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.history_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.idempotency_keys (
    id bigint NOT NULL,
    system_id bigint NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status smallint NOT NULL,
    answer jsonb NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE public.idempotency_keys ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.idempotency_keys_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.invites (
    id bigint NOT NULL,
    code_hash bytea NOT NULL,
    role text NOT NULL,
    made_by bigint,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_by bigint,
    used_at timestamp with time zone,
    admitted_at timestamp with time zone
);
ALTER TABLE public.invites ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.invites_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.job_keys (
    box text NOT NULL,
    key text NOT NULL,
    lane smallint NOT NULL,
    due_at timestamp with time zone NOT NULL,
    worker integer
);
CREATE TABLE public.jobs (
    id bigint NOT NULL,
    box text NOT NULL,
    key text NOT NULL,
    lane smallint DEFAULT 1 NOT NULL,
    dedup text,
    slot text,
    payload bytea NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL,
    unknown smallint DEFAULT 0 NOT NULL,
    started_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    error text,
    ticket_id bigint,
    entry_id bigint,
    person_id bigint,
    told_at timestamp with time zone
);
ALTER TABLE public.jobs ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.known_problem_followers (
    problem_id bigint NOT NULL,
    person_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    told_at timestamp with time zone NOT NULL,
    followed_at timestamp with time zone,
    wrong_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL
);
CREATE TABLE public.known_problems (
    id bigint NOT NULL,
    title text NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    category_id bigint,
    ticket_id bigint,
    alike_id bigint,
    words text DEFAULT ''::text NOT NULL,
    entities jsonb DEFAULT '[]'::jsonb NOT NULL,
    end_words text DEFAULT ''::text NOT NULL,
    end_entities jsonb DEFAULT '[]'::jsonb NOT NULL,
    texts jsonb DEFAULT '[]'::jsonb NOT NULL,
    made_by bigint NOT NULL,
    opened_by bigint,
    created_at timestamp with time zone NOT NULL,
    opened_at timestamp with time zone,
    corrected_at timestamp with time zone,
    ended_at timestamp with time zone,
    look_again_at timestamp with time zone,
    doubted_at timestamp with time zone
);
ALTER TABLE public.known_problems ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.known_problems_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.known_words (
    word text NOT NULL,
    stem text NOT NULL,
    trigrams text[] NOT NULL,
    articles integer DEFAULT 0 NOT NULL,
    tickets integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.mailing_receivers (
    mailing_id bigint NOT NULL,
    person_id bigint NOT NULL,
    posted_at timestamp with time zone,
    outcome text
);
CREATE TABLE public.mailings (
    id bigint NOT NULL,
    author_id bigint NOT NULL,
    text text NOT NULL,
    entities jsonb DEFAULT '[]'::jsonb NOT NULL,
    language text,
    event_id bigint,
    category_id bigint,
    state text DEFAULT 'draft'::text NOT NULL,
    receivers integer,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    next_at timestamp with time zone,
    problem_id bigint
);
ALTER TABLE public.mailings ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mailings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.marks (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    about text NOT NULL,
    person_id bigint,
    stars smallint,
    words text,
    asked_at timestamp with time zone,
    marked_at timestamp with time zone,
    reminded_at timestamp with time zone
);
ALTER TABLE public.marks ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.marks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.menu_items (
    id bigint NOT NULL,
    parent_id bigint,
    "position" integer NOT NULL,
    kind text NOT NULL,
    captions jsonb DEFAULT '{}'::jsonb NOT NULL,
    texts jsonb DEFAULT '{}'::jsonb NOT NULL,
    target_id bigint,
    url text,
    removed_at timestamp with time zone
);
ALTER TABLE public.menu_items ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.menu_items_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.menus (
    id bigint NOT NULL,
    items jsonb,
    at timestamp with time zone NOT NULL,
    by_id bigint
);
ALTER TABLE public.menus ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.menus_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.messages (
    bot_id bigint NOT NULL,
    chat_id bigint NOT NULL,
    message_id bigint NOT NULL,
    kind text NOT NULL,
    ticket_id bigint,
    entry_id bigint,
    question_id bigint,
    slot text,
    fingerprint text,
    has_media boolean DEFAULT false NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    file_id bigint,
    page smallint
);
CREATE TABLE public.offers (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    person_id bigint NOT NULL,
    article_id bigint,
    "position" smallint NOT NULL,
    score double precision NOT NULL,
    shown_at timestamp with time zone NOT NULL,
    opened_at timestamp with time zone,
    outcome text,
    ended_at timestamp with time zone,
    preset_id bigint,
    entry_id bigint
);
ALTER TABLE public.offers ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.offers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.pauses (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    reason text NOT NULL
);
ALTER TABLE public.pauses ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pauses_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.people (
    id bigint NOT NULL,
    telegram_id bigint,
    todoist_id text,
    role text DEFAULT 'requester'::text NOT NULL,
    role_given text,
    admin_by_setting boolean DEFAULT false NOT NULL,
    name text NOT NULL,
    todoist_name text,
    language text,
    language_chosen text,
    away boolean DEFAULT false NOT NULL,
    quiet boolean DEFAULT false NOT NULL,
    started_at timestamp with time zone,
    blocked_at timestamp with time zone,
    gone_at timestamp with time zone,
    absence_at timestamp with time zone,
    back_at timestamp with time zone,
    barred_at timestamp with time zone,
    barred_by bigint,
    flood_at timestamp with time zone,
    dismissed_at timestamp with time zone,
    former_id bigint,
    board_hint_at timestamp with time zone,
    reminded_at timestamp with time zone,
    menu text,
    created_at timestamp with time zone NOT NULL,
    away_until timestamp with time zone,
    has_shifts boolean DEFAULT false NOT NULL,
    switches jsonb DEFAULT '{}'::jsonb NOT NULL,
    open_list jsonb,
    limit_told_at timestamp with time zone,
    digest_at timestamp with time zone,
    full_name text,
    event_id bigint,
    event_until timestamp with time zone,
    username text,
    system_id bigint,
    link_id bigint,
    panel_opened_at timestamp with time zone
);
ALTER TABLE public.people ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.person_tokens (
    id bigint NOT NULL,
    token_hash bytea NOT NULL,
    external_person_id bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
ALTER TABLE public.person_tokens ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.person_tokens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.policies (
    version integer NOT NULL,
    made_at timestamp with time zone NOT NULL
);
CREATE TABLE public.prepared_answers (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    answers_id bigint,
    canned_id bigint,
    from_ticket_id bigint,
    text text NOT NULL,
    entities jsonb DEFAULT '[]'::jsonb NOT NULL,
    files jsonb DEFAULT '[]'::jsonb NOT NULL,
    missing text,
    assignee_id bigint,
    finished boolean DEFAULT false NOT NULL,
    changing boolean DEFAULT false NOT NULL,
    entry_id bigint,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    article_id bigint
);
ALTER TABLE public.prepared_answers ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prepared_answers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.preset_answers (
    id bigint NOT NULL,
    title text NOT NULL,
    category_id bigint,
    examples text[] DEFAULT '{}'::text[] NOT NULL,
    keywords text[] DEFAULT '{}'::text[] NOT NULL,
    state text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    published jsonb,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
ALTER TABLE public.preset_answers ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.preset_answers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.preset_texts (
    preset_id bigint NOT NULL,
    language text NOT NULL,
    version integer NOT NULL,
    body text NOT NULL,
    entities jsonb DEFAULT '[]'::jsonb NOT NULL,
    author_id bigint NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.questions (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    kind text NOT NULL,
    ticket_id bigint,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    answered_at timestamp with time zone,
    closed_at timestamp with time zone
);
ALTER TABLE public.questions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.questions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.reactions (
    id bigint NOT NULL,
    entry_id bigint NOT NULL,
    person_id bigint NOT NULL,
    origin text NOT NULL,
    signs text NOT NULL,
    at timestamp with time zone NOT NULL,
    remark_id bigint
);
ALTER TABLE public.reactions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reactions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.report_results (
    id bigint NOT NULL,
    kind text NOT NULL,
    content bytea NOT NULL,
    filename text NOT NULL,
    mime text NOT NULL,
    caption text NOT NULL,
    entities jsonb DEFAULT '[]'::jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    arguments jsonb DEFAULT '{}'::jsonb NOT NULL
);
ALTER TABLE ONLY public.report_results ALTER COLUMN content SET STORAGE EXTERNAL;
ALTER TABLE public.report_results ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.report_results_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.rings (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE public.rings ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.root_causes (
    id bigint NOT NULL,
    name text NOT NULL,
    folded text NOT NULL
);
ALTER TABLE public.root_causes ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.root_causes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.saved_views (
    id bigint NOT NULL,
    owner_id bigint NOT NULL,
    name text NOT NULL,
    shared boolean DEFAULT false NOT NULL,
    chosen jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL
);
ALTER TABLE public.saved_views ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.saved_views_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.searches (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    language text NOT NULL,
    words text NOT NULL,
    by_staff boolean NOT NULL,
    found smallint NOT NULL
);
ALTER TABLE public.searches ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.searches_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sent_cards (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    person_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    rang boolean DEFAULT false NOT NULL
);
ALTER TABLE public.sent_cards ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sent_cards_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sent_forms (
    id bigint NOT NULL,
    session_id bigint NOT NULL,
    key text NOT NULL,
    led_to text NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE public.sent_forms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sent_forms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.settings (
    key text NOT NULL,
    value jsonb,
    previous jsonb,
    version bigint NOT NULL,
    changed_by bigint,
    changed_at timestamp with time zone NOT NULL
);
CREATE TABLE public.shifts (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    weekday smallint,
    day date,
    starts smallint,
    ends smallint
);
ALTER TABLE public.shifts ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shifts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.subscriptions (
    id bigint NOT NULL,
    system_id bigint NOT NULL,
    url text NOT NULL,
    kinds text[] DEFAULT '{}'::text[] NOT NULL,
    secret bytea NOT NULL,
    sent_to bigint DEFAULT 0 NOT NULL,
    made_by bigint,
    made_at timestamp with time zone NOT NULL,
    failing_since timestamp with time zone,
    failing_from bigint,
    failures integer DEFAULT 0 NOT NULL,
    rest_until timestamp with time zone,
    off_at timestamp with time zone,
    off_why text,
    removed_at timestamp with time zone
);
ALTER TABLE public.subscriptions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.subscriptions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.system_links (
    id bigint NOT NULL,
    token_hash bytea NOT NULL,
    external_person_id bigint NOT NULL,
    context jsonb DEFAULT '{}'::jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    opened_by bigint,
    opened_at timestamp with time zone
);
ALTER TABLE public.system_links ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.system_links_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.systems (
    id bigint NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    token_hint text NOT NULL,
    scopes text[] DEFAULT '{}'::text[] NOT NULL,
    cors text[] DEFAULT '{}'::text[] NOT NULL,
    per_minute integer DEFAULT 60 NOT NULL,
    made_by bigint,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone
);
ALTER TABLE public.systems ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.systems_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.targets (
    version integer NOT NULL,
    priority smallint NOT NULL,
    first_response integer NOT NULL,
    solution integer NOT NULL
);
CREATE TABLE public.ticket_facts (
    ticket_id bigint NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    filed_open boolean NOT NULL,
    taken_at timestamp with time zone,
    taken_by bigint,
    taken_clock double precision,
    taken_work double precision,
    answered_at timestamp with time zone,
    answered_by bigint,
    answered_clock double precision,
    answered_work double precision,
    answered_late double precision,
    solved_at timestamp with time zone,
    solved_by bigint,
    solved_clock double precision,
    solved_work double precision,
    solved_late double precision,
    ended_at timestamp with time zone,
    ended_clock double precision,
    by_silence boolean DEFAULT false NOT NULL,
    reopened smallint DEFAULT 0 NOT NULL,
    escalated smallint DEFAULT 0 NOT NULL,
    promises smallint DEFAULT 0 NOT NULL,
    agents smallint DEFAULT 0 NOT NULL,
    comments integer DEFAULT 0 NOT NULL,
    replies integer DEFAULT 0 NOT NULL,
    notes integer DEFAULT 0 NOT NULL,
    last_history_id bigint,
    last_entry_id bigint,
    hours text NOT NULL,
    requester_id bigint,
    category_id bigint,
    event_id bigint,
    root_cause_id bigint,
    priority smallint,
    origin text
);
CREATE TABLE public.ticket_form (
    ticket_id bigint NOT NULL,
    key text NOT NULL,
    label text NOT NULL,
    value text NOT NULL,
    entry_id bigint NOT NULL,
    said_message_id bigint,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.ticket_groups (
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by bigint NOT NULL
);
ALTER TABLE public.ticket_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ticket_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE SEQUENCE public.ticket_numbers
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.ticket_spans (
    ticket_id bigint NOT NULL,
    kind text NOT NULL,
    n smallint NOT NULL,
    status text,
    person_id bigint,
    came_from text,
    went_to text,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    clock double precision,
    work double precision
);
CREATE TABLE public.tickets (
    id bigint NOT NULL,
    number bigint NOT NULL,
    requester_id bigint NOT NULL,
    assignee_id bigint,
    taken_on_board boolean DEFAULT false NOT NULL,
    status text DEFAULT 'new'::text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    subject_kept boolean DEFAULT false NOT NULL,
    priority smallint DEFAULT 3 NOT NULL,
    category_id bigint,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    needs_answer boolean DEFAULT false NOT NULL,
    hold_reason text,
    origin text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    filed_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    subject_at timestamp with time zone NOT NULL,
    status_at timestamp with time zone NOT NULL,
    priority_at timestamp with time zone NOT NULL,
    assignee_at timestamp with time zone NOT NULL,
    labels_at timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    first_response_at timestamp with time zone,
    resolved_at timestamp with time zone,
    resolved_by bigint,
    status_before_resolved text,
    ended_at timestamp with time zone,
    end_reason text,
    reopened_at timestamp with time zone,
    last_entry_at timestamp with time zone,
    requester_spoke_at timestamp with time zone,
    file_at timestamp with time zone,
    broadcast_at timestamp with time zone,
    broadcast_due_at timestamp with time zone,
    remind_at timestamp with time zone,
    escalate_at timestamp with time zone,
    close_at timestamp with time zone,
    tell_at timestamp with time zone,
    tell jsonb,
    rating smallint,
    rating_words text,
    rating_asked_at timestamp with time zone,
    rated_at timestamp with time zone,
    policy_version integer,
    first_target integer,
    solve_target integer,
    first_due_at timestamp with time zone,
    solve_due_at timestamp with time zone,
    first_warn_at timestamp with time zone,
    solve_warn_at timestamp with time zone,
    promised_at timestamp with time zone,
    promise_warn_at timestamp with time zone,
    hold_until timestamp with time zone,
    late_told smallint DEFAULT 0 NOT NULL,
    breach_told smallint DEFAULT 0 NOT NULL,
    reopen_count smallint DEFAULT 0 NOT NULL,
    cannot_wait_at timestamp with time zone,
    escalated_at timestamp with time zone,
    escalation_level smallint DEFAULT 0 NOT NULL,
    counted_at timestamp with time zone,
    promise_told timestamp with time zone,
    event_id bigint,
    word_until timestamp with time zone,
    root_cause_id bigint,
    merged_into_id bigint,
    merged_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    merge_undo jsonb,
    category_guessed boolean DEFAULT false NOT NULL,
    category_words text[] DEFAULT '{}'::text[] NOT NULL,
    alike bigint[],
    alike_id bigint,
    group_id bigint,
    alike_articles bigint[],
    offered bigint[],
    asked text[],
    asking_id bigint,
    known_problem_id bigint,
    system_id bigint,
    context jsonb,
    external_ref text,
    subject_line text,
    external_person_id bigint
);
ALTER TABLE public.tickets ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.timers (
    ticket_id bigint NOT NULL,
    kind text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL
);
CREATE TABLE public.topic_models (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    examples integer NOT NULL,
    weights jsonb
);
ALTER TABLE public.topic_models ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.topic_models_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.use_log (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    person_id bigint NOT NULL,
    ticket_number bigint
);
ALTER TABLE public.use_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.use_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.uses (
    id bigint NOT NULL,
    day date NOT NULL,
    kind text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    person_id bigint,
    n integer NOT NULL
);
ALTER TABLE public.uses ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.uses_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.web_sessions (
    id bigint NOT NULL,
    token_hash bytea NOT NULL,
    person_id bigint NOT NULL,
    browser text NOT NULL,
    address text NOT NULL,
    began_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    wall_seen_at timestamp with time zone
);
ALTER TABLE public.web_sessions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.web_sessions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.web_sign_ins (
    id bigint NOT NULL,
    browser_hash bytea NOT NULL,
    code text NOT NULL,
    person_id bigint,
    browser text NOT NULL,
    address text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    let_in_at timestamp with time zone,
    refused_at timestamp with time zone,
    used_at timestamp with time zone,
    wrong_at timestamp with time zone
);
ALTER TABLE public.web_sign_ins ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.web_sign_ins_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.wordings (
    language text NOT NULL,
    key text NOT NULL,
    text text,
    entities jsonb DEFAULT '[]'::jsonb NOT NULL,
    previous jsonb,
    version bigint NOT NULL,
    changed_by bigint,
    changed_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.worker_seats
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    MAXVALUE 2000000000
    CACHE 1
    CYCLE;
CREATE VIEW reports.daily_counts AS
 SELECT day,
    figure,
    n
   FROM public.daily_counts d;
CREATE VIEW reports.entries AS
 SELECT n.id,
    n.ticket_id,
    n.created_at AS at,
    n.kind,
    n.origin,
    n.author_id,
    n.edited_at,
    n.withdrawn_at,
    n.delivery,
    length(n.body) AS length
   FROM (public.entries n
     JOIN public.tickets t ON ((t.id = n.ticket_id)))
  WHERE (t.filed_at IS NOT NULL);
CREATE VIEW reports.events AS
 SELECT id,
    slug,
    starts_on,
    ends_on,
    external_id,
    attendance
   FROM public.events e;
CREATE VIEW reports.history AS
 SELECT h.id,
    h.ticket_id,
    h.at,
    h.field,
    h.origin,
    h.actor_id,
    h.old_id,
    h.new_id,
        CASE
            WHEN (h.field = ANY (ARRAY['status'::text, 'priority'::text, 'rating'::text, 'rating_agent'::text])) THEN h.old
            ELSE NULL::text
        END AS old,
        CASE
            WHEN (h.field = ANY (ARRAY['status'::text, 'priority'::text, 'rating'::text, 'rating_agent'::text])) THEN h.new
            ELSE NULL::text
        END AS new
   FROM (public.history h
     JOIN public.tickets t ON ((t.id = h.ticket_id)))
  WHERE (t.filed_at IS NOT NULL);
CREATE VIEW reports.marks AS
 SELECT ticket_id,
    about,
    person_id,
    stars,
    asked_at,
    marked_at
   FROM public.marks m;
CREATE VIEW reports.spans AS
 SELECT ticket_id,
    kind,
    n,
    status,
    person_id,
    started_at,
    ended_at,
    clock,
    work
   FROM public.ticket_spans s;
CREATE VIEW reports.tickets AS
 SELECT t.id,
    t.number,
    t.status,
    t.priority,
    t.filed_at,
    t.origin,
    c.name AS category,
    e.slug AS event,
    r.name AS root_cause,
    t.requester_id,
    t.assignee_id,
    t.ended_at,
    t.end_reason,
    t.first_due_at,
    t.solve_due_at,
    t.promised_at,
    f.taken_at,
    f.taken_by,
    f.taken_clock,
    f.taken_work,
    f.answered_at,
    f.answered_by,
    f.answered_clock,
    f.answered_work,
    f.answered_late,
    f.solved_at,
    f.solved_by,
    f.solved_clock,
    f.solved_work,
    f.solved_late,
    f.ended_clock,
    f.by_silence,
    f.reopened,
    f.escalated,
    f.promises,
    f.agents,
    f.comments,
    f.replies,
    f.notes
   FROM ((((public.tickets t
     LEFT JOIN public.ticket_facts f ON ((f.ticket_id = t.id)))
     LEFT JOIN public.categories c ON ((c.id = t.category_id)))
     LEFT JOIN public.events e ON ((e.id = t.event_id)))
     LEFT JOIN public.root_causes r ON ((r.id = t.root_cause_id)))
  WHERE (t.filed_at IS NOT NULL);
ALTER TABLE ONLY public.desk ALTER COLUMN id SET DEFAULT nextval('public.desk_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES
	('0090');
INSERT INTO public.audit VALUES
	(1, '2026-11-20 09:00:03.00013+00', 1, 'telegram', 'admin-by-setting', 'person:1', 'requester', 'admin', NULL),
	(2, '2026-11-20 09:00:06.00137+00', 1, 'telegram', 'category-added', 'category:1', NULL, 'Access', NULL),
	(3, '2026-11-20 09:00:06.00149+00', 1, 'telegram', 'invite-made', 'desk', NULL, 'agent', NULL),
	(4, '2026-11-20 09:00:09.00156+00', 2, 'telegram', 'joined', 'person:1', NULL, 'agent', NULL),
	(5, '2026-11-20 09:00:09.00191+00', 1, 'telegram', 'invite-made', 'desk', NULL, 'agent', NULL),
	(6, '2026-11-20 09:00:12.00198+00', 3, 'telegram', 'joined', 'person:1', NULL, 'agent', NULL),
	(7, '2026-11-20 09:01:16.00312+00', 2, 'telegram', 'linked', 'account:95111488', NULL, NULL, NULL),
	(8, '2026-11-20 09:01:52.01354+00', 1, 'telegram', 'invite-made', 'desk', NULL, 'agent', NULL);
INSERT INTO public.board_cards VALUES
	(2, 2, '66grgc23pX2pxCVr', '67669vQgwMPhgVwh', '{"face": {"due": null, "late": false, "tags": [], "block": "‹pulldesk›\n> The projector is dark\n\nRita · Nov 20, 09:01 · with Ivan\nRita reads the comments here; one that begins with // stays inside.\n‹/pulldesk›", "holder": 3, "number": 2, "status": "assigned", "subject": "The projector is dark", "assignee": null, "category": null, "priority": 3, "escalated": false, "keeps_due": false, "needs_answer": true}, "shown": {"due": "", "done": false, "labels": ["needs-answer"], "content": "#2 The projector is dark", "section": "643WV38wGP5mH864", "assignee": null, "priority": 3, "description": "‹pulldesk›\n> The projector is dark\n\nRita · Nov 20, 09:01 · with Ivan\nRita reads the comments here; one that begins with // stays inside.\n‹/pulldesk›"}}', '{"at": "2026-11-20T09:01:22.005080+00:00", "shown": {"due": "", "done": false, "labels": ["needs-answer"], "content": "#2 The projector is dark", "section": "643WV38wGP5mH864", "assignee": null, "priority": 3, "description": "‹pulldesk›\n> The projector is dark\n\nRita · Nov 20, 09:01 · with Ivan\nRita reads the comments here; one that begins with // stays inside.\n‹/pulldesk›"}}', false, false, NULL, '2026-11-20 09:01:22.00508+00', NULL),
	(3, 3, '66grgc23pX2pxCVr', '65mfHhQCfHFcXw82', '{"face": {"due": null, "late": false, "tags": [], "block": "‹pulldesk›\n> My badge is broken\n\nBob · Nov 20, 09:01 · with Olga\nBob reads the comments here; one that begins with // stays inside.\n‹/pulldesk›", "holder": 2, "number": 3, "status": "in_progress", "subject": "My badge is broken", "assignee": "95111488", "category": null, "priority": 3, "escalated": false, "keeps_due": false, "needs_answer": false}, "shown": {"due": "", "done": false, "labels": [], "content": "#3 My badge is broken", "section": "6cM67pG26Cp4cH5c", "assignee": "95111488", "priority": 3, "description": "‹pulldesk›\n> My badge is broken\n\nBob · Nov 20, 09:01 · with Olga\nBob reads the comments here; one that begins with // stays inside.\n‹/pulldesk›"}}', '{"at": "2026-11-20T09:01:34.008350+00:00", "shown": {"due": "", "done": false, "labels": [], "content": "#3 My badge is broken", "section": "6cM67pG26Cp4cH5c", "assignee": "95111488", "priority": 3, "description": "‹pulldesk›\n> My badge is broken\n\nBob · Nov 20, 09:01 · with Olga\nBob reads the comments here; one that begins with // stays inside.\n‹/pulldesk›"}}', false, false, NULL, '2026-11-20 09:01:34.00835+00', NULL),
	(4, 4, '66grgc23pX2pxCVr', '6H8JM5p5GwwPVRwC', '{"face": {"due": null, "late": false, "tags": [], "block": "‹pulldesk›\n> The lamp flickers\n\nZoe · Nov 20, 09:01 · with Olga\nZoe reads the comments here; one that begins with // stays inside.\n‹/pulldesk›", "holder": 2, "number": 4, "status": "resolved", "subject": "The lamp flickers", "assignee": "95111488", "category": null, "priority": 3, "escalated": false, "keeps_due": false, "needs_answer": false}, "shown": {"due": "", "done": false, "labels": [], "content": "#4 The lamp flickers", "section": "6wmxqQ2q9jHgmRmP", "assignee": "95111488", "priority": 3, "description": "‹pulldesk›\n> The lamp flickers\n\nZoe · Nov 20, 09:01 · with Olga\nZoe reads the comments here; one that begins with // stays inside.\n‹/pulldesk›"}}', '{"at": "2026-11-20T09:01:40.010630+00:00", "shown": {"due": "", "done": false, "labels": [], "content": "#4 The lamp flickers", "section": "6wmxqQ2q9jHgmRmP", "assignee": "95111488", "priority": 3, "description": "‹pulldesk›\n> The lamp flickers\n\nZoe · Nov 20, 09:01 · with Olga\nZoe reads the comments here; one that begins with // stays inside.\n‹/pulldesk›"}}', false, false, NULL, '2026-11-20 09:01:40.01063+00', NULL),
	(5, 5, '66grgc23pX2pxCVr', '68PvWPhMf72pqmjV', '{"face": {"due": null, "late": false, "tags": [], "block": "‹pulldesk›\n> The window does not close\n\nSam · Nov 20, 09:01\nSam reads the comments here; one that begins with // stays inside.\n‹/pulldesk›", "holder": null, "number": 5, "status": "new", "subject": "The window does not close", "assignee": null, "category": null, "priority": 3, "escalated": false, "keeps_due": false, "needs_answer": true}, "shown": {"due": "", "done": false, "labels": ["needs-answer"], "content": "#5 The window does not close", "section": "6fmJCRc7FWGrQxmg", "assignee": null, "priority": 3, "description": "‹pulldesk›\n> The window does not close\n\nSam · Nov 20, 09:01\nSam reads the comments here; one that begins with // stays inside.\n‹/pulldesk›"}}', '{"at": "2026-11-20T09:01:46.012760+00:00", "shown": {"due": "", "done": false, "labels": ["needs-answer"], "content": "#5 The window does not close", "section": "6fmJCRc7FWGrQxmg", "assignee": null, "priority": 3, "description": "‹pulldesk›\n> The window does not close\n\nSam · Nov 20, 09:01\nSam reads the comments here; one that begins with // stays inside.\n‹/pulldesk›"}}', false, false, NULL, '2026-11-20 09:01:46.01276+00', NULL),
	(1, 1, '66grgc23pX2pxCVr', '6wFPjxPGF93xgpQ7', '{"face": {"due": null, "late": false, "tags": [], "block": "‹pulldesk›\n> The door of hall B is locked\n\nRita · Nov 20, 09:01 · with Olga\nRita reads the comments here; one that begins with // stays inside.\n‹/pulldesk›", "holder": 2, "number": 1, "status": "in_progress", "subject": "The door of hall B is locked", "assignee": "95111488", "category": null, "priority": 3, "escalated": false, "keeps_due": false, "needs_answer": false}, "shown": {"due": "", "done": false, "labels": [], "content": "#1 The door of hall B is locked", "section": "6cM67pG26Cp4cH5c", "assignee": "95111488", "priority": 3, "description": "‹pulldesk›\n> The door of hall B is locked\n\nRita · Nov 20, 09:01 · with Olga\nRita reads the comments here; one that begins with // stays inside.\n‹/pulldesk›"}}', '{"at": "2026-11-20T09:01:19.003870+00:00", "shown": {"due": "", "done": false, "labels": [], "content": "#1 The door of hall B is locked", "section": "6cM67pG26Cp4cH5c", "assignee": "95111488", "priority": 3, "description": "‹pulldesk›\n> The door of hall B is locked\n\nRita · Nov 20, 09:01 · with Olga\nRita reads the comments here; one that begins with // stays inside.\n‹/pulldesk›"}}', true, false, NULL, '2026-11-20 09:01:19.00387+00', NULL);
INSERT INTO public.board_comments VALUES
	(1, '6g2Ccc2q7vfr92gF', 3, '6wFPjxPGF93xgpQ7', 0, true, '**Olga:** We come on Tuesday', NULL, NULL, NULL, false),
	(2, '6hgPVx6fFF6XFg34', 4, '6wFPjxPGF93xgpQ7', 0, true, '**Rita:** The code is alabaster', '2026-11-20 09:01:31.00755+00', NULL, NULL, false),
	(3, '6XV5QXXxM5x4H37M', 6, '65mfHhQCfHFcXw82', 0, true, '// Bob has blocked the bot. Answers are stored and arrive when they are back.', NULL, NULL, NULL, false),
	(4, '68w6XJFGvPQ3WcJ4', 7, '65mfHhQCfHFcXw82', 0, true, '**Olga:** A new one lies at the desk', NULL, NULL, NULL, false),
	(5, '6W5fWx8c3477q8VW', 8, '65mfHhQCfHFcXw82', 0, true, '// Bob has blocked the bot. The answer to **#3** is stored and arrives when they are back.', NULL, NULL, NULL, false);
INSERT INTO public.boards VALUES
	('66grgc23pX2pxCVr', '45596377', '{"new": "6fmJCRc7FWGrQxmg", "on_hold": "6f6Rv66jx9R8cpj2", "pending": "637Q6Mxwj73P4cRV", "assigned": "643WV38wGP5mH864", "reopened": "6P9WRrMMR7W7rhCW", "resolved": "6wmxqQ2q9jHgmRmP", "in_progress": "6cM67pG26Cp4cH5c"}', 'W035nVMQzjZhGGY9MDo0NTU5NjM3Nzo1MQ', '2026-11-20 09:00:03.00064+00', '2026-11-20 09:01:52.01341+00', NULL, true, '{}');
INSERT INTO public.categories VALUES
	(1, 'Access', 'access', NULL, NULL, false, 0, '{"en": "Access"}', NULL, '[]', '{}');
INSERT INTO public.collaborators VALUES
	('66grgc23pX2pxCVr', '45596377', 'Pulldesk', 'desk@example.com', true, NULL),
	('66grgc23pX2pxCVr', '95111488', 'Olga', 'olga@example.com', true, NULL);
INSERT INTO public.desk VALUES
	(1, 7000000001, 'pulldesk_demo_bot', '66grgc23pX2pxCVr', NULL, '{}', NULL, 1, NULL, NULL, NULL, NULL, '\x847949bcb22546b99b0320e5c260691b6bf49e17b7784d0f9e5c55b5aa29fba2');
INSERT INTO public.entries VALUES
	(1, 1, NULL, 'comment', 4, 'Rita', 'telegram', 'The door of hall B is locked', '[]', NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100003, 1, '2026-11-20 09:01:19.00347+00', NULL, NULL, 'null', 'null', NULL, DEFAULT, NULL, NULL),
	(2, 2, NULL, 'comment', 4, 'Rita', 'telegram', 'The projector is dark', '[]', NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100003, 4, '2026-11-20 09:01:22.00466+00', NULL, NULL, 'null', 'null', NULL, DEFAULT, NULL, NULL),
	(3, 1, NULL, 'reply', 2, 'Olga', 'telegram', 'We come on Tuesday', '[]', NULL, 1, NULL, NULL, NULL, false, NULL, 'sent', 100001, 7, '2026-11-20 09:01:25.00587+00', '2026-11-20 09:01:25.00647+00', NULL, 'null', 'null', NULL, DEFAULT, NULL, 'telegram'),
	(4, 1, NULL, 'comment', 4, 'Rita', 'telegram', 'The code is alabaster', '[]', NULL, 3, NULL, NULL, NULL, false, NULL, 'none', 100003, 8, '2026-11-20 09:01:28.00693+00', NULL, '2026-11-20 09:01:31.00736+00', 'null', 'null', NULL, DEFAULT, NULL, 'telegram'),
	(5, 3, NULL, 'comment', 5, 'Bob', 'telegram', 'My badge is broken', '[]', NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100004, 1, '2026-11-20 09:01:34.00793+00', NULL, NULL, 'null', 'null', NULL, DEFAULT, NULL, NULL),
	(6, 3, NULL, 'remark', NULL, '', 'clock', '', '[]', '{"key":"remark-blocked","args":{"name":"Bob"}}', NULL, NULL, NULL, NULL, false, NULL, 'none', NULL, NULL, '2026-11-20 09:01:34.00919+00', NULL, NULL, 'null', 'null', NULL, DEFAULT, NULL, NULL),
	(7, 3, NULL, 'reply', 2, 'Olga', 'telegram', 'A new one lies at the desk', '[]', NULL, 5, NULL, NULL, NULL, false, NULL, 'blocked', 100001, 10, '2026-11-20 09:01:37.0096+00', NULL, NULL, 'null', 'null', NULL, DEFAULT, NULL, NULL),
	(8, 3, NULL, 'remark', NULL, '', 'clock', '', '[]', '{"key":"answer-blocked","args":{"number":3,"name":"Bob"}}', NULL, NULL, NULL, NULL, false, NULL, 'none', NULL, NULL, '2026-11-20 09:01:37.00971+00', NULL, NULL, 'null', 'null', NULL, DEFAULT, NULL, NULL),
	(9, 4, NULL, 'comment', 6, 'Zoe', 'telegram', 'The lamp flickers', '[]', NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100006, 1, '2026-11-20 09:01:40.01023+00', NULL, NULL, 'null', 'null', NULL, DEFAULT, NULL, NULL),
	(10, 5, NULL, 'comment', 7, 'Sam', 'telegram', 'The window does not close', '[]', NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100005, 1, '2026-11-20 09:01:46.01236+00', NULL, NULL, 'null', 'null', NULL, DEFAULT, NULL, NULL),
	(11, NULL, 1, 'comment', 4, 'Rita', 'telegram', 'It still does not work', '[]', NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100003, 11, '2026-11-20 09:01:49.013+00', NULL, NULL, 'null', 'null', NULL, DEFAULT, NULL, NULL),
	(12, 6, NULL, 'comment', 7, 'Sam', 'telegram', 'The heating is cold', '[]', NULL, NULL, NULL, NULL, NULL, false, NULL, 'none', 100005, 3, '2026-11-20 09:01:52.0133+00', NULL, NULL, 'null', 'null', NULL, DEFAULT, NULL, NULL),
	(13, 1, NULL, 'reply', 2, 'Olga', 'telegram', 'The key is with the porter', '[]', NULL, 1, NULL, NULL, NULL, false, NULL, 'waiting', 100001, 16, '2026-11-20 09:01:52.0136+00', NULL, NULL, 'null', 'null', NULL, DEFAULT, NULL, NULL);
INSERT INTO public.entry_versions VALUES
	(1, 3, '2026-11-20 09:01:25.00647+00', 'We come on Monday', '[]', 2, 'telegram');
INSERT INTO public.history VALUES
	(1, 1, '2026-11-20 09:01:19.00365+00', 4, 'Rita', 'telegram', 'filed', NULL, 'The door of hall B is locked', NULL, NULL),
	(2, 1, '2026-11-20 09:01:19.00411+00', 2, 'Olga', 'telegram', 'assignee', NULL, 'Olga', NULL, 2),
	(3, 1, '2026-11-20 09:01:19.00411+00', 2, 'Olga', 'telegram', 'status', 'new', 'assigned', NULL, NULL),
	(4, 2, '2026-11-20 09:01:22.00484+00', 4, 'Rita', 'telegram', 'filed', NULL, 'The projector is dark', NULL, NULL),
	(5, 2, '2026-11-20 09:01:22.00532+00', 3, 'Ivan', 'telegram', 'assignee', NULL, 'Ivan', NULL, 3),
	(6, 2, '2026-11-20 09:01:22.00532+00', 3, 'Ivan', 'telegram', 'status', 'new', 'assigned', NULL, NULL),
	(7, 1, '2026-11-20 09:01:25.00587+00', 2, 'Olga', 'telegram', 'status', 'assigned', 'in_progress', NULL, NULL),
	(8, 3, '2026-11-20 09:01:34.00813+00', 5, 'Bob', 'telegram', 'filed', NULL, 'My badge is broken', NULL, NULL),
	(9, 3, '2026-11-20 09:01:34.00859+00', 2, 'Olga', 'telegram', 'assignee', NULL, 'Olga', NULL, 2),
	(10, 3, '2026-11-20 09:01:34.00859+00', 2, 'Olga', 'telegram', 'status', 'new', 'assigned', NULL, NULL),
	(11, 3, '2026-11-20 09:01:37.0096+00', 2, 'Olga', 'telegram', 'status', 'assigned', 'in_progress', NULL, NULL),
	(12, 4, '2026-11-20 09:01:40.01041+00', 6, 'Zoe', 'telegram', 'filed', NULL, 'The lamp flickers', NULL, NULL),
	(13, 4, '2026-11-20 09:01:40.01087+00', 2, 'Olga', 'telegram', 'assignee', NULL, 'Olga', NULL, 2),
	(14, 4, '2026-11-20 09:01:40.01087+00', 2, 'Olga', 'telegram', 'status', 'new', 'assigned', NULL, NULL),
	(15, 4, '2026-11-20 09:01:40.01142+00', 2, 'Olga', 'telegram', 'status', 'assigned', 'resolved', NULL, NULL),
	(16, 5, '2026-11-20 09:01:46.01254+00', 7, 'Sam', 'telegram', 'filed', NULL, 'The window does not close', NULL, NULL);
INSERT INTO public.invites VALUES
	(1, '\xfc1cf1a7e1567284bd1d5cbc821d6dd1c3c1dd3204f73bea27ccf713bd9964cb', 'agent', 1, '2026-11-20 09:00:06.00149+00', '2026-11-21 09:00:06.00149+00', 2, '2026-11-20 09:00:09.00156+00', '2026-11-20 09:00:09.00156+00'),
	(2, '\xed0461d170d477b4eab8515edf80c042467dfda2f1da9f59c9bf332ffcd4fc4e', 'agent', 1, '2026-11-20 09:00:09.00191+00', '2026-11-21 09:00:09.00191+00', 3, '2026-11-20 09:00:12.00198+00', '2026-11-20 09:00:12.00198+00'),
	(3, '\x10cc5f8e926ffcd44ae29db16b2b38bbb927d58b3c9863d8aafb02d61e03cc1a', 'agent', 1, '2026-11-20 09:01:52.01354+00', '2026-11-21 09:01:52.01354+00', NULL, NULL, NULL);
INSERT INTO public.job_keys VALUES
	('to_telegram', '4:1', 0, '2026-11-20 09:01:52.0136+00', NULL),
	('to_todoist', 'ticket:1', 1, '2026-11-20 09:01:52.0136+00', NULL),
	('from_telegram', '100002', 1, '2026-11-20 09:01:52.01366+00', NULL);
INSERT INTO public.jobs VALUES
	(102, 'to_telegram', '5:3', 0, NULL, NULL, '\x7b2274797065223a2272656c6179222c22656e7472795f6964223a372c2265646974223a66616c73652c2273696c656e74223a66616c73652c2266696c65735f6f6e6c79223a66616c73652c2261736b6564223a66616c73657d', 'parked', '2026-11-20 09:01:37.0096+00', 1, 0, NULL, '2026-11-20 09:01:37.0096+00', NULL, 'blocked', 3, 7, 5, NULL),
	(146, 'to_telegram', '4:1', 0, NULL, NULL, '\x7b2274797065223a2272656c6179222c22656e7472795f6964223a31332c2265646974223a66616c73652c2273696c656e74223a66616c73652c2266696c65735f6f6e6c79223a66616c73652c2261736b6564223a66616c73657d', 'waiting', '2026-11-20 09:01:52.0136+00', 0, 0, NULL, '2026-11-20 09:01:52.0136+00', NULL, NULL, 1, 13, 4, NULL),
	(147, 'to_todoist', 'ticket:1', 1, NULL, NULL, '\x7b22646f223a22636f6d6d656e74222c22656e747279223a31332c227469636b6574223a317d', 'waiting', '2026-11-20 09:01:52.0136+00', 0, 0, NULL, '2026-11-20 09:01:52.0136+00', NULL, NULL, 1, 13, NULL, NULL),
	(148, 'from_telegram', '100002', 1, '7000000001:174945205', NULL, '\x7b227570646174655f6964223a3137343934353230352c226d657373616765223a7b226d6573736167655f6964223a382c2266726f6d223a7b226964223a3130303030322c2269735f626f74223a66616c73652c2266697273745f6e616d65223a224976616e222c226c616e67756167655f636f6465223a227275227d2c2263686174223a7b226964223a3130303030322c2274797065223a2270726976617465222c2266697273745f6e616d65223a224976616e227d2c2264617465223a313739353136353331322c2274657874223a222f6e6f74652032206772616e697465222c22656e746974696573223a5b7b2274797065223a22626f745f636f6d6d616e64222c226f6666736574223a302c226c656e677468223a357d5d7d7d', 'waiting', '2026-11-20 09:01:52.01366+00', 0, 0, NULL, '2026-11-20 09:01:52.01366+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.messages VALUES
	(7000000001, 900, 2, 'line', NULL, NULL, NULL, NULL, '7b10633e9779d66cb3f1f6516fc4e92d', false, '2026-11-20 09:00:03.00023+00', NULL, NULL),
	(7000000001, 900, 4, 'line', NULL, NULL, NULL, NULL, 'bfc3e13f0ee56cdafca8d8670b4bae27', false, '2026-11-20 09:00:06.00146+00', NULL, NULL),
	(7000000001, 900, 5, 'line', NULL, NULL, NULL, NULL, 'bedf74873c2b76f1c3a18685ca826c9f', false, '2026-11-20 09:00:09.00167+00', NULL, NULL),
	(7000000001, 100001, 2, 'line', NULL, NULL, NULL, NULL, '8eaf02acc0336c7e5f8e1c74d6cc0b2b', false, '2026-11-20 09:00:09.00188+00', NULL, NULL),
	(7000000001, 900, 6, 'line', NULL, NULL, NULL, NULL, '1b9dd3a999385a73ddd341a70b2d84c6', false, '2026-11-20 09:00:12.00209+00', NULL, NULL),
	(7000000001, 100002, 2, 'line', NULL, NULL, NULL, NULL, '7a52a01b06c8fa7c01eedef6e3c8dccb', false, '2026-11-20 09:00:12.0023+00', NULL, NULL),
	(7000000001, 900, 7, 'line', NULL, NULL, NULL, NULL, '452d57f8742ee6663f1022c11f461eb6', false, '2026-11-20 09:01:13.00274+00', NULL, NULL),
	(7000000001, 900, 8, 'line', NULL, NULL, NULL, 'linked:100001:95111488', '1c2743a12afc068941a95fc956a8dc6e', false, '2026-11-20 09:01:16.00325+00', NULL, NULL),
	(7000000001, 100001, 4, 'slot', NULL, NULL, NULL, 'link', '01f567149b9b43c30802c520409c6c54', false, '2026-11-20 09:01:16.00292+00', NULL, 1),
	(7000000001, 100003, 1, 'said', 1, 1, NULL, NULL, NULL, false, '2026-11-20 09:01:19+00', NULL, NULL),
	(7000000001, 100005, 2, 'slot', 5, NULL, NULL, 'receipt:5', 'f3c3a010bc33f175573b81b2e7eb9e99', false, '2026-11-20 09:01:46.01245+00', NULL, 1),
	(7000000001, 100003, 3, 'line', 1, NULL, NULL, 'taken:1', 'f68d1ab5631000e7f06addf4f19e3cc3', false, '2026-11-20 09:01:19.00428+00', NULL, NULL),
	(7000000001, 900, 13, 'slot', 5, NULL, NULL, 'card:5', 'fc0361146c7089f8e6cc9c4f3f6d0e5b', false, '2026-11-20 09:01:46.01272+00', NULL, 1),
	(7000000001, 100001, 10, 'said', 3, 7, NULL, NULL, NULL, false, '2026-11-20 09:01:37+00', NULL, NULL),
	(7000000001, 900, 11, 'slot', 3, NULL, NULL, 'card:3', '2ab28086a6348ced163af0cd712d4a39', false, '2026-11-20 09:01:34.00831+00', NULL, 1),
	(7000000001, 100001, 9, 'slot', 3, NULL, NULL, 'card:3', '6932c7be447a387396810c90f0b03666', false, '2026-11-20 09:01:34.00831+00', NULL, 1),
	(7000000001, 100003, 4, 'said', 2, 2, NULL, NULL, NULL, false, '2026-11-20 09:01:22+00', NULL, NULL),
	(7000000001, 100002, 5, 'slot', 3, NULL, NULL, 'card:3', '870853ed08935bc6adbb681113ae975e', false, '2026-11-20 09:01:34.00831+00', NULL, 1),
	(7000000001, 100001, 11, 'line', 3, NULL, NULL, NULL, '9915c769e763ce4ee59c0e5b866188e8', false, '2026-11-20 09:01:37.01014+00', NULL, NULL),
	(7000000001, 100003, 6, 'line', 2, NULL, NULL, 'taken:2', '24cc16c512b51a250a9603cb6532681d', false, '2026-11-20 09:01:22.00549+00', NULL, NULL),
	(7000000001, 900, 10, 'slot', 2, NULL, NULL, 'card:2', '5c29f4a0ae2bce6405cb93756eac88e0', false, '2026-11-20 09:01:22.00504+00', NULL, 1),
	(7000000001, 100001, 6, 'slot', 2, NULL, NULL, 'card:2', '5c29f4a0ae2bce6405cb93756eac88e0', false, '2026-11-20 09:01:22.00504+00', NULL, 1),
	(7000000001, 100002, 4, 'slot', 2, NULL, NULL, 'card:2', '55c5e6b745427b04c3c910e0d7001469', false, '2026-11-20 09:01:22.00504+00', NULL, 1),
	(7000000001, 100003, 5, 'slot', 2, NULL, NULL, 'receipt:2', 'd9b5a391dedbe77b5d25ab1b916611c5', false, '2026-11-20 09:01:22.00475+00', NULL, 1),
	(7000000001, 100001, 7, 'said', 1, 3, NULL, NULL, NULL, false, '2026-11-20 09:01:25+00', NULL, NULL),
	(7000000001, 900, 9, 'slot', 1, NULL, NULL, 'card:1', '904573738b4f46d9f53e85a5dd033ae6', false, '2026-11-20 09:01:19.00383+00', NULL, 1),
	(7000000001, 100001, 5, 'slot', 1, NULL, NULL, 'card:1', '32925c2380abe9e11d9aee7b997eeac1', false, '2026-11-20 09:01:19.00383+00', NULL, 1),
	(7000000001, 100002, 3, 'slot', 1, NULL, NULL, 'card:1', 'a59614af2da653b7c36289ab326bd926', false, '2026-11-20 09:01:19.00383+00', NULL, 1),
	(7000000001, 100003, 2, 'slot', 1, NULL, NULL, 'receipt:1', 'b9c2328800cd166ad278d7a9ca9c5a24', false, '2026-11-20 09:01:19.00356+00', NULL, 1),
	(7000000001, 100003, 7, 'relay', 1, 3, NULL, 'entry:3', 'ba13543f07198435cbbabf0c1c2bfa9f', false, '2026-11-20 09:01:25.00602+00', NULL, NULL),
	(7000000001, 100003, 8, 'said', 1, 4, NULL, NULL, NULL, false, '2026-11-20 09:01:28+00', NULL, NULL),
	(7000000001, 100001, 8, 'relay', 1, 4, NULL, NULL, '688a2cce0a4fa09cdaf5926b660e5e70', false, '2026-11-20 09:01:28.00703+00', NULL, NULL),
	(7000000001, 100003, 10, 'line', NULL, NULL, NULL, NULL, 'f89318be9b349e81408595ce7e7ef9a5', false, '2026-11-20 09:01:31.00784+00', NULL, NULL),
	(7000000001, 100004, 1, 'said', 3, 5, NULL, NULL, NULL, false, '2026-11-20 09:01:34+00', NULL, NULL),
	(7000000001, 100006, 1, 'said', 4, 9, NULL, NULL, NULL, false, '2026-11-20 09:01:40+00', NULL, NULL),
	(7000000001, 100004, 3, 'line', 3, NULL, NULL, 'taken:3', '903e701e3090bfeb35ffe160a4ad449d', false, '2026-11-20 09:01:34.00876+00', NULL, NULL),
	(7000000001, 100001, 15, 'slot', 5, NULL, NULL, 'card:5', 'fc0361146c7089f8e6cc9c4f3f6d0e5b', false, '2026-11-20 09:01:46.01272+00', NULL, 1),
	(7000000001, 100002, 7, 'slot', 5, NULL, NULL, 'card:5', 'd1ae17bbecc5ac94abbd7b12f05bf0b5', false, '2026-11-20 09:01:46.01272+00', NULL, 1),
	(7000000001, 100004, 2, 'slot', 3, NULL, NULL, 'receipt:3', '2dde32ba1f3e96e72f7a28541f46bc1e', false, '2026-11-20 09:01:34.00804+00', NULL, 1),
	(7000000001, 100003, 11, 'said', NULL, 11, NULL, NULL, NULL, false, '2026-11-20 09:01:49+00', NULL, NULL),
	(7000000001, 100003, 12, 'slot', NULL, NULL, 1, 'question:1', '1371c8f300ff91d2aa522c64c07ed7da', false, '2026-11-20 09:01:49.01309+00', NULL, 1),
	(7000000001, 100006, 3, 'line', 4, NULL, NULL, 'taken:4', '7057873c24dc20b50c05621c5fe9985f', false, '2026-11-20 09:01:40.01104+00', NULL, NULL),
	(7000000001, 100005, 3, 'said', 6, 12, NULL, NULL, NULL, false, '2026-11-20 09:01:52+00', NULL, NULL),
	(7000000001, 100005, 4, 'slot', 6, NULL, NULL, 'receipt:6', 'db307774f2bd7be60fd015389f700c9a', false, '2026-11-20 09:01:52.01339+00', NULL, 1),
	(7000000001, 100001, 16, 'said', 1, 13, NULL, NULL, NULL, false, '2026-11-20 09:01:52+00', NULL, NULL),
	(7000000001, 900, 12, 'slot', 4, NULL, NULL, 'card:4', 'ee1438f7becb2789d4b9a027b0028db6', false, '2026-11-20 09:01:40.01059+00', NULL, 1),
	(7000000001, 100001, 12, 'slot', 4, NULL, NULL, 'card:4', '443aeafd2791167b2ea01df52827f148', false, '2026-11-20 09:01:40.01059+00', NULL, 1),
	(7000000001, 100002, 6, 'slot', 4, NULL, NULL, 'card:4', '8cb8aeb40c7a95ddd24c502f369634bd', false, '2026-11-20 09:01:40.01059+00', NULL, 1),
	(7000000001, 100006, 4, 'slot', 4, NULL, NULL, 'resolved:4', 'b612febdb61f34924d60419002c5e6c2', false, '2026-11-20 09:01:40.01188+00', NULL, 1),
	(7000000001, 100006, 2, 'slot', 4, NULL, NULL, 'receipt:4', 'b6fe34f332e92355a354560421339d8b', false, '2026-11-20 09:01:40.01032+00', NULL, 1);
INSERT INTO public.messages VALUES
	(7000000001, 100001, 14, 'slot', 2, NULL, NULL, 'hand:2', 'af2ed4e7c2a05c0bfe05052a2f35d6e2', false, '2026-11-20 09:01:43.01215+00', NULL, 1),
	(7000000001, 100005, 1, 'said', 5, 10, NULL, NULL, NULL, false, '2026-11-20 09:01:46+00', NULL, NULL);
INSERT INTO public.people VALUES
	(1, 900, NULL, 'admin', NULL, true, 'Vera', NULL, 'en', NULL, false, false, '2026-11-20 09:00:03.00013+00', NULL, NULL, NULL, '2026-11-20 09:00:03.00013+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:00:03.00013+00', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(3, 100002, NULL, 'agent', 'agent', false, 'Ivan', NULL, 'ru', NULL, false, false, '2026-11-20 09:00:12.00198+00', NULL, NULL, NULL, '2026-11-20 09:00:12.00198+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:00:12.00198+00', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(2, 100001, '95111488', 'agent', 'agent', false, 'Olga', 'Olga', 'en', NULL, false, false, '2026-11-20 09:00:09.00156+00', NULL, NULL, NULL, '2026-11-20 09:00:09.00156+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:00:09.00156+00', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(4, 100003, NULL, 'requester', NULL, false, 'Rita', NULL, 'en', NULL, false, false, '2026-11-20 09:01:19.00347+00', NULL, NULL, NULL, '2026-11-20 09:01:19.00347+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:19.00347+00', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(5, 100004, NULL, 'requester', NULL, false, 'Bob', NULL, 'en', NULL, false, false, '2026-11-20 09:01:34.00793+00', '2026-11-20 09:01:34.00914+00', NULL, '2026-11-20 09:01:34.00914+00', '2026-11-20 09:01:34.00793+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:34.00793+00', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(6, 100006, NULL, 'requester', NULL, false, 'Zoe', NULL, 'en', NULL, false, false, '2026-11-20 09:01:40.01023+00', NULL, NULL, NULL, '2026-11-20 09:01:40.01023+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:40.01023+00', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(7, 100005, NULL, 'requester', NULL, false, 'Sam', NULL, 'en', NULL, false, false, '2026-11-20 09:01:46.01236+00', NULL, NULL, NULL, '2026-11-20 09:01:46.01236+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:46.01236+00', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.questions VALUES
	(1, 4, 'which_ticket', NULL, '{"entries": [11], "options": [1, 2], "falls_to": 1}', '2026-11-20 09:01:49.013+00', '2026-11-20 09:03:49.013+00', NULL, NULL);
INSERT INTO public.tickets VALUES
	(2, 2, 4, 3, false, 'assigned', 'The projector is dark', false, 3, NULL, '{}', true, NULL, 'telegram', '2026-11-20 09:01:22.00466+00', '2026-11-20 09:01:22.00484+00', '2026-11-20 09:01:22.00532+00', '2026-11-20 09:01:22.00484+00', '2026-11-20 09:01:22.00532+00', '2026-11-20 09:01:22.00466+00', '2026-11-20 09:01:22.00532+00', '2026-11-20 09:01:22.00466+00', '2026-11-20 09:01:22.00532+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:22.00466+00', '2026-11-20 09:01:22.00466+00', NULL, '2026-11-20 09:01:22.00484+00', NULL, '2026-11-20 10:01:22.00532+00', '2026-11-20 11:01:22.00532+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(3, 3, 5, 2, false, 'in_progress', 'My badge is broken', false, 3, NULL, '{}', false, NULL, 'telegram', '2026-11-20 09:01:34.00793+00', '2026-11-20 09:01:34.00813+00', '2026-11-20 09:01:37.0096+00', '2026-11-20 09:01:34.00813+00', '2026-11-20 09:01:37.0096+00', '2026-11-20 09:01:34.00793+00', '2026-11-20 09:01:34.00859+00', '2026-11-20 09:01:34.00793+00', '2026-11-20 09:01:34.00859+00', '2026-11-20 09:01:37.0096+00', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:37.0096+00', '2026-11-20 09:01:34.00793+00', NULL, '2026-11-20 09:01:34.00813+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(5, 5, 7, NULL, false, 'new', 'The window does not close', false, 3, NULL, '{}', true, NULL, 'telegram', '2026-11-20 09:01:46.01236+00', '2026-11-20 09:01:46.01254+00', '2026-11-20 09:01:46.01254+00', '2026-11-20 09:01:46.01254+00', '2026-11-20 09:01:46.01254+00', '2026-11-20 09:01:46.01236+00', '2026-11-20 09:01:46.01236+00', '2026-11-20 09:01:46.01236+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:46.01236+00', '2026-11-20 09:01:46.01236+00', NULL, '2026-11-20 09:01:46.01254+00', NULL, '2026-11-20 09:16:46.01254+00', '2026-11-20 09:31:46.01254+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(4, 4, 6, 2, false, 'resolved', 'The lamp flickers', false, 3, NULL, '{}', false, NULL, 'telegram', '2026-11-20 09:01:40.01023+00', '2026-11-20 09:01:40.01041+00', '2026-11-20 09:01:40.01142+00', '2026-11-20 09:01:40.01041+00', '2026-11-20 09:01:40.01142+00', '2026-11-20 09:01:40.01023+00', '2026-11-20 09:01:40.01087+00', '2026-11-20 09:01:40.01023+00', '2026-11-20 09:01:40.01087+00', NULL, '2026-11-20 09:01:40.01142+00', 2, 'assigned', NULL, NULL, NULL, '2026-11-20 09:01:40.01023+00', '2026-11-20 09:01:40.01023+00', NULL, '2026-11-20 09:01:40.01041+00', NULL, NULL, NULL, '2026-11-23 09:01:40.01142+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(6, 6, 7, NULL, false, 'new', '', false, 3, NULL, '{}', false, NULL, 'telegram', '2026-11-20 09:01:52.0133+00', NULL, '2026-11-20 09:01:52.0133+00', '2026-11-20 09:01:52.0133+00', '2026-11-20 09:01:52.0133+00', '2026-11-20 09:01:52.0133+00', '2026-11-20 09:01:52.0133+00', '2026-11-20 09:01:52.0133+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:52.0133+00', '2026-11-20 09:01:52.0133+00', '2026-11-20 09:02:02.0133+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(1, 1, 4, 2, false, 'in_progress', 'The door of hall B is locked', false, 3, NULL, '{}', false, NULL, 'telegram', '2026-11-20 09:01:19.00347+00', '2026-11-20 09:01:19.00365+00', '2026-11-20 09:01:52.0136+00', '2026-11-20 09:01:19.00365+00', '2026-11-20 09:01:25.00587+00', '2026-11-20 09:01:19.00347+00', '2026-11-20 09:01:19.00411+00', '2026-11-20 09:01:19.00347+00', '2026-11-20 09:01:19.00411+00', '2026-11-20 09:01:25.00587+00', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 09:01:52.0136+00', '2026-11-20 09:01:28.00693+00', NULL, '2026-11-20 09:01:19.00365+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
SELECT pg_catalog.setval('public.announcements_id_seq', 1, false);
SELECT pg_catalog.setval('public.articles_id_seq', 1, false);
SELECT pg_catalog.setval('public.asks_id_seq', 1, false);
SELECT pg_catalog.setval('public.audit_id_seq', 8, true);
SELECT pg_catalog.setval('public.blobs_id_seq', 1, false);
SELECT pg_catalog.setval('public.board_acts_id_seq', 1, false);
SELECT pg_catalog.setval('public.board_cards_id_seq', 5, true);
SELECT pg_catalog.setval('public.board_commands_id_seq', 28, true);
SELECT pg_catalog.setval('public.board_comments_id_seq', 5, true);
SELECT pg_catalog.setval('public.brakes_id_seq', 1, false);
SELECT pg_catalog.setval('public.briefings_id_seq', 1, false);
SELECT pg_catalog.setval('public.canned_replies_id_seq', 1, false);
SELECT pg_catalog.setval('public.categories_id_seq', 1, true);
SELECT pg_catalog.setval('public.confirmations_id_seq', 1, false);
SELECT pg_catalog.setval('public.desk_id_seq', 1, false);
SELECT pg_catalog.setval('public.digest_lines_id_seq', 1, false);
SELECT pg_catalog.setval('public.entries_id_seq', 13, true);
SELECT pg_catalog.setval('public.entry_versions_id_seq', 1, true);
SELECT pg_catalog.setval('public.events_feed_id_seq', 1, false);
SELECT pg_catalog.setval('public.events_id_seq', 1, false);
SELECT pg_catalog.setval('public.external_people_id_seq', 1, false);
SELECT pg_catalog.setval('public.feed_positions', 1, false);
SELECT pg_catalog.setval('public.files_id_seq', 1, false);
SELECT pg_catalog.setval('public.held_acts_id_seq', 1, false);
SELECT pg_catalog.setval('public.history_id_seq', 16, true);
SELECT pg_catalog.setval('public.idempotency_keys_id_seq', 1, false);
SELECT pg_catalog.setval('public.invites_id_seq', 3, true);
SELECT pg_catalog.setval('public.jobs_id_seq', 148, true);
SELECT pg_catalog.setval('public.known_problems_id_seq', 1, false);
SELECT pg_catalog.setval('public.mailings_id_seq', 1, false);
SELECT pg_catalog.setval('public.marks_id_seq', 1, false);
SELECT pg_catalog.setval('public.menu_items_id_seq', 1, false);
SELECT pg_catalog.setval('public.menus_id_seq', 1, false);
SELECT pg_catalog.setval('public.offers_id_seq', 1, false);
SELECT pg_catalog.setval('public.pauses_id_seq', 1, false);
SELECT pg_catalog.setval('public.people_id_seq', 7, true);
SELECT pg_catalog.setval('public.person_tokens_id_seq', 1, false);
SELECT pg_catalog.setval('public.prepared_answers_id_seq', 1, false);
SELECT pg_catalog.setval('public.preset_answers_id_seq', 1, false);
SELECT pg_catalog.setval('public.questions_id_seq', 1, true);
SELECT pg_catalog.setval('public.reactions_id_seq', 1, false);
SELECT pg_catalog.setval('public.report_results_id_seq', 1, false);
SELECT pg_catalog.setval('public.rings_id_seq', 1, false);
SELECT pg_catalog.setval('public.root_causes_id_seq', 1, false);
SELECT pg_catalog.setval('public.saved_views_id_seq', 1, false);
SELECT pg_catalog.setval('public.searches_id_seq', 1, false);
SELECT pg_catalog.setval('public.sent_cards_id_seq', 1, false);
SELECT pg_catalog.setval('public.sent_forms_id_seq', 1, false);
SELECT pg_catalog.setval('public.shifts_id_seq', 1, false);
SELECT pg_catalog.setval('public.subscriptions_id_seq', 1, false);
SELECT pg_catalog.setval('public.system_links_id_seq', 1, false);
SELECT pg_catalog.setval('public.systems_id_seq', 1, false);
SELECT pg_catalog.setval('public.ticket_groups_id_seq', 1, false);
SELECT pg_catalog.setval('public.ticket_numbers', 6, true);
SELECT pg_catalog.setval('public.tickets_id_seq', 6, true);
SELECT pg_catalog.setval('public.topic_models_id_seq', 1, false);
SELECT pg_catalog.setval('public.use_log_id_seq', 1, false);
SELECT pg_catalog.setval('public.uses_id_seq', 1, false);
SELECT pg_catalog.setval('public.web_sessions_id_seq', 1, false);
SELECT pg_catalog.setval('public.web_sign_ins_id_seq', 1, false);
SELECT pg_catalog.setval('public.worker_seats', 2, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.agent_topics
    ADD CONSTRAINT pk_agent_topics PRIMARY KEY (person_id, category_id);
ALTER TABLE ONLY public.announcements
    ADD CONSTRAINT pk_announcements PRIMARY KEY (id);
ALTER TABLE ONLY public.answers_taken
    ADD CONSTRAINT pk_answers_taken PRIMARY KEY (entry_id);
ALTER TABLE ONLY public.article_texts
    ADD CONSTRAINT pk_article_texts PRIMARY KEY (article_id, language, version);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT pk_articles PRIMARY KEY (id);
ALTER TABLE ONLY public.asks
    ADD CONSTRAINT pk_asks PRIMARY KEY (id);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT pk_audit PRIMARY KEY (id);
ALTER TABLE ONLY public.blob_pieces
    ADD CONSTRAINT pk_blob_pieces PRIMARY KEY (content, ordinal);
ALTER TABLE ONLY public.blobs
    ADD CONSTRAINT pk_blobs PRIMARY KEY (id);
ALTER TABLE ONLY public.board_acts
    ADD CONSTRAINT pk_board_acts PRIMARY KEY (id);
ALTER TABLE ONLY public.board_cards
    ADD CONSTRAINT pk_board_cards PRIMARY KEY (id);
ALTER TABLE ONLY public.board_commands
    ADD CONSTRAINT pk_board_commands PRIMARY KEY (id);
ALTER TABLE ONLY public.board_comments
    ADD CONSTRAINT pk_board_comments PRIMARY KEY (id);
ALTER TABLE ONLY public.board_moves
    ADD CONSTRAINT pk_board_moves PRIMARY KEY (task_id);
ALTER TABLE ONLY public.boards
    ADD CONSTRAINT pk_boards PRIMARY KEY (project_id);
ALTER TABLE ONLY public.brakes
    ADD CONSTRAINT pk_brakes PRIMARY KEY (id);
ALTER TABLE ONLY public.briefings
    ADD CONSTRAINT pk_briefings PRIMARY KEY (id);
ALTER TABLE ONLY public.canned_replies
    ADD CONSTRAINT pk_canned_replies PRIMARY KEY (id);
ALTER TABLE ONLY public.canned_uses
    ADD CONSTRAINT pk_canned_uses PRIMARY KEY (entry_id);
ALTER TABLE ONLY public.categories
    ADD CONSTRAINT pk_categories PRIMARY KEY (id);
ALTER TABLE ONLY public.collaborators
    ADD CONSTRAINT pk_collaborators PRIMARY KEY (project_id, todoist_id);
ALTER TABLE ONLY public.confirmations
    ADD CONSTRAINT pk_confirmations PRIMARY KEY (id);
ALTER TABLE ONLY public.daily_counts
    ADD CONSTRAINT pk_daily_counts PRIMARY KEY (day, figure);
ALTER TABLE ONLY public.daily_runs
    ADD CONSTRAINT pk_daily_runs PRIMARY KEY (name, day);
ALTER TABLE ONLY public.daily_values
    ADD CONSTRAINT pk_daily_values PRIMARY KEY (name, day);
ALTER TABLE ONLY public.desk
    ADD CONSTRAINT pk_desk PRIMARY KEY (id);
ALTER TABLE ONLY public.digest_lines
    ADD CONSTRAINT pk_digest_lines PRIMARY KEY (id);
ALTER TABLE ONLY public.due_failures
    ADD CONSTRAINT pk_due_failures PRIMARY KEY (kind, object_id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT pk_entries PRIMARY KEY (id);
ALTER TABLE ONLY public.entry_versions
    ADD CONSTRAINT pk_entry_versions PRIMARY KEY (id);
ALTER TABLE ONLY public.event_attendance
    ADD CONSTRAINT pk_event_attendance PRIMARY KEY (event_id, participant);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT pk_events PRIMARY KEY (id);
ALTER TABLE ONLY public.events_feed
    ADD CONSTRAINT pk_events_feed PRIMARY KEY (id);
ALTER TABLE ONLY public.external_people
    ADD CONSTRAINT pk_external_people PRIMARY KEY (id);
ALTER TABLE ONLY public.files
    ADD CONSTRAINT pk_files PRIMARY KEY (id);
ALTER TABLE ONLY public.held_acts
    ADD CONSTRAINT pk_held_acts PRIMARY KEY (id);
ALTER TABLE ONLY public.history
    ADD CONSTRAINT pk_history PRIMARY KEY (id);
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT pk_idempotency_keys PRIMARY KEY (id);
ALTER TABLE ONLY public.invites
    ADD CONSTRAINT pk_invites PRIMARY KEY (id);
ALTER TABLE ONLY public.job_keys
    ADD CONSTRAINT pk_job_keys PRIMARY KEY (box, key);
ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT pk_jobs PRIMARY KEY (id);
ALTER TABLE ONLY public.known_problem_followers
    ADD CONSTRAINT pk_known_problem_followers PRIMARY KEY (problem_id, person_id);
ALTER TABLE ONLY public.known_problems
    ADD CONSTRAINT pk_known_problems PRIMARY KEY (id);
ALTER TABLE ONLY public.known_words
    ADD CONSTRAINT pk_known_words PRIMARY KEY (word);
ALTER TABLE ONLY public.mailing_receivers
    ADD CONSTRAINT pk_mailing_receivers PRIMARY KEY (mailing_id, person_id);
ALTER TABLE ONLY public.mailings
    ADD CONSTRAINT pk_mailings PRIMARY KEY (id);
ALTER TABLE ONLY public.marks
    ADD CONSTRAINT pk_marks PRIMARY KEY (id);
ALTER TABLE ONLY public.menu_items
    ADD CONSTRAINT pk_menu_items PRIMARY KEY (id);
ALTER TABLE ONLY public.menus
    ADD CONSTRAINT pk_menus PRIMARY KEY (id);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT pk_messages PRIMARY KEY (bot_id, chat_id, message_id);
ALTER TABLE ONLY public.offers
    ADD CONSTRAINT pk_offers PRIMARY KEY (id);
ALTER TABLE ONLY public.pauses
    ADD CONSTRAINT pk_pauses PRIMARY KEY (id);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT pk_people PRIMARY KEY (id);
ALTER TABLE ONLY public.person_tokens
    ADD CONSTRAINT pk_person_tokens PRIMARY KEY (id);
ALTER TABLE ONLY public.policies
    ADD CONSTRAINT pk_policies PRIMARY KEY (version);
ALTER TABLE ONLY public.prepared_answers
    ADD CONSTRAINT pk_prepared_answers PRIMARY KEY (id);
ALTER TABLE ONLY public.preset_answers
    ADD CONSTRAINT pk_preset_answers PRIMARY KEY (id);
ALTER TABLE ONLY public.preset_texts
    ADD CONSTRAINT pk_preset_texts PRIMARY KEY (preset_id, language, version);
ALTER TABLE ONLY public.questions
    ADD CONSTRAINT pk_questions PRIMARY KEY (id);
ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT pk_reactions PRIMARY KEY (id);
ALTER TABLE ONLY public.report_results
    ADD CONSTRAINT pk_report_results PRIMARY KEY (id);
ALTER TABLE ONLY public.rings
    ADD CONSTRAINT pk_rings PRIMARY KEY (id);
ALTER TABLE ONLY public.root_causes
    ADD CONSTRAINT pk_root_causes PRIMARY KEY (id);
ALTER TABLE ONLY public.saved_views
    ADD CONSTRAINT pk_saved_views PRIMARY KEY (id);
ALTER TABLE ONLY public.searches
    ADD CONSTRAINT pk_searches PRIMARY KEY (id);
ALTER TABLE ONLY public.sent_cards
    ADD CONSTRAINT pk_sent_cards PRIMARY KEY (id);
ALTER TABLE ONLY public.sent_forms
    ADD CONSTRAINT pk_sent_forms PRIMARY KEY (id);
ALTER TABLE ONLY public.settings
    ADD CONSTRAINT pk_settings PRIMARY KEY (key);
ALTER TABLE ONLY public.shifts
    ADD CONSTRAINT pk_shifts PRIMARY KEY (id);
ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT pk_subscriptions PRIMARY KEY (id);
ALTER TABLE ONLY public.system_links
    ADD CONSTRAINT pk_system_links PRIMARY KEY (id);
ALTER TABLE ONLY public.systems
    ADD CONSTRAINT pk_systems PRIMARY KEY (id);
ALTER TABLE ONLY public.targets
    ADD CONSTRAINT pk_targets PRIMARY KEY (version, priority);
ALTER TABLE ONLY public.ticket_facts
    ADD CONSTRAINT pk_ticket_facts PRIMARY KEY (ticket_id);
ALTER TABLE ONLY public.ticket_form
    ADD CONSTRAINT pk_ticket_form PRIMARY KEY (ticket_id, key);
ALTER TABLE ONLY public.ticket_groups
    ADD CONSTRAINT pk_ticket_groups PRIMARY KEY (id);
ALTER TABLE ONLY public.ticket_spans
    ADD CONSTRAINT pk_ticket_spans PRIMARY KEY (ticket_id, kind, n);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT pk_tickets PRIMARY KEY (id);
ALTER TABLE ONLY public.timers
    ADD CONSTRAINT pk_timers PRIMARY KEY (ticket_id, kind);
ALTER TABLE ONLY public.topic_models
    ADD CONSTRAINT pk_topic_models PRIMARY KEY (id);
ALTER TABLE ONLY public.use_log
    ADD CONSTRAINT pk_use_log PRIMARY KEY (id);
ALTER TABLE ONLY public.uses
    ADD CONSTRAINT pk_uses PRIMARY KEY (id);
ALTER TABLE ONLY public.web_sessions
    ADD CONSTRAINT pk_web_sessions PRIMARY KEY (id);
ALTER TABLE ONLY public.web_sign_ins
    ADD CONSTRAINT pk_web_sign_ins PRIMARY KEY (id);
ALTER TABLE ONLY public.wordings
    ADD CONSTRAINT pk_wordings PRIMARY KEY (language, key);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT uq_articles_slug UNIQUE (slug);
ALTER TABLE ONLY public.board_commands
    ADD CONSTRAINT uq_board_commands_uuid UNIQUE (uuid);
ALTER TABLE ONLY public.board_comments
    ADD CONSTRAINT uq_board_comments_comment_id UNIQUE (comment_id);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT uq_events_slug UNIQUE (slug);
ALTER TABLE ONLY public.external_people
    ADD CONSTRAINT uq_external_people_system_id_external_id UNIQUE (system_id, external_id);
ALTER TABLE ONLY public.held_acts
    ADD CONSTRAINT uq_held_acts_key UNIQUE (key);
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT uq_idempotency_keys_system_id_key UNIQUE (system_id, key);
ALTER TABLE ONLY public.invites
    ADD CONSTRAINT uq_invites_code_hash UNIQUE (code_hash);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT uq_people_telegram_id UNIQUE (telegram_id);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT uq_people_todoist_id UNIQUE (todoist_id);
ALTER TABLE ONLY public.person_tokens
    ADD CONSTRAINT uq_person_tokens_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.root_causes
    ADD CONSTRAINT uq_root_causes_folded UNIQUE (folded);
ALTER TABLE ONLY public.sent_forms
    ADD CONSTRAINT uq_sent_forms_session_id_key UNIQUE (session_id, key);
ALTER TABLE ONLY public.system_links
    ADD CONSTRAINT uq_system_links_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.systems
    ADD CONSTRAINT uq_systems_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT uq_tickets_number UNIQUE (number);
ALTER TABLE ONLY public.web_sessions
    ADD CONSTRAINT uq_web_sessions_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.web_sign_ins
    ADD CONSTRAINT uq_web_sign_ins_browser_hash UNIQUE (browser_hash);
CREATE INDEX ix_announcements_at ON public.announcements USING btree (at);
CREATE INDEX ix_answers_taken_at ON public.answers_taken USING btree (at);
CREATE INDEX ix_article_texts_said ON public.article_texts USING btree (said_chat_id) WHERE (said_chat_id IS NOT NULL);
CREATE INDEX ix_article_texts_search ON public.article_texts USING gin (search) WITH (fastupdate=off) WHERE current;
CREATE INDEX ix_articles_state ON public.articles USING btree (state);
CREATE INDEX ix_asks_entry_id ON public.asks USING btree (entry_id);
CREATE INDEX ix_audit_addresses ON public.audit USING btree (at) WHERE (address IS NOT NULL);
CREATE INDEX ix_audit_object ON public.audit USING btree (object, id);
CREATE INDEX ix_blobs_content ON public.blobs USING btree (content);
CREATE INDEX ix_blobs_made_at ON public.blobs USING btree (made_at);
CREATE INDEX ix_blobs_same ON public.blobs USING btree (sha256, size);
CREATE INDEX ix_board_acts_counted ON public.board_acts USING btree (project_id, kind, by, at);
CREATE INDEX ix_board_cards_active ON public.board_cards USING btree (project_id) WHERE ((gone IS NULL) AND (task_id IS NOT NULL) AND ((agreed #>> '{shown,done}'::text[]) = 'false'::text));
CREATE INDEX ix_board_cards_dirty ON public.board_cards USING btree (project_id) WHERE (dirty AND (gone IS NULL));
CREATE INDEX ix_board_cards_late ON public.board_cards USING btree (late_at) WHERE (late_at IS NOT NULL);
CREATE INDEX ix_board_cards_lone ON public.board_cards USING btree (project_id) WHERE ((task_id IS NULL) AND (gone IS NULL));
CREATE INDEX ix_board_cards_task_id ON public.board_cards USING btree (task_id);
CREATE INDEX ix_board_cards_ticket_id ON public.board_cards USING btree (ticket_id);
CREATE INDEX ix_board_commands_answered ON public.board_commands USING btree (answered_at) WHERE (answered_at IS NOT NULL);
CREATE INDEX ix_board_commands_entry ON public.board_commands USING btree (entry_id) WHERE (answered_at IS NULL);
CREATE INDEX ix_board_commands_error ON public.board_commands USING btree (project_id, kind) WHERE (error IS NOT NULL);
CREATE INDEX ix_board_commands_open ON public.board_commands USING btree (id) WHERE (answered_at IS NULL);
CREATE INDEX ix_board_commands_ticket_id ON public.board_commands USING btree (ticket_id);
CREATE INDEX ix_board_comments_entry_id ON public.board_comments USING btree (entry_id);
CREATE INDEX ix_brakes_told ON public.brakes USING btree (project_id, kind, told_at);
CREATE INDEX ix_canned_uses_at ON public.canned_uses USING btree (at);
CREATE INDEX ix_canned_uses_canned_id ON public.canned_uses USING btree (canned_id);
CREATE INDEX ix_confirmations_person_id ON public.confirmations USING btree (person_id);
CREATE INDEX ix_digest_lines_person_id ON public.digest_lines USING btree (person_id);
CREATE INDEX ix_entries_at ON public.entries USING brin (created_at);
CREATE INDEX ix_entries_found ON public.entries USING gin (words);
CREATE INDEX ix_entries_kept ON public.entries USING btree (author_id) WHERE ((ticket_id IS NULL) AND (question_id IS NULL));
CREATE INDEX ix_entries_question_id ON public.entries USING btree (question_id);
CREATE INDEX ix_entries_said ON public.entries USING btree (said_chat_id, said_message_id);
CREATE INDEX ix_entries_thread ON public.entries USING btree (ticket_id, id);
CREATE INDEX ix_entries_withdrawn ON public.entries USING btree (withdrawn_at) WHERE ((withdrawn_at IS NOT NULL) AND (emptied_at IS NULL));
CREATE INDEX ix_entry_versions_entry_id ON public.entry_versions USING btree (entry_id);
CREATE INDEX ix_events_feed_at ON public.events_feed USING btree (at);
CREATE INDEX ix_events_feed_kept_from ON public.events_feed USING btree (kept_from);
CREATE INDEX ix_events_feed_new ON public.events_feed USING btree (id) WHERE ("position" IS NULL);
CREATE INDEX ix_external_people_person_id ON public.external_people USING btree (person_id);
CREATE INDEX ix_files_blob ON public.files USING btree (blob_id) WHERE (blob_id IS NOT NULL);
CREATE INDEX ix_files_entry_id ON public.files USING btree (entry_id);
CREATE INDEX ix_held_acts_brake_id ON public.held_acts USING btree (brake_id);
CREATE INDEX ix_history_field_at ON public.history USING btree (field, at);
CREATE INDEX ix_history_ticket_id ON public.history USING btree (ticket_id);
CREATE INDEX ix_idempotency_keys_at ON public.idempotency_keys USING btree (at);
CREATE INDEX ix_job_keys_free ON public.job_keys USING btree (box, lane, due_at) WHERE (worker IS NULL);
CREATE INDEX ix_job_keys_worker ON public.job_keys USING btree (worker) WHERE (worker IS NOT NULL);
CREATE INDEX ix_jobs_buried ON public.jobs USING btree (box, id) WHERE (state = 'buried'::text);
CREATE INDEX ix_jobs_head ON public.jobs USING btree (box, key, id) WHERE (state = 'waiting'::text);
CREATE INDEX ix_jobs_lane ON public.jobs USING btree (box, key, lane) WHERE (state = 'waiting'::text);
CREATE INDEX ix_jobs_open ON public.jobs USING btree (box, lane, state) WHERE (state <> 'done'::text);
CREATE INDEX ix_jobs_parked ON public.jobs USING btree (person_id) WHERE (state = 'parked'::text);
CREATE INDEX ix_jobs_settled ON public.jobs USING btree (settled_at) WHERE (settled_at IS NOT NULL);
CREATE INDEX ix_jobs_slot ON public.jobs USING btree (box, key, slot, id) WHERE ((state = 'waiting'::text) AND (slot IS NOT NULL));
CREATE INDEX ix_jobs_ticket ON public.jobs USING btree (ticket_id) WHERE ((state = 'waiting'::text) AND (ticket_id IS NOT NULL));
CREATE INDEX ix_jobs_unknown ON public.jobs USING btree (box) WHERE (unknown > 0);
CREATE INDEX ix_known_words_stem ON public.known_words USING btree (stem);
CREATE INDEX ix_known_words_trigrams ON public.known_words USING gin (trigrams) WITH (fastupdate=off);
CREATE INDEX ix_mailing_receivers_left ON public.mailing_receivers USING btree (mailing_id, person_id) WHERE (posted_at IS NULL);
CREATE INDEX ix_mailings_next ON public.mailings USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX ix_marks_asked_at ON public.marks USING btree (asked_at);
CREATE INDEX ix_marks_marked ON public.marks USING btree (marked_at) WHERE (marked_at IS NOT NULL);
CREATE INDEX ix_marks_of_solutions ON public.marks USING btree (asked_at) INCLUDE (stars) WHERE (about = 'solution'::text);
CREATE INDEX ix_marks_person_id ON public.marks USING btree (person_id);
CREATE INDEX ix_menu_items_parent_id ON public.menu_items USING btree (parent_id);
CREATE INDEX ix_messages_entry_id ON public.messages USING btree (entry_id);
CREATE INDEX ix_messages_faces ON public.messages USING btree (ticket_id, slot) WHERE ((kind = 'slot'::text) AND (slot IS NOT NULL));
CREATE INDEX ix_messages_slot ON public.messages USING btree (bot_id, chat_id, slot) WHERE (slot IS NOT NULL);
CREATE INDEX ix_messages_ticket_id ON public.messages USING btree (ticket_id);
CREATE INDEX ix_offers_shown ON public.offers USING btree (shown_at);
CREATE INDEX ix_offers_ticket_id ON public.offers USING btree (ticket_id);
CREATE INDEX ix_pauses_ticket_id ON public.pauses USING btree (ticket_id);
CREATE INDEX ix_people_absence ON public.people USING btree (id) WHERE (blocked_at IS DISTINCT FROM absence_at);
CREATE INDEX ix_people_away ON public.people USING btree (away_until) WHERE (away_until IS NOT NULL);
CREATE INDEX ix_people_barred ON public.people USING btree (barred_at) WHERE (barred_at IS NOT NULL);
CREATE INDEX ix_people_digest ON public.people USING btree (digest_at) WHERE (digest_at IS NOT NULL);
CREATE INDEX ix_person_tokens_expires_at ON public.person_tokens USING btree (expires_at);
CREATE INDEX ix_person_tokens_external_person_id ON public.person_tokens USING btree (external_person_id);
CREATE INDEX ix_prepared_answers_person_id ON public.prepared_answers USING btree (person_id);
CREATE INDEX ix_preset_answers_state ON public.preset_answers USING btree (state);
CREATE INDEX ix_questions_due_at ON public.questions USING btree (due_at);
CREATE INDEX ix_questions_person_id ON public.questions USING btree (person_id);
CREATE INDEX ix_rings_at ON public.rings USING btree (at);
CREATE INDEX ix_rings_person_id ON public.rings USING btree (person_id, at);
CREATE UNIQUE INDEX ix_saved_views_own ON public.saved_views USING btree (owner_id, lower(name)) WHERE (NOT shared);
CREATE INDEX ix_saved_views_owner_id ON public.saved_views USING btree (owner_id);
CREATE INDEX ix_saved_views_shared ON public.saved_views USING btree (shared);
CREATE UNIQUE INDEX ix_saved_views_shared_name ON public.saved_views USING btree (lower(name)) WHERE shared;
CREATE INDEX ix_searches_at ON public.searches USING btree (at);
CREATE INDEX ix_sent_cards_at ON public.sent_cards USING btree (at);
CREATE INDEX ix_sent_cards_person_id ON public.sent_cards USING btree (person_id, at);
CREATE INDEX ix_sent_cards_ticket_id ON public.sent_cards USING btree (ticket_id);
CREATE INDEX ix_sent_forms_at ON public.sent_forms USING btree (at);
CREATE INDEX ix_shifts_person_id ON public.shifts USING btree (person_id);
CREATE INDEX ix_subscriptions_system_id ON public.subscriptions USING btree (system_id);
CREATE INDEX ix_system_links_external_person_id ON public.system_links USING btree (external_person_id);
CREATE INDEX ix_system_links_opened_by ON public.system_links USING btree (opened_by);
CREATE INDEX ix_ticket_facts_answered ON public.ticket_facts USING btree (answered_at) WHERE (answered_at IS NOT NULL);
CREATE INDEX ix_ticket_facts_category ON public.ticket_facts USING btree (category_id) INCLUDE (ticket_id) WHERE (category_id IS NOT NULL);
CREATE INDEX ix_ticket_facts_ended ON public.ticket_facts USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX ix_ticket_facts_event ON public.ticket_facts USING btree (event_id) WHERE (event_id IS NOT NULL);
CREATE INDEX ix_ticket_facts_filed ON public.ticket_facts USING btree (filed_at);
CREATE INDEX ix_ticket_facts_hours ON public.ticket_facts USING btree (hours);
CREATE INDEX ix_ticket_facts_solved ON public.ticket_facts USING btree (solved_at) WHERE (solved_at IS NOT NULL);
CREATE INDEX ix_ticket_facts_taken ON public.ticket_facts USING btree (taken_at) WHERE (taken_at IS NOT NULL);
CREATE INDEX ix_ticket_form_entry_id ON public.ticket_form USING btree (entry_id);
CREATE INDEX ix_ticket_spans_closed ON public.ticket_spans USING btree (status, started_at) INCLUDE (ticket_id, person_id) WHERE ((kind = 'status'::text) AND (status = ANY (ARRAY['closed'::text, 'reopened'::text, 'cancelled'::text])));
CREATE INDEX ix_ticket_spans_ended ON public.ticket_spans USING btree (kind, ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX ix_ticket_spans_resolved ON public.ticket_spans USING btree (started_at) INCLUDE (ticket_id, person_id, n, went_to) WHERE ((kind = 'status'::text) AND (status = 'resolved'::text));
CREATE INDEX ix_ticket_spans_started ON public.ticket_spans USING btree (kind, started_at);
CREATE INDEX ix_tickets_alike ON public.tickets USING btree (alike_id) WHERE (alike_id IS NOT NULL);
CREATE INDEX ix_tickets_answered ON public.tickets USING btree (first_response_at) WHERE (first_response_at IS NOT NULL);
CREATE INDEX ix_tickets_broadcast_due_at ON public.tickets USING btree (broadcast_due_at);
CREATE INDEX ix_tickets_by_itself ON public.tickets USING btree (id) WHERE (end_reason = 'answered'::text);
CREATE INDEX ix_tickets_claimed ON public.tickets USING btree (assignee_id, claimed_at);
CREATE INDEX ix_tickets_close_at ON public.tickets USING btree (close_at);
CREATE INDEX ix_tickets_escalate_at ON public.tickets USING btree (escalate_at);
CREATE INDEX ix_tickets_event ON public.tickets USING btree (event_id) INCLUDE (id) WHERE (event_id IS NOT NULL);
CREATE INDEX ix_tickets_external_ref ON public.tickets USING btree (external_ref) WHERE (external_ref IS NOT NULL);
CREATE INDEX ix_tickets_file_at ON public.tickets USING btree (file_at);
CREATE INDEX ix_tickets_filed ON public.tickets USING btree (filed_at) WHERE (filed_at IS NOT NULL);
CREATE INDEX ix_tickets_group ON public.tickets USING btree (group_id) WHERE (group_id IS NOT NULL);
CREATE INDEX ix_tickets_held ON public.tickets USING btree (assignee_id, status) WHERE (status <> ALL (ARRAY['closed'::text, 'cancelled'::text]));
CREATE INDEX ix_tickets_known_problem ON public.tickets USING btree (known_problem_id) WHERE (known_problem_id IS NOT NULL);
CREATE INDEX ix_tickets_open ON public.tickets USING btree (status, priority, filed_at) WHERE ((filed_at IS NOT NULL) AND (status <> ALL (ARRAY['closed'::text, 'cancelled'::text])));
CREATE INDEX ix_tickets_promised ON public.tickets USING btree (priority, resolved_at) WHERE (policy_version IS NOT NULL);
CREATE INDEX ix_tickets_promised_first ON public.tickets USING btree (priority, first_response_at) WHERE (policy_version IS NOT NULL);
CREATE INDEX ix_tickets_rated ON public.tickets USING btree (rated_at) WHERE (rated_at IS NOT NULL);
CREATE INDEX ix_tickets_remind_at ON public.tickets USING btree (remind_at);
CREATE INDEX ix_tickets_requester_id ON public.tickets USING btree (requester_id);
CREATE INDEX ix_tickets_resolved ON public.tickets USING btree (resolved_at) WHERE (resolved_at IS NOT NULL);
CREATE INDEX ix_tickets_system ON public.tickets USING btree (system_id) WHERE (system_id IS NOT NULL);
CREATE INDEX ix_tickets_tell_at ON public.tickets USING btree (tell_at);
CREATE INDEX ix_tickets_uncounted ON public.tickets USING btree (id) WHERE ((counted_at IS NULL) AND (filed_at IS NOT NULL));
CREATE INDEX ix_tickets_words ON public.tickets USING gin (to_tsvector('russian'::regconfig, subject));
CREATE INDEX ix_tickets_words_en ON public.tickets USING gin (to_tsvector('english'::regconfig, subject));
CREATE INDEX ix_timers_due_at ON public.timers USING btree (due_at);
CREATE INDEX ix_use_log_at ON public.use_log USING btree (at);
CREATE INDEX ix_use_log_person_id ON public.use_log USING btree (person_id);
CREATE INDEX ix_use_log_ticket ON public.use_log USING btree (ticket_number) WHERE (ticket_number IS NOT NULL);
CREATE INDEX ix_uses_day ON public.uses USING btree (day, kind);
CREATE INDEX ix_web_sessions_person_id ON public.web_sessions USING btree (person_id);
CREATE INDEX ix_web_sign_ins_ends_at ON public.web_sign_ins USING btree (ends_at);
CREATE INDEX ix_web_sign_ins_person_id ON public.web_sign_ins USING btree (person_id);
CREATE UNIQUE INDEX uq_article_texts_current ON public.article_texts USING btree (article_id, language) WHERE current;
CREATE UNIQUE INDEX uq_board_cards_live ON public.board_cards USING btree (ticket_id, project_id) WHERE (gone IS NULL);
CREATE UNIQUE INDEX uq_briefings_kind_last_day ON public.briefings USING btree (kind, last_day);
CREATE UNIQUE INDEX uq_canned_replies_live ON public.canned_replies USING btree (COALESCE(owner_id, (0)::bigint), folded) WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX uq_categories_folded_live ON public.categories USING btree (folded) WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX uq_entries_also ON public.entries USING btree (also_of_id, ticket_id) WHERE (also_of_id IS NOT NULL);
CREATE UNIQUE INDEX uq_events_external_id_live ON public.events USING btree (external_id) WHERE ((external_id IS NOT NULL) AND (removed_at IS NULL));
CREATE UNIQUE INDEX uq_events_feed_position ON public.events_feed USING btree ("position");
CREATE UNIQUE INDEX uq_jobs_dedup ON public.jobs USING btree (box, dedup) WHERE (dedup IS NOT NULL);
CREATE UNIQUE INDEX uq_known_problems_alike ON public.known_problems USING btree (alike_id) WHERE (state = ANY (ARRAY['draft'::text, 'open'::text]));
CREATE UNIQUE INDEX uq_known_problems_category ON public.known_problems USING btree (category_id) WHERE (state = ANY (ARRAY['draft'::text, 'open'::text]));
CREATE UNIQUE INDEX uq_marks_ticket_id_about ON public.marks USING btree (ticket_id, about);
CREATE UNIQUE INDEX uq_offers_once ON public.offers USING btree (person_id, article_id);
CREATE UNIQUE INDEX uq_offers_preset_once ON public.offers USING btree (person_id, preset_id) WHERE (preset_id IS NOT NULL);
CREATE UNIQUE INDEX uq_pauses_one_at_a_time ON public.pauses USING btree (ticket_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX uq_reactions_of_one ON public.reactions USING btree (entry_id, person_id, origin);
CREATE UNIQUE INDEX uq_tickets_one_draft ON public.tickets USING btree (requester_id) WHERE ((filed_at IS NULL) AND (status = 'new'::text));
CREATE TRIGGER daily_runs_forgotten AFTER INSERT OR DELETE ON public.ticket_facts FOR EACH STATEMENT EXECUTE FUNCTION public.daily_runs_forgotten();
CREATE TRIGGER daily_runs_forgotten AFTER INSERT OR DELETE ON public.ticket_spans FOR EACH STATEMENT EXECUTE FUNCTION public.daily_runs_forgotten();
CREATE TRIGGER daily_values_forgotten AFTER INSERT OR DELETE ON public.ticket_facts FOR EACH STATEMENT EXECUTE FUNCTION public.daily_values_forgotten();
CREATE TRIGGER daily_values_forgotten AFTER INSERT OR DELETE ON public.ticket_spans FOR EACH STATEMENT EXECUTE FUNCTION public.daily_values_forgotten();
CREATE TRIGGER feed_of_entries AFTER UPDATE OF ticket_id, body, parts, edited_at, withdrawn_at ON public.entries FOR EACH ROW WHEN (((new.ticket_id IS NOT NULL) AND (new.emptied_at IS NULL) AND (((((old.ticket_id IS DISTINCT FROM new.ticket_id) OR (old.body IS DISTINCT FROM new.body)) OR (old.parts IS DISTINCT FROM new.parts)) OR (old.edited_at IS DISTINCT FROM new.edited_at)) OR (old.withdrawn_at IS DISTINCT FROM new.withdrawn_at)))) EXECUTE FUNCTION public.feed_of_entries();
CREATE TRIGGER feed_of_history AFTER INSERT ON public.history FOR EACH ROW EXECUTE FUNCTION public.feed_of_history();
CREATE TRIGGER feed_of_late AFTER UPDATE OF late_told ON public.tickets FOR EACH ROW WHEN (((new.late_told - ((new.late_told)::integer % 2)) > (old.late_told - ((old.late_told)::integer % 2)))) EXECUTE FUNCTION public.feed_of_late();
CREATE TRIGGER feed_of_new_entries AFTER INSERT ON public.entries FOR EACH ROW WHEN ((new.ticket_id IS NOT NULL)) EXECUTE FUNCTION public.feed_of_entries();
CREATE TRIGGER ticket_facts_told_apart BEFORE INSERT ON public.ticket_facts FOR EACH ROW EXECUTE FUNCTION public.ticket_facts_told_apart();
CREATE TRIGGER tickets_uncounted BEFORE UPDATE OF requester_id, assignee_id, status, priority, filed_at, updated_at, last_entry_at, first_response_at, first_due_at, solve_due_at, rating_asked_at, rated_at, category_id, event_id, root_cause_id ON public.tickets FOR EACH ROW WHEN (((old.counted_at IS NOT NULL) AND (((((((((((((((old.requester_id IS DISTINCT FROM new.requester_id) OR (old.assignee_id IS DISTINCT FROM new.assignee_id)) OR (old.status IS DISTINCT FROM new.status)) OR (old.priority IS DISTINCT FROM new.priority)) OR (old.filed_at IS DISTINCT FROM new.filed_at)) OR (old.updated_at IS DISTINCT FROM new.updated_at)) OR (old.last_entry_at IS DISTINCT FROM new.last_entry_at)) OR (old.first_response_at IS DISTINCT FROM new.first_response_at)) OR (old.first_due_at IS DISTINCT FROM new.first_due_at)) OR (old.solve_due_at IS DISTINCT FROM new.solve_due_at)) OR (old.rating_asked_at IS DISTINCT FROM new.rating_asked_at)) OR (old.rated_at IS DISTINCT FROM new.rated_at)) OR (old.category_id IS DISTINCT FROM new.category_id)) OR (old.event_id IS DISTINCT FROM new.event_id)) OR (old.root_cause_id IS DISTINCT FROM new.root_cause_id)))) EXECUTE FUNCTION public.tickets_uncounted();
ALTER TABLE ONLY public.agent_topics
    ADD CONSTRAINT fk_agent_topics_category_id FOREIGN KEY (category_id) REFERENCES public.categories(id);
ALTER TABLE ONLY public.agent_topics
    ADD CONSTRAINT fk_agent_topics_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.announcements
    ADD CONSTRAINT fk_announcements_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.answers_taken
    ADD CONSTRAINT fk_answers_taken_article_id_articles FOREIGN KEY (article_id) REFERENCES public.articles(id);
ALTER TABLE ONLY public.answers_taken
    ADD CONSTRAINT fk_answers_taken_entry_id FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.answers_taken
    ADD CONSTRAINT fk_answers_taken_from_ticket_id FOREIGN KEY (from_ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.article_texts
    ADD CONSTRAINT fk_article_texts_article_id FOREIGN KEY (article_id) REFERENCES public.articles(id);
ALTER TABLE ONLY public.article_texts
    ADD CONSTRAINT fk_article_texts_author_id FOREIGN KEY (author_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT fk_articles_author_id FOREIGN KEY (author_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT fk_articles_category_id FOREIGN KEY (category_id) REFERENCES public.categories(id);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT fk_articles_source_ticket_id FOREIGN KEY (source_ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.asks
    ADD CONSTRAINT fk_asks_asked_id FOREIGN KEY (asked_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.asks
    ADD CONSTRAINT fk_asks_asker_id FOREIGN KEY (asker_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.asks
    ADD CONSTRAINT fk_asks_entry_id FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT fk_audit_actor_id FOREIGN KEY (actor_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.board_cards
    ADD CONSTRAINT fk_board_cards_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.board_commands
    ADD CONSTRAINT fk_board_commands_entry_id FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.board_commands
    ADD CONSTRAINT fk_board_commands_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.board_comments
    ADD CONSTRAINT fk_board_comments_entry_id FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.brakes
    ADD CONSTRAINT fk_brakes_answered_by FOREIGN KEY (answered_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.canned_replies
    ADD CONSTRAINT fk_canned_replies_created_by FOREIGN KEY (created_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.canned_replies
    ADD CONSTRAINT fk_canned_replies_owner_id FOREIGN KEY (owner_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.canned_uses
    ADD CONSTRAINT fk_canned_uses_canned_id FOREIGN KEY (canned_id) REFERENCES public.canned_replies(id);
ALTER TABLE ONLY public.canned_uses
    ADD CONSTRAINT fk_canned_uses_entry_id FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.categories
    ADD CONSTRAINT fk_categories_parent_id FOREIGN KEY (parent_id) REFERENCES public.categories(id);
ALTER TABLE ONLY public.confirmations
    ADD CONSTRAINT fk_confirmations_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.digest_lines
    ADD CONSTRAINT fk_digest_lines_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.digest_lines
    ADD CONSTRAINT fk_digest_lines_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT fk_entries_also_of_id FOREIGN KEY (also_of_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT fk_entries_answers_id FOREIGN KEY (answers_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT fk_entries_author_id FOREIGN KEY (author_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT fk_entries_question_id FOREIGN KEY (question_id) REFERENCES public.questions(id);
ALTER TABLE ONLY public.entries
    ADD CONSTRAINT fk_entries_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.entry_versions
    ADD CONSTRAINT fk_entry_versions_by FOREIGN KEY (by) REFERENCES public.people(id);
ALTER TABLE ONLY public.entry_versions
    ADD CONSTRAINT fk_entry_versions_entry_id FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.event_attendance
    ADD CONSTRAINT fk_event_attendance_event_id FOREIGN KEY (event_id) REFERENCES public.events(id);
ALTER TABLE ONLY public.events_feed
    ADD CONSTRAINT fk_events_feed_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.external_people
    ADD CONSTRAINT fk_external_people_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.external_people
    ADD CONSTRAINT fk_external_people_system_id FOREIGN KEY (system_id) REFERENCES public.systems(id);
ALTER TABLE ONLY public.files
    ADD CONSTRAINT fk_files_blob_id FOREIGN KEY (blob_id) REFERENCES public.blobs(id);
ALTER TABLE ONLY public.files
    ADD CONSTRAINT fk_files_entry_id FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.held_acts
    ADD CONSTRAINT fk_held_acts_brake_id FOREIGN KEY (brake_id) REFERENCES public.brakes(id);
ALTER TABLE ONLY public.held_acts
    ADD CONSTRAINT fk_held_acts_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.history
    ADD CONSTRAINT fk_history_actor_id FOREIGN KEY (actor_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.history
    ADD CONSTRAINT fk_history_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT fk_idempotency_keys_system_id FOREIGN KEY (system_id) REFERENCES public.systems(id);
ALTER TABLE ONLY public.invites
    ADD CONSTRAINT fk_invites_made_by FOREIGN KEY (made_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.invites
    ADD CONSTRAINT fk_invites_used_by FOREIGN KEY (used_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.known_problem_followers
    ADD CONSTRAINT fk_known_problem_followers_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.known_problem_followers
    ADD CONSTRAINT fk_known_problem_followers_problem_id FOREIGN KEY (problem_id) REFERENCES public.known_problems(id);
ALTER TABLE ONLY public.known_problem_followers
    ADD CONSTRAINT fk_known_problem_followers_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.known_problems
    ADD CONSTRAINT fk_known_problems_category_id FOREIGN KEY (category_id) REFERENCES public.categories(id);
ALTER TABLE ONLY public.known_problems
    ADD CONSTRAINT fk_known_problems_made_by FOREIGN KEY (made_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.known_problems
    ADD CONSTRAINT fk_known_problems_opened_by FOREIGN KEY (opened_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.mailing_receivers
    ADD CONSTRAINT fk_mailing_receivers_mailing_id FOREIGN KEY (mailing_id) REFERENCES public.mailings(id);
ALTER TABLE ONLY public.mailing_receivers
    ADD CONSTRAINT fk_mailing_receivers_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.mailings
    ADD CONSTRAINT fk_mailings_author_id FOREIGN KEY (author_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.mailings
    ADD CONSTRAINT fk_mailings_category_id FOREIGN KEY (category_id) REFERENCES public.categories(id);
ALTER TABLE ONLY public.mailings
    ADD CONSTRAINT fk_mailings_event_id FOREIGN KEY (event_id) REFERENCES public.events(id);
ALTER TABLE ONLY public.mailings
    ADD CONSTRAINT fk_mailings_problem_id FOREIGN KEY (problem_id) REFERENCES public.known_problems(id);
ALTER TABLE ONLY public.marks
    ADD CONSTRAINT fk_marks_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.marks
    ADD CONSTRAINT fk_marks_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.menu_items
    ADD CONSTRAINT fk_menu_items_parent_id FOREIGN KEY (parent_id) REFERENCES public.menu_items(id);
ALTER TABLE ONLY public.menus
    ADD CONSTRAINT fk_menus_by_id FOREIGN KEY (by_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT fk_messages_entry_id FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT fk_messages_question_id FOREIGN KEY (question_id) REFERENCES public.questions(id);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT fk_messages_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.offers
    ADD CONSTRAINT fk_offers_article_id FOREIGN KEY (article_id) REFERENCES public.articles(id);
ALTER TABLE ONLY public.offers
    ADD CONSTRAINT fk_offers_entry_id_entries FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.offers
    ADD CONSTRAINT fk_offers_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.offers
    ADD CONSTRAINT fk_offers_preset_id_preset_answers FOREIGN KEY (preset_id) REFERENCES public.preset_answers(id);
ALTER TABLE ONLY public.offers
    ADD CONSTRAINT fk_offers_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.pauses
    ADD CONSTRAINT fk_pauses_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT fk_people_barred_by FOREIGN KEY (barred_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT fk_people_event_id FOREIGN KEY (event_id) REFERENCES public.events(id);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT fk_people_former_id FOREIGN KEY (former_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.person_tokens
    ADD CONSTRAINT fk_person_tokens_external_person_id FOREIGN KEY (external_person_id) REFERENCES public.external_people(id);
ALTER TABLE ONLY public.prepared_answers
    ADD CONSTRAINT fk_prepared_answers_answers_id FOREIGN KEY (answers_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.prepared_answers
    ADD CONSTRAINT fk_prepared_answers_article_id_articles FOREIGN KEY (article_id) REFERENCES public.articles(id);
ALTER TABLE ONLY public.prepared_answers
    ADD CONSTRAINT fk_prepared_answers_assignee_id FOREIGN KEY (assignee_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.prepared_answers
    ADD CONSTRAINT fk_prepared_answers_canned_id FOREIGN KEY (canned_id) REFERENCES public.canned_replies(id);
ALTER TABLE ONLY public.prepared_answers
    ADD CONSTRAINT fk_prepared_answers_entry_id FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.prepared_answers
    ADD CONSTRAINT fk_prepared_answers_from_ticket_id FOREIGN KEY (from_ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.prepared_answers
    ADD CONSTRAINT fk_prepared_answers_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.prepared_answers
    ADD CONSTRAINT fk_prepared_answers_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.preset_answers
    ADD CONSTRAINT fk_preset_answers_category_id_categories FOREIGN KEY (category_id) REFERENCES public.categories(id);
ALTER TABLE ONLY public.preset_answers
    ADD CONSTRAINT fk_preset_answers_created_by_people FOREIGN KEY (created_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.preset_texts
    ADD CONSTRAINT fk_preset_texts_author_id_people FOREIGN KEY (author_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.preset_texts
    ADD CONSTRAINT fk_preset_texts_preset_id_preset_answers FOREIGN KEY (preset_id) REFERENCES public.preset_answers(id);
ALTER TABLE ONLY public.questions
    ADD CONSTRAINT fk_questions_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.questions
    ADD CONSTRAINT fk_questions_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT fk_reactions_entry_id FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT fk_reactions_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT fk_reactions_remark_id FOREIGN KEY (remark_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.rings
    ADD CONSTRAINT fk_rings_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.saved_views
    ADD CONSTRAINT fk_saved_views_owner_id FOREIGN KEY (owner_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.sent_cards
    ADD CONSTRAINT fk_sent_cards_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.sent_cards
    ADD CONSTRAINT fk_sent_cards_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.sent_forms
    ADD CONSTRAINT fk_sent_forms_session_id_web_sessions FOREIGN KEY (session_id) REFERENCES public.web_sessions(id);
ALTER TABLE ONLY public.settings
    ADD CONSTRAINT fk_settings_changed_by FOREIGN KEY (changed_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.shifts
    ADD CONSTRAINT fk_shifts_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT fk_subscriptions_made_by FOREIGN KEY (made_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT fk_subscriptions_system_id FOREIGN KEY (system_id) REFERENCES public.systems(id);
ALTER TABLE ONLY public.system_links
    ADD CONSTRAINT fk_system_links_external_person_id FOREIGN KEY (external_person_id) REFERENCES public.external_people(id);
ALTER TABLE ONLY public.system_links
    ADD CONSTRAINT fk_system_links_opened_by FOREIGN KEY (opened_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.systems
    ADD CONSTRAINT fk_systems_made_by FOREIGN KEY (made_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.targets
    ADD CONSTRAINT fk_targets_version FOREIGN KEY (version) REFERENCES public.policies(version);
ALTER TABLE ONLY public.ticket_form
    ADD CONSTRAINT fk_ticket_form_entry_id FOREIGN KEY (entry_id) REFERENCES public.entries(id);
ALTER TABLE ONLY public.ticket_form
    ADD CONSTRAINT fk_ticket_form_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.ticket_groups
    ADD CONSTRAINT fk_ticket_groups_made_by FOREIGN KEY (made_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_alike_id FOREIGN KEY (alike_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_assignee_id FOREIGN KEY (assignee_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_category_id FOREIGN KEY (category_id) REFERENCES public.categories(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_event_id FOREIGN KEY (event_id) REFERENCES public.events(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_external_person_id FOREIGN KEY (external_person_id) REFERENCES public.external_people(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_group_id FOREIGN KEY (group_id) REFERENCES public.ticket_groups(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_known_problem_id FOREIGN KEY (known_problem_id) REFERENCES public.known_problems(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_merged_into_id FOREIGN KEY (merged_into_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_requester_id FOREIGN KEY (requester_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_resolved_by FOREIGN KEY (resolved_by) REFERENCES public.people(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_root_cause_id FOREIGN KEY (root_cause_id) REFERENCES public.root_causes(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_tickets_system_id FOREIGN KEY (system_id) REFERENCES public.systems(id);
ALTER TABLE ONLY public.timers
    ADD CONSTRAINT fk_timers_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.web_sessions
    ADD CONSTRAINT fk_web_sessions_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.web_sign_ins
    ADD CONSTRAINT fk_web_sign_ins_person_id FOREIGN KEY (person_id) REFERENCES public.people(id);
ALTER TABLE ONLY public.wordings
    ADD CONSTRAINT fk_wordings_changed_by FOREIGN KEY (changed_by) REFERENCES public.people(id);
