"""Brings the schema to the newest revision, one process at a time, or says that somebody has to. Knows no door."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import cache, partial
from importlib import import_module
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.away import is_away
from db.connecting import PoolerError
from db.settings import SettingsError

_SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"
_LOCK = text("select pg_advisory_lock(hashtextextended('pulldesk-migrations', 7))")
_UNLOCK = text("select pg_advisory_unlock(hashtextextended('pulldesk-migrations', 7))")
_IS_THERE = text("select to_regclass('alembic_version')")
_REVISION = text("select version_num from alembic_version")
_LOOK_EVERY = 2.0
_REFUSALS = {  # SQLSTATE (PostgreSQL 18, appendix A, read 2026-11)
    "28P01": "the password is wrong",
    "28000": "the role is unknown or may not connect",
    "3D000": "there is no database of that name",
    "42501": "the role may not make tables",
}

log = logging.getLogger(__name__)


class UnknownRevisionError(Exception):
    """The database is at a revision that this program does not know."""


@cache
def head() -> str:
    """The newest revision this program knows: scripts are named after theirs."""
    return max(script.name.partition("_")[0] for script in (_SCRIPTS / "versions").glob("[0-9]*_*.py"))


async def current(engine: AsyncEngine) -> str | None:
    """The revision the database is at; None for an empty one."""
    async with engine.connect() as connection:
        return await _current(connection)


async def _current(connection: AsyncConnection) -> str | None:
    if await connection.scalar(_IS_THERE) is None:
        return None
    found: str | None = await connection.scalar(_REVISION)
    return found


async def upgrade(engine: AsyncEngine) -> None:
    """Apply what is pending while holding the migrations' lock, so that processes starting together take turns. Raises
    `UnknownRevisionError`."""
    async with engine.connect() as connection:
        await connection.execute(_LOCK)
        await connection.commit()
        try:
            behind = await _current(connection) != head()
            await connection.commit()
            if behind:
                await _walk(connection, head(), up=True)
            await connection.commit()
        finally:
            await connection.rollback()
            await connection.execute(_UNLOCK)
            await connection.commit()


async def downgrade(engine: AsyncEngine, revision: str) -> None:
    """Step back to `revision` (tests only walk this way)."""
    async with engine.connect() as connection:
        await _walk(connection, revision, up=False)
        await connection.commit()


async def _walk(connection: AsyncConnection, revision: str, *, up: bool) -> None:
    """Alembic takes 11 MB, and is imported only where there is something to do."""
    upgrading = import_module("db.upgrading")
    await connection.run_sync(partial(upgrading.walk, revision=revision, up=up))


async def ready(engine: AsyncEngine) -> bool:
    """Whether the database answers and is at the newest revision."""
    return await current(engine) == head()


async def reached(engine: AsyncEngine, stop: asyncio.Event) -> bool:
    """Wait until the database answers, False when `stop` came first; raises `SettingsError` when it refuses us."""
    told = False
    while not stop.is_set():
        try:
            async with engine.connect():
                return True
        except (SQLAlchemyError, OSError, ValueError, PoolerError) as error:
            if line := refusal(error):
                raise SettingsError(line) from None
            if not told:
                log.warning("the database is out of reach (%s); waiting for it", type(error).__name__)
            told = True
        await _pause(stop)
    return False


def refusal(error: Exception) -> str | None:
    """The line for the operator when waiting does not help: what PostgreSQL refuses, or cannot be an address."""
    if isinstance(error, DBAPIError):
        why = _REFUSALS.get(str(getattr(error.orig, "sqlstate", "")))
        return f"DATABASE_URL should hold an address that PostgreSQL accepts: {why}" if why else None
    if isinstance(error, UnknownRevisionError):
        return "DATABASE_URL or DATA_DIR should lead to a database of this version or an older one, not of a newer"
    if isinstance(error, PoolerError):
        kinds = "PostgreSQL itself or to a pooler in session mode"
        return f"DATABASE_URL should lead to {kinds}: this one shares server connections between transactions"
    return "DATABASE_URL should hold a postgresql:// address" if isinstance(error, ValueError) else None


async def at_start(
    engine: AsyncEngine, *, automatic: bool, waiting: Callable[[], Awaitable[None]], stop: asyncio.Event
) -> None:
    """Upgrade, or with `automatic` off call `waiting` once and return when somebody else has (or `stop` is set).

    A database that goes away meanwhile is waited for; raises `SettingsError` when it refuses us.
    """
    told = False
    while await reached(engine, stop):
        try:
            if automatic:
                return await upgrade(engine)
            if await ready(engine):
                return None
        except (SQLAlchemyError, OSError, UnknownRevisionError) as error:
            if line := refusal(error):
                raise SettingsError(line) from None
            if not is_away(error):
                raise
            await _pause(stop)
            continue
        if not told:
            await waiting()
        told = True
        await _pause(stop)
    return None


async def _pause(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), _LOOK_EVERY)
    except TimeoutError:
        return
