"""The work that waits in a desk's database, read in one statement on an open connection.

Must not know who does the work.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

import asyncpg
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.schedule.due_items import _DUE_WORK

_LOOK = """
select
  exists (select from job_keys where box = 'from_telegram' and due_at <= $1) as of_people,
  exists (select from job_keys where box = 'to_telegram' and due_at <= $1) as to_people,
  exists (select from job_keys where box = 'to_todoist' and due_at <= $1) as to_board,
  exists (select from job_keys where due_at <= $1) as jobs,
  exists (select from board_cards where dirty and gone is null and task_id is not null) as changed,
  exists (select from board_cards where gone is null and (dirty or task_id is null)) as unsent,
  exists (select from board_commands where answered_at is null) as unanswered
"""
_CLOCK = _DUE_WORK.compile(dialect=asyncpg_dialect.dialect())
_COMES_DUE = f"select exists (select from ({_CLOCK}) as work)"  # noqa: S608
_EYES: WeakKeyDictionary[AsyncEngine, tuple[asyncpg.Connection, asyncio.Lock]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: jobs that are due (`of_people`, `to_people`, `to_board`, of any box), cards that differ from what the
    board was told (`changed`) or that it was never told of (`unsent`), and commands it has not answered."""

    of_people: bool
    to_people: bool
    to_board: bool
    jobs: bool
    changed: bool
    unsent: bool
    unanswered: bool

    @property
    def anything(self) -> bool:
        """True if there is something to do."""
        return self.jobs or self.unsent or self.unanswered


def see_by(engine: AsyncEngine, connection: asyncpg.Connection) -> None:
    """Read the engine's database by this connection, which is not used for anything else."""
    _EYES[engine] = connection, asyncio.Lock()


def seen_by(engine: AsyncEngine) -> asyncpg.Connection | None:
    """Return the open connection to this engine's database."""
    return _EYES[engine][0] if engine in _EYES else None


async def look(engine: AsyncEngine, now: datetime) -> Waiting:
    """Return the work that waits at `now`."""
    return Waiting(*await _seen(engine, _LOOK, now))


async def comes_due(engine: AsyncEngine, now: datetime, withdrawn: timedelta) -> bool:
    """Return True if the clock has something to do at `now`; `withdrawn`: see `DeskSettings`."""
    given = {"now": now, "most": 1, "kept": withdrawn}
    (is_due,) = await _seen(engine, _COMES_DUE, *(given[name] for name in _CLOCK.positiontup or ()))
    return bool(is_due)


async def _seen(engine: AsyncEngine, statement: str, *given: object) -> asyncpg.Record:
    if engine in _EYES:
        connection, alone = _EYES[engine]
        async with alone:
            return await connection.fetchrow(statement, *given)
    async with engine.connect() as borrowed:
        driver: asyncpg.Connection | None = (await borrowed.get_raw_connection()).driver_connection
        assert driver is not None
        return await driver.fetchrow(statement, *given)
