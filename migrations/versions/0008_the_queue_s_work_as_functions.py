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
language sql volatile as $$
with fresh as (
  insert into jobs (box, key, lane, dedup, slot, payload, due_at, created_at, ticket_id, entry_id, person_id)
  select * from unnest(boxes, keys, lanes, dedups, slots, payloads, dues, nows, tickets, entries, people)
  on conflict (box, dedup) where dedup is not null do nothing
  returning box, key, lane, due_at)
insert into job_keys (box, key, lane, due_at)
select box, key, min(lane), min(due_at) from fresh group by box, key order by box, key
on conflict (box, key) do update set lane = least(job_keys.lane, excluded.lane)
$$
"""

# First the keys, then their heads by a statement that sees what the one before settled.
_CLAIM = """
create function jobs_claim(a_box text, a_worker int, a_now timestamptz, a_limit int, a_max_lane int)
returns table (
  id bigint, key text, lane smallint, slot text, payload bytea, attempts smallint, repeated boolean,
  created_at timestamptz, ticket_id bigint, entry_id bigint, person_id bigint, chat bigint)
language plpgsql volatile as $$
#variable_conflict use_column
declare
  a_keys text[];
  a_lanes smallint[];
begin
  with free as (
    select box, key from job_keys
    where box = a_box and worker is null and due_at <= a_now and lane <= a_max_lane
    order by lane, due_at limit a_limit for update skip locked),
  taken as (
    update job_keys k set worker = a_worker from free f where k.box = f.box and k.key = f.key returning k.key, k.lane)
  select array_agg(t.key), array_agg(t.lane) into a_keys, a_lanes from taken t;
  if a_keys is null then
    return;
  end if;
  return query
  with old as (
    update jobs j set state = 'done', settled_at = a_now, error = 'superseded'
    where j.box = a_box and j.key = any(a_keys) and j.state = 'waiting' and j.slot is not null
      and exists (select 1 from jobs n where n.box = j.box and n.key = j.key and n.slot = j.slot
                  and n.state = 'waiting' and n.id > j.id))
  select h.id, k.key, k.lane, h.slot, h.payload, h.attempts, h.started_at is not null, h.created_at,
    h.ticket_id, h.entry_id, h.person_id, p.telegram_id
  from unnest(a_keys, a_lanes) as k(key, lane)
  cross join lateral (
    select * from jobs j where j.box = a_box and j.key = k.key and j.state = 'waiting'
      and (j.slot is null or not exists (
        select 1 from jobs n where n.box = j.box and n.key = j.key and n.slot = j.slot
        and n.state = 'waiting' and n.id > j.id))
    order by j.id limit 1) h
  left join people p on p.id = h.person_id
  order by h.id;
end
$$
"""

# The keys are locked first, in the one order that everybody keeps: what was put into them until then has to be seen.
_SETTLE = """
create function jobs_settle(
  a_box text, ids bigint[], keys text[], states text[], failed smallint[], unknown smallint[], errors text[],
  dues timestamptz[], keeps boolean[], settled_ats timestamptz[], held_boxes text[], held_keys text[],
  out settled int, out emptied int)
language plpgsql volatile as $$
begin
  perform 1 from job_keys k
  join unnest(held_boxes, held_keys) as w(box, key) on k.box = w.box and k.key = w.key
  order by k.box, k.key for update of k;
  with given as (
    select * from unnest(ids, keys, states, failed, unknown, errors, dues, keeps, settled_ats)
    as g(id, key, state, failed, unknown, error, due, keep, settled)),
  done as (
    update jobs j set state = g.state, attempts = j.attempts + g.failed, unknown = j.unknown + g.unknown,
      error = g.error, due_at = coalesce(g.due, j.due_at), started_at = case when g.keep then j.started_at end,
      settled_at = g.settled
    from given g where j.id = g.id and j.state = 'waiting' returning j.id),
  mine as (select g.* from given g join done d on d.id = g.id),
  head as (
    select g.key, h.due_at, u.lane from mine g
    left join lateral (
      select case when j.id = g.id then coalesce(g.due, j.due_at) else j.due_at end as due_at from jobs j
      where j.box = a_box and j.key = g.key and j.state = 'waiting' and (j.id <> g.id or g.state = 'waiting')
      order by j.id limit 1) h on true
    left join lateral (
      select j.lane from jobs j
      where j.box = a_box and j.key = g.key and j.state = 'waiting' and (j.id <> g.id or g.state = 'waiting')
      order by j.lane limit 1) u on true),
  freed as (
    update job_keys k set worker = null, lane = h.lane, due_at = h.due_at from head h
    where k.box = a_box and k.key = h.key and h.due_at is not null),
  gone as (
    delete from job_keys k using head h where k.box = a_box and k.key = h.key and h.due_at is null returning 1)
  select (select count(*) from done), (select count(*) from gone) into settled, emptied;
end
$$
"""


def upgrade() -> None:
    for function in (_PUT, _CLAIM, _SETTLE):
        op.execute(function)


def downgrade() -> None:
    for name in ("jobs_settle", "jobs_claim", "jobs_put"):
        op.execute(f"drop function {name}")
