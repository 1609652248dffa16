"""Maintenance of the queue: unpark, retry, drop, free, count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import Box
from db.models.base import any_of
from db.models.jobs import Job
from db.queue.store import LOCK_CLASS, Asking

_FREE_JOBS = """
with back as (update jobs set state = 'waiting', due_at = :now, settled_at = null, told_at = null, {more}
  where {which} returning box, key, lane)
insert into job_keys (box, key, lane, due_at)
select box, key, min(lane), cast(:now as timestamptz) from back group by box, key order by box, key
on conflict (box, key) do update set lane = least(job_keys.lane, excluded.lane), due_at = excluded.due_at
returning 1
"""
_UNPARK = text(_FREE_JOBS.format(more="error = null", which="state = 'parked' and person_id = :person"))
_RETRY_BURIED = text(_FREE_JOBS.format(more="attempts = 0", which="state = 'buried' and id = :id"))


_RELEASE_HELD = text(_FREE_JOBS.format(more="error = null", which="state = 'held'"))
_DROP_HELD = text("""
with dropped as (update jobs set state = 'done', settled_at = :now, error = :why, payload = '{}' where state = 'held'
  returning entry_id)
update entries e set delivery = 'sent' from dropped d where e.id = d.entry_id and e.delivery = 'waiting'
""")
_COUNT_HELD = text("select count(*) from jobs where state = 'held'")


async def count_held(session: AsyncSession) -> int:
    """Count the letters held since the database was restored."""
    return int(await session.scalar(_COUNT_HELD) or 0)


async def release_held(session: AsyncSession, *, now: datetime) -> None:
    """Send the held letters, in the old order."""
    await session.execute(_RELEASE_HELD, {"now": now})


async def drop_held(session: AsyncSession, *, why: str, now: datetime) -> None:
    """Drop the held letters; their entries count as delivered."""
    await session.execute(_DROP_HELD, {"why": why, "now": now})


async def unpark_jobs(session: AsyncSession, person_id: int, *, now: datetime) -> None:
    """Free the jobs parked for a person who is back, in the old order."""
    await session.execute(_UNPARK, {"person": person_id, "now": now})


async def retry_buried(session: AsyncSession, job_id: int, *, now: datetime) -> bool:
    """Retry a buried job in its old place; return False if it is not buried (any more)."""
    return (await session.execute(_RETRY_BURIED, {"id": job_id, "now": now})).first() is not None


_RETRY_NOW = text("""
with held as (
  select box, key from job_keys where box = :box and worker is null and due_at > :now and key like :prefix || '%'
  order by key for update skip locked),
waiting as (
  update jobs j set due_at = :now from held h
  where j.box = h.box and j.key = h.key and j.state = 'waiting' and j.due_at > :now)
update job_keys k set due_at = :now from held h where k.box = h.box and k.key = h.key
""")


async def retry_now(session: AsyncSession, box: Box, prefix: str, *, now: datetime) -> None:
    """Make due now what waits for a retry, in keys that begin with `prefix`."""
    await session.execute(_RETRY_NOW, {"box": box.value, "prefix": prefix, "now": now})


_DROP_KEY = text("""
with dropped as (update jobs set state = 'done', settled_at = :now, error = :why, payload = '{}'
  where box = :box and key = :key and state in ('waiting', 'buried') returning 1),
freed as (delete from job_keys where box = :box and key = :key)
select count(*) from dropped
""")


async def drop_key(asking: Asking, box: Box, key: str, *, why: str | None, now: datetime) -> bool:
    """Drop all jobs of a key that wait or are buried; return True if there were any."""
    given = {"box": box.value, "key": key, "why": why, "now": now}
    return bool((await asking.execute(_DROP_KEY, given)).scalar_one())


_DROP_PARKED = text("""
update jobs set state = 'done', settled_at = :now, error = :why, payload = '{}'
where state = 'parked' and person_id = :person
  and not exists (select from tickets t where t.id = jobs.ticket_id and t.requester_id = :person)
""")


async def drop_parked(session: AsyncSession, person_id: int, *, why: str, now: datetime) -> None:
    """Drop the jobs parked for a former member of staff, who may not see them any more; those of their own tickets
    stay."""
    await session.execute(_DROP_PARKED, {"person": person_id, "why": why, "now": now})


_FREE_DEAD = text("""
with dead as materialized (
  select box, key from job_keys where worker is not null and worker not in (
    select objid::bigint from pg_locks where locktype = 'advisory' and classid = :cls and granted
      and database = (select oid from pg_database where datname = current_database()))
  order by box, key for update)
update job_keys k set worker = null from dead d where k.box = d.box and k.key = d.key returning k.box
""")


async def free_dead(session: Asking) -> int:
    """Free the keys of workers whose advisory lock is gone; return how many."""
    return len((await session.execute(_FREE_DEAD, {"cls": LOCK_CLASS})).all())


@dataclass(slots=True)
class Depth:
    """The jobs of one box, lane and state for `/metrics`; `oldest`: when the oldest was created."""

    box: str
    lane: int
    state: str
    count: int
    oldest: datetime | None = field(default=None)


_DEPTHS = text("""
select box, lane, state, count(*) as n, min(created_at) as oldest from jobs
where state <> 'done' and not (state = 'buried' and coalesce(error, '') like 'not taken%') group by 1, 2, 3
""")


async def count_depths(session: AsyncSession) -> Iterable[Depth]:
    """Count waiting, parked and buried jobs by box and lane, without what was only not taken in."""
    return [Depth(r.box, r.lane, r.state, r.n, r.oldest) for r in await session.execute(_DEPTHS)]


_REPEATS = text("select box, sum(unknown) as n from jobs where unknown > 0 group by 1")


async def count_repeats(session: AsyncSession) -> dict[str, int]:
    """Count by box how often jobs were begun again because their effects outside were unknown."""
    return {row.box: int(row.n) for row in await session.execute(_REPEATS)}


_OLDEST = text("""
select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float from pg_stat_activity
where datname = current_database() and (backend_xmin is not null or backend_xid is not null)
""")


async def read_oldest_transaction(session: AsyncSession) -> float:
    """Return the age in seconds of the oldest transaction that this user may see: rows deleted since are kept for
    it."""
    return float((await session.execute(_OLDEST)).scalar_one())


async def has_waiting(
    asking: Asking, box: Box, *, key: str | None = None, slot: str | None = None, until: datetime | None = None
) -> bool:
    """Return True if a job of a box (of a key, of a slot, put by `until`) waits."""
    given = {Job.key: key, Job.slot: slot}
    mine = select(Job.id).where(Job.box == box.value, text("state = 'waiting'"))  # as the indexes over them are written
    mine = mine.where(*[column == value for column, value in given.items() if value is not None])
    mine = mine.where(Job.created_at <= until) if until is not None else mine
    return (await asking.execute(mine.limit(1))).first() is not None


async def list_waiting_slots(asking: Asking, box: Box, keys: Sequence[str]) -> set[tuple[str, str | None]]:
    """Return key and slot of each job of a box that waits under one of these keys."""
    mine = select(Job.key, Job.slot).where(Job.box == box.value, text("state = 'waiting'"), any_of(Job.key, keys))
    return {(row.key, row.slot) for row in await asking.execute(mine)}
