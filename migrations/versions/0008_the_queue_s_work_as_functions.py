"""the queue's work as functions: several statements, one round trip

Each statement of a volatile function sees what was committed before it began (PostgreSQL, "Function Volatility
Categories"), as it would if it were sent alone.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_PUT = """
create function jobs_put(
  boxes text[], keys text[], lanes smallint[], dedups text[], slots text[], payloads bytea[], dues timestamptz[],
  nows timestamptz[], tickets bigint[], entries bigint[], people bigint[]) returns void
language plpgsql volatile as $$
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
$$
"""

# First the keys, then the head of each by statements that see what was settled before the keys were held. A job of a
# slot in which a newer one waits is done without having been.
_CLAIM = """
create function jobs_claim(a_box text, a_worker int, a_now timestamptz, a_limit int, a_max_lane int)
returns table (
  id bigint, key text, lane smallint, slot text, payload bytea, attempts smallint, repeated boolean,
  created_at timestamptz, ticket_id bigint, entry_id bigint, person_id bigint, chat bigint)
language plpgsql volatile as $$
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
$$
"""

# The keys are held first, in the one order that everybody keeps: what was put into them until then has to be seen.
_SETTLE = """
create function jobs_settle(
  a_box text, a_ids bigint[], a_keys text[], a_states text[], a_failed smallint[], a_unknown smallint[],
  a_errors text[], a_dues timestamptz[], a_keeps boolean[], a_settled timestamptz[],
  a_held_boxes text[], a_held_keys text[], out settled int, out emptied int)
language plpgsql volatile as $$
declare
  head_due timestamptz;
begin
  perform 1 from job_keys k
  join unnest(a_held_boxes, a_held_keys) as w(box, key) on k.box = w.box and k.key = w.key
  order by k.box, k.key for update of k;
  settled := 0;
  emptied := 0;
  for i in 1 .. cardinality(a_ids) loop
    update jobs j set state = a_states[i], attempts = j.attempts + a_failed[i], unknown = j.unknown + a_unknown[i],
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
$$
"""


def upgrade() -> None:
    for function in (_PUT, _CLAIM, _SETTLE):
        op.execute(function)


def downgrade() -> None:
    for name in ("jobs_settle", "jobs_claim", "jobs_put"):
        op.execute(f"drop function {name}")
