"""Somebody waits for a lock of the database, and the test goes on."""

import asyncio
from typing import Any

from sqlalchemy import text

from db.database import Database

_WAITING = text("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")


async def until_somebody_waits(database: Database) -> None:
    """Until one of this database's connections waits for a lock; raises TimeoutError after ten seconds."""
    async with asyncio.timeout(10):
        while not await _somebody_waits(database):
            await asyncio.sleep(0)


async def waits_or_ends(database: Database, task: asyncio.Task[Any]) -> None:
    """Until it waits for a lock, or has ended without; raises TimeoutError after ten seconds."""
    async with asyncio.timeout(10):
        while not task.done() and not await _somebody_waits(database):
            await asyncio.sleep(0)


async def _somebody_waits(database: Database) -> bool:
    async with database.engine.connect() as connection:
        return bool((await connection.execute(_WAITING)).scalar_one())
