"""Inbox and outbox, one machine: rows put in a transaction, claimed one per key in order, settled.

Every key with waiting jobs has one row in `job_keys`, so that finding work never scans a long blocked key. Whoever
claims or settles a key holds that row; whoever puts updates it, in sorted order, at the end of its unit of work. Who
does both settles last, and holds all of them in that order. One file: the statements make sense only together.
Knows no door: payloads are bytes, and times come from the caller.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.words import Box, JobState, Lane

_PENDING = "puts"
_MORE = "more"
LOCK_CLASS = 0x70756C6C  # "pull": class of the advisory locks that say a worker lives


class DeliveryError(Exception):
    """A far side did not take a job; `permanent` says that trying again makes no sense, `park` that the person left."""

    def __init__(self, reason: str, *, permanent: bool = False, park: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.park = park


@dataclass(frozen=True, slots=True)
class Put:
    """A job to be: `dedup` inserts it once per box for ever; of one `slot` in a key only the newest waiting runs."""

    box: Box
    key: str
    payload: bytes
    now: datetime
    due_at: datetime | None = None
    lane: Lane = Lane.PEOPLE
    dedup: str | None = None
    slot: str | None = None
    ticket_id: int | None = None
    entry_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A claimed row; `lane`: the most urgent one waiting in its key. `repeated`: it was begun before and never settled,
    so what it did outside is unknown."""

    id: int
    box: Box
    key: str
    lane: Lane
    slot: str | None
    payload: bytes
    attempts: int
    repeated: bool
    created_at: datetime
    ticket_id: int | None
    entry_id: int | None
    person_id: int | None

    def data(self) -> dict[str, Any]:
        """The payload as the JSON object it holds."""
        value: dict[str, Any] = json.loads(self.payload)
        return value


@dataclass(frozen=True, slots=True)
class Done:
    """The job had its effect (or none was needed any more: say why)."""

    why: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Try the same job again, not before `at`; `counts` says that it was a failure, `unknown` a lost answer."""

    at: datetime
    error: str
    counts: bool = True
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Park:
    """Keep it for the person who blocked the bot."""

    error: str


@dataclass(frozen=True, slots=True)
class Bury:
    """Give up, visibly."""

    error: str


Verdict = Done | Retry | Park | Bury


def body(value: dict[str, Any]) -> bytes:
    """A JSON object as the bytes of a payload; lone surrogates stay escaped."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def put(session: AsyncSession, job: Put) -> None:
    """Remember a job; it is written by `flush` at the end of the unit of work, in order."""
    session.info.setdefault(_PENDING, []).append(job)


_INSERT = text("""
with fresh as (
  insert into jobs (box, key, lane, dedup, slot, payload, due_at, created_at, ticket_id, entry_id, person_id)
  select * from unnest(cast(:box as text[]), cast(:key as text[]), cast(:lane as smallint[]), cast(:dedup as text[]),
    cast(:slot as text[]), cast(:payload as bytea[]), cast(:due as timestamptz[]), cast(:now as timestamptz[]),
    cast(:ticket as bigint[]), cast(:entry as bigint[]), cast(:person as bigint[]))
  on conflict (box, dedup) where dedup is not null do nothing
  returning box, key, lane, due_at)
insert into job_keys (box, key, lane, due_at)
select box, key, min(lane), min(due_at) from fresh group by box, key order by box, key
on conflict (box, key) do update set lane = least(job_keys.lane, excluded.lane)
""")


async def flush(session: AsyncSession) -> frozenset[Box]:
    """Write the remembered jobs in one statement; returns the boxes that got any, or have more behind a settled one."""
    jobs: list[Put] = session.info.pop(_PENDING, [])
    more: set[Box] = session.info.pop(_MORE, set())
    if not jobs:
        return frozenset(more)
    await session.execute(
        _INSERT,
        {
            "box": [j.box.value for j in jobs],
            "key": [j.key for j in jobs],
            "lane": [int(j.lane) for j in jobs],
            "dedup": [j.dedup for j in jobs],
            "slot": [j.slot for j in jobs],
            "payload": [j.payload for j in jobs],
            "due": [j.due_at or j.now for j in jobs],
            "now": [j.now for j in jobs],
            "ticket": [j.ticket_id for j in jobs],
            "entry": [j.entry_id for j in jobs],
            "person": [j.person_id for j in jobs],
        },
    )
    return frozenset(more | {j.box for j in jobs})


def remembered(session: AsyncSession) -> int:
    """How many jobs are remembered now, for `rewind`."""
    return len(session.info.get(_PENDING, []))


def rewind(session: AsyncSession, to: int) -> None:
    """Drop the jobs remembered since, with the part of the unit of work that failed."""
    del session.info.get(_PENDING, [])[to:]


def forget(session: AsyncSession) -> None:
    """Drop the remembered jobs of a unit of work that is rolled back."""
    session.info.pop(_PENDING, None)
    session.info.pop(_MORE, None)


_CLAIM_KEYS = text("""
with free as (
  select box, key from job_keys
  where box = :box and worker is null and due_at <= :now and lane <= :max_lane
  order by lane, due_at limit :limit for update skip locked)
update job_keys k set worker = :worker from free f where k.box = f.box and k.key = f.key returning k.key, k.lane
""")

_HEADS = text("""
with old as (
  update jobs j set state = 'done', settled_at = :now, error = 'superseded'
  where j.box = :box and j.key = any(cast(:keys as text[])) and j.state = 'waiting' and j.slot is not null
    and exists (select 1 from jobs n where n.box = j.box and n.key = j.key and n.slot = j.slot
                and n.state = 'waiting' and n.id > j.id))
select h.id, k.key, h.lane, h.slot, h.payload, h.attempts, h.started_at is not null as repeated, h.created_at,
  h.ticket_id, h.entry_id, h.person_id
from unnest(cast(:keys as text[])) as k(key)
cross join lateral (
  select * from jobs j where box = :box and key = k.key and state = 'waiting' and (slot is null or not exists (
    select 1 from jobs n where n.box = j.box and n.key = j.key and n.slot = j.slot
    and n.state = 'waiting' and n.id > j.id))
  order by id limit 1) h
""")


async def claim(
    session: AsyncSession,
    box: Box,
    *,
    worker: int,
    now: datetime,
    limit: int = 1,
    max_lane: Lane = Lane.BROADCASTS,
) -> list[ClaimedJob]:
    """Claim up to `limit` keys and return the head of each, oldest first; the caller commits before it acts on them."""
    claimed = await session.execute(
        _CLAIM_KEYS,
        {"box": box.value, "now": now, "worker": worker, "limit": limit, "max_lane": int(max_lane)},
    )
    lanes = {row.key: Lane(row.lane) for row in claimed}
    keys = list(lanes)
    if not keys:
        return []
    at = {"box": box.value, "keys": keys, "now": now}
    rows = sorted((await session.execute(_HEADS, at)).all(), key=lambda row: row.id)
    return [
        ClaimedJob(
            r.id, box, r.key, lanes[r.key], r.slot, bytes(r.payload), r.attempts, r.repeated, r.created_at,
            r.ticket_id, r.entry_id, r.person_id,
        )
        for r in rows
    ]  # fmt: skip


_URGENT = text("select key from job_keys where box = :box and worker = :worker and lane = :lane")


async def urgent(session: AsyncSession, box: Box, *, worker: int) -> frozenset[str]:
    """The keys that a worker has claimed and in which, by now, somebody's words to somebody wait."""
    rows = await session.execute(_URGENT, {"box": box.value, "worker": worker, "lane": int(Lane.ANSWERS)})
    return frozenset(row.key for row in rows)


_START = text("""
update jobs j set started_at = :now where id = any(cast(:ids as bigint[])) and not exists (
  select 1 from jobs e where e.box = j.box and e.key = j.key and e.state = 'waiting' and e.id < j.id)
returning id
""")


async def start(session: AsyncSession, jobs: Sequence[ClaimedJob], *, now: datetime) -> frozenset[int]:
    """Note that what these jobs do outside begins now; found again unsettled, they are repeats. Returns the ids of
    those that may: one before which an earlier job of its key was freed meanwhile has to be given back."""
    rows = await session.execute(_START, {"now": now, "ids": [job.id for job in jobs]})
    return frozenset(row.id for row in rows)


_PROGRESS = text("update jobs set payload = :payload where id = :id")


async def progress(session: AsyncSession, job: ClaimedJob, payload: dict[str, Any]) -> None:
    """Keep how far a job of several sends has come, so that a repeat goes on from there."""
    await session.execute(_PROGRESS, {"payload": body(payload), "id": job.id})


_LOCK_KEYS = text("""
select 1 from job_keys k
join unnest(cast(:boxes as text[]), cast(:keys as text[])) as w(box, key) on k.box = w.box and k.key = w.key
order by k.box, k.key for update of k
""")
_SETTLE = text("""
with given as (
  select * from unnest(cast(:ids as bigint[]), cast(:keys as text[]), cast(:states as text[]),
    cast(:failed as smallint[]), cast(:unknown as smallint[]), cast(:errors as text[]), cast(:due as timestamptz[]),
    cast(:keep as boolean[]), cast(:settled as timestamptz[]))
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
    where j.box = :box and j.key = g.key and j.state = 'waiting' and (j.id <> g.id or g.state = 'waiting')
    order by j.id limit 1) h on true
  left join lateral (
    select j.lane from jobs j
    where j.box = :box and j.key = g.key and j.state = 'waiting' and (j.id <> g.id or g.state = 'waiting')
    order by j.lane limit 1) u on true),
freed as (
  update job_keys k set worker = null, lane = h.lane, due_at = h.due_at from head h
  where k.box = :box and k.key = h.key and h.due_at is not null),
emptied as (
  delete from job_keys k using head h where k.box = :box and k.key = h.key and h.due_at is null returning 1)
select (select count(*) from done) as settled, (select count(*) from emptied) as emptied
""")
_STATES = {Done: JobState.DONE, Retry: JobState.WAITING, Park: JobState.PARKED, Bury: JobState.BURIED}


async def settle(session: AsyncSession, job: ClaimedJob, verdict: Verdict, *, now: datetime) -> bool:
    """Record a job's outcome and free its key, in the caller's transaction (the same as the job's effects). False: it
    was settled before, by a commit whose answer was lost or by another worker; its effects must not be had again."""
    return await settle_all(session, [(job, verdict)], now=now) == 1


async def settle_all(session: AsyncSession, outcomes: Sequence[tuple[ClaimedJob, Verdict]], *, now: datetime) -> int:
    """The same for several jobs of one box, each of another key; returns how many were still to be settled. The keys
    are locked by a statement of their own: what was put into them until then has to be seen by the next. With them,
    in the one order everybody keeps, those that this unit of work puts into."""
    if not outcomes:
        return 0
    box = outcomes[0][0].box
    puts: list[Put] = session.info.get(_PENDING, [])
    held = sorted({(box.value, job.key) for job, _ in outcomes} | {(job.box.value, job.key) for job in puts})
    await session.execute(_LOCK_KEYS, {"boxes": [name for name, _ in held], "keys": [key for _, key in held]})
    answer = await session.execute(
        _SETTLE,
        {
            "box": box.value,
            "keys": [job.key for job, _ in outcomes],
            "ids": [job.id for job, _ in outcomes],
            "states": [_STATES[type(verdict)].value for _, verdict in outcomes],
            "failed": [int(_is_failure(verdict)) for _, verdict in outcomes],
            "unknown": [int(job.repeated) for job, _ in outcomes],
            "errors": [_reason(verdict) for _, verdict in outcomes],
            "due": [verdict.at if isinstance(verdict, Retry) else None for _, verdict in outcomes],
            "keep": [isinstance(verdict, Retry) and verdict.unknown for _, verdict in outcomes],
            "settled": [None if isinstance(verdict, Retry | Park) else now for _, verdict in outcomes],
        },
    )
    settled, emptied = answer.one()
    if emptied < settled:
        session.info.setdefault(_MORE, set()).add(box)
    return int(settled)


def _is_failure(verdict: Verdict) -> bool:
    return isinstance(verdict, Bury | Park) or (isinstance(verdict, Retry) and verdict.counts)


def _reason(verdict: Verdict) -> str | None:
    return verdict.why if isinstance(verdict, Done) else verdict.error[:500]


_UNPARK = text("""
with back as (update jobs set state = 'waiting', due_at = :now, error = null
  where state = 'parked' and person_id = :person returning box, key, lane)
insert into job_keys (box, key, lane, due_at)
select box, key, min(lane), cast(:now as timestamptz) from back group by box, key order by box, key
on conflict (box, key) do update set lane = least(job_keys.lane, excluded.lane), due_at = excluded.due_at
""")


async def unpark(session: AsyncSession, person_id: int, *, now: datetime) -> None:
    """Free what was kept for a person who is back, in the old order."""
    await session.execute(_UNPARK, {"person": person_id, "now": now})


_EXHUME = text("""
with back as (update jobs set state = 'waiting', due_at = :now, attempts = 0, settled_at = null
  where id = :id and state = 'buried' returning box, key, lane)
insert into job_keys (box, key, lane, due_at)
select box, key, lane, cast(:now as timestamptz) from back
on conflict (box, key) do update set lane = least(job_keys.lane, excluded.lane), due_at = excluded.due_at
returning 1
""")


async def exhume(session: AsyncSession, job_id: int, *, now: datetime) -> bool:
    """Let a job that was given up take its place again; False when it is not one (any more)."""
    return (await session.execute(_EXHUME, {"id": job_id, "now": now})).first() is not None


_DROP_PARKED = text("""
update jobs set state = 'done', settled_at = :now, error = :why, payload = '{}'
where state in ('parked') and person_id = :person
""")


async def drop_parked(session: AsyncSession, person_id: int, *, why: str, now: datetime) -> None:
    """Let go of what was kept for a person who may no longer see it."""
    await session.execute(_DROP_PARKED, {"person": person_id, "why": why, "now": now})


_FREE_DEAD = text("""
update job_keys set worker = null where worker is not null and worker not in (
  select objid::bigint from pg_locks where locktype = 'advisory' and classid = :cls and granted
    and database = (select oid from pg_database where datname = current_database()))
returning box
""")


async def free_dead(session: AsyncSession) -> int:
    """Give back the keys of workers whose advisory lock is gone; returns how many."""
    return len((await session.execute(_FREE_DEAD, {"cls": LOCK_CLASS})).all())


@dataclass(slots=True)
class Depth:
    """Figures of one box and lane for `/metrics`; age in seconds of the oldest waiting job."""

    box: str
    lane: int
    state: str
    count: int
    oldest: datetime | None = field(default=None)


_DEPTHS = text("""
select box, lane, state, count(*) as n, min(created_at) as oldest from jobs where state <> 'done' group by 1, 2, 3
""")


async def depths(session: AsyncSession) -> Iterable[Depth]:
    """Waiting, parked and buried jobs by box and lane."""
    return [Depth(r.box, r.lane, r.state, r.n, r.oldest) for r in await session.execute(_DEPTHS)]


_REPEATS = text("select box, sum(unknown) as n from jobs where unknown > 0 group by 1")


async def repeats(session: AsyncSession) -> dict[str, int]:
    """How often jobs of each box were begun again because what they did outside was unknown."""
    return {row.box: int(row.n) for row in await session.execute(_REPEATS)}


_PRUNE = text("""
delete from jobs where id in (select id from jobs where state = 'done' and settled_at < :before limit 5000)
""")


async def prune(session: AsyncSession, *, before: datetime) -> None:
    """Remove settled jobs older than `before` (design: 14 days), a few thousand at a time."""
    await session.execute(_PRUNE, {"before": before})
