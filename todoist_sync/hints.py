"""The one waiting row that says "the board has news", and whether the desk owes the board anything. Knows no HTTP."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.enums import Box

_KEY = "board"
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('todoist hint', 7))")
_WAITING = text("select 1 from jobs where box = 'from_todoist' and state = 'waiting' and key = :key limit 1")
_TAKE = text("""
with taken as (update jobs set state = 'done', settled_at = :now
  where box = 'from_todoist' and state = 'waiting' and key = :key returning 1),
  freed as (delete from job_keys where box = 'from_todoist' and key = :key)
select count(*) from taken
""")
_DUE = text("""
select exists (select 1 from jobs where box = 'from_todoist' and state = 'waiting') as hint,
  exists (select 1 from job_keys where box = 'to_todoist' and due_at <= :now) as owed
""")


async def put(session: AsyncSession, *, now: datetime) -> bool:
    """Leave a hint unless one waits already; returns whether it is new."""
    await session.execute(_LOCK)
    if (await session.execute(_WAITING, {"key": _KEY})).first() is not None:
        return False
    queue.put(session, queue.Put(Box.FROM_TODOIST, _KEY, queue.body({"do": "pull"}), now))
    return True


async def take_hint(session: AsyncSession, *, now: datetime) -> bool:
    """Take the waiting hint, before the reading it asks for; one that comes later makes a new row."""
    return bool((await session.execute(_TAKE, {"now": now, "key": _KEY})).scalar_one())


async def due(session: AsyncSession, *, now: datetime) -> tuple[bool, bool]:
    """Whether a hint waits, and whether a job for the board is due."""
    row = (await session.execute(_DUE, {"now": now})).one()
    return bool(row.hint), bool(row.owed)
