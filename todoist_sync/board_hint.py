"""The hint: one waiting row that says "the board has changed"; and the check for what the desk owes the board."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db import queue
from db.models import Box
from db.queue import keys, maintenance
from db.unit_of_work import NewJob

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('todoist hint', 7))")
_WAITS = "exists (select 1 from jobs where box = 'from_todoist' and state = 'waiting') as hint"
_LOOK = text(f"select {_WAITS}")
_DUE = text(f"""
select {_WAITS},
  exists (select 1 from job_keys where box = 'to_todoist' and due_at <= :now) as owed,
  exists (select 1 from board_cards c
    where c.dirty and c.gone is null and c.project_id = :project and c.task_id is not null
      and c.agreed is not null and c.theirs is not null and c.id <> all(cast(:resting as bigint[]))
      and not exists (select 1 from board_commands r where r.ticket_id = c.ticket_id and r.error is not null
        and r.error <> 'answer lost' and r.answered_at > :lately and r.answered_at < :soon)) as changed
""")  # noqa: S608
_REST = timedelta(seconds=30)  # a card of which Todoist just refused something is no reason to look


async def is_hint_waiting(asking: AsyncSession | AsyncConnection) -> bool:
    """Return True if a hint waits. The reader takes the hint after this check and reads the board after that, so what
    happened on the board before the check needs no second hint."""
    return bool((await asking.execute(_LOOK)).scalar_one())


async def leave_hint(session: AsyncSession, *, now: datetime) -> bool:
    """Store a hint unless one waits; return True if it is new."""
    await session.execute(_LOCK)
    if await is_hint_waiting(session):
        return False
    queue.put_job(session, NewJob(Box.FROM_TODOIST, keys.BOARD, queue.encode_payload({"do": "pull"}), now))
    return True


async def take_hint(asking: AsyncSession | AsyncConnection, *, now: datetime) -> bool:
    """Take the waiting hint, before the reading that it asks for; a later one makes a new row."""
    return await maintenance.drop_key(asking, Box.FROM_TODOIST, keys.BOARD, why=None, now=now)


async def find_due_work(
    asking: AsyncSession | AsyncConnection, *, now: datetime, project_id: str = "", resting: Iterable[int] = ()
) -> tuple[bool, bool]:
    """Return if a hint waits, and if the desk owes the board something: a job is due, or a card of the project changed
    here. A card of which Todoist just refused something, and one of `resting` (ids), which could not be compared, wait
    for the next round."""
    given = {"now": now, "project": project_id, "resting": list(resting), "lately": now - _REST, "soon": now + _REST}
    row = (await asking.execute(_DUE, given)).one()
    return bool(row.hint), bool(row.owed or row.changed)
