"""what letters came to, as functions of the database

Each was several statements in a transaction; as a function it is one round trip and, sent alone, a transaction of its
own. What follows sees what went before it (PostgreSQL, "Function Volatility Categories").
"""

from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

_SENT_ARGUMENTS = """
  a_bot bigint, a_past text, a_slot_chats bigint[], a_taken_slots text[], a_stay_chats bigint[], a_stay bigint[],
  a_chats bigint[], a_messages bigint[], a_kinds text[], a_tickets bigint[], a_entries bigint[], a_questions bigint[],
  a_slots text[], a_fingerprints text[], a_media boolean[], a_files bigint[], a_pages smallint[], a_now timestamptz,
  a_got_entries bigint[], a_got_people bigint[]"""

# What stands in the chats now; what stood in a slot before is its past. Answers that were for these people have
# arrived; returned are the messages in which their authors said them.
_SENT = f"""
create function letters_sent({_SENT_ARGUMENTS})
returns table (author_id bigint, ticket_id bigint, message_id bigint)
language plpgsql volatile as $$
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
$$
"""  # noqa: S608

# The same for letters that came to nothing else than that they are done; their jobs are settled, and marks put on what
# has arrived (`a_mark`: the letter, but for its message). The rows of the words first, the keys of the outbox last, all
# of them in the one order that everybody keeps.
_DONE = f"""
create function letters_done({_SENT_ARGUMENTS},
  a_mark jsonb, a_lane smallint, a_box text, a_ids bigint[], a_keys text[], a_whys text[], out more boolean)
language plpgsql volatile as $$
declare
  authors bigint[]; marked bigint[]; marks bytea[]; marked_keys text[]; held text[]; settled int; emptied int;
  n int := cardinality(a_ids);
begin
  select coalesce(array_agg(s.author_id), '{{}}'), coalesce(array_agg(s.ticket_id), '{{}}'),
    coalesce(array_agg(convert_to(jsonb_set(a_mark, '{{message_id}}', to_jsonb(s.message_id))::text, 'UTF8')), '{{}}'),
    coalesce(array_agg(s.author_id || ':' || s.ticket_id), '{{}}')
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
$$
"""  # noqa: S608


def upgrade() -> None:
    op.execute(_SENT)
    op.execute(_DONE)


def downgrade() -> None:
    op.execute("drop function letters_done")
    op.execute("drop function letters_sent")
