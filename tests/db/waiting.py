"""Somebody waits for a lock, and the test goes on."""

import asyncio

from sqlalchemy import text

from db.database import Database

_WAITING = text("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")


async def until_somebody_waits(database: Database) -> None:
    """Until one of this database's connections waits for a lock; raises TimeoutError after ten seconds."""
    async with asyncio.timeout(10), database.engine.connect() as connection:
        while not (await connection.execute(_WAITING)).scalar_one():
            await connection.rollback()
