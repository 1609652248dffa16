"""Brings the schema to the newest revision, one process at a time, or says that somebody has to. Knows no door."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

_SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"
_LOCK = text("select pg_advisory_lock(hashtextextended('pulldesk-migrations', 7))")
_UNLOCK = text("select pg_advisory_unlock(hashtextextended('pulldesk-migrations', 7))")
_LOOK_EVERY = 2.0


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config


def head() -> str | None:
    """The newest revision this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


async def current(engine: AsyncEngine) -> str | None:
    """The revision the database is at; None for an empty one."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Apply what is pending while holding the migrations' lock, so that processes starting together take turns."""
    async with engine.connect() as connection:
        await connection.execute(_LOCK)
        await connection.commit()
        try:
            await connection.run_sync(_run, revision, upgrade=True)
            await connection.commit()
        finally:
            await connection.rollback()
            await connection.execute(_UNLOCK)
            await connection.commit()


async def downgrade(engine: AsyncEngine, revision: str) -> None:
    """Step back to `revision` (tests only walk this way)."""
    async with engine.connect() as connection:
        await connection.run_sync(_run, revision, upgrade=False)
        await connection.commit()


def _run(connection: Connection, revision: str, *, upgrade: bool) -> None:
    config = _config()
    config.attributes["connection"] = connection
    (command.upgrade if upgrade else command.downgrade)(config, revision)


async def ready(engine: AsyncEngine) -> bool:
    """Whether the database answers and is at the newest revision."""
    return await current(engine) == head()


async def at_start(
    engine: AsyncEngine, *, automatic: bool, waiting: Callable[[], Awaitable[None]], stop: asyncio.Event
) -> None:
    """Upgrade, or with `automatic` off call `waiting` once and return when somebody else has (or `stop` is set)."""
    if automatic:
        await upgrade(engine)
        return
    if await ready(engine):
        return
    await waiting()
    while not stop.is_set() and not await ready(engine):
        try:
            await asyncio.wait_for(stop.wait(), _LOOK_EVERY)
        except TimeoutError:
            continue
