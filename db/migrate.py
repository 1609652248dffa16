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

from db.connectivity import is_unavailable
from db.database import patient_engine
from db.driver import PoolerError
from db.settings import SettingsError
from db.unknown_revision import UnknownRevisionError

_SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"
_LOCK = text("select pg_try_advisory_lock(hashtextextended('pulldesk-migrations', 7))")
_UNLOCK = text("select pg_advisory_unlock(hashtextextended('pulldesk-migrations', 7))")
_IS_THERE = text("select to_regclass('alembic_version')")
_REVISION = text("select version_num from alembic_version")
_LOOK_EVERY = 2.0
_TURN_EVERY = 0.1
_LOCK_SECONDS = 5.0
_TRIES = 60  # of 5 s and a pause of 5 s: ten minutes
_OTHERS_FIRST = {"55P03", "40P01"}  # a lock that others kept for too long, or in the other order
_REFUSALS = {  # SQLSTATE (PostgreSQL 18, appendix A, read 2026-11)
    "28P01": "the password is wrong",
    "28000": "the role is unknown or may not connect",
    "3D000": "there is no database of that name",
    "42501": "the role may not make tables",
}

log = logging.getLogger(__name__)


class StandStillError(Exception):
    """Others have kept a lock that a migration needs for ten minutes."""


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


async def upgrade(
    engine: AsyncEngine, stop: asyncio.Event | None = None, *, lock_seconds: float = _LOCK_SECONDS
) -> None:
    """Apply what is pending, one process at a time, on a connection of its own: a step may take as long as it takes.

    Each step is a transaction of its own. It waits for a lock of the tables for `lock_seconds`, then lets go for as
    long, so that whoever came after it gets on, and goes on with that step, for ten minutes: then `StandStillError`.
    Returns early when `stop` is set. Raises `UnknownRevisionError`.
    """
    if await current(engine) == head():
        return
    stop = stop or asyncio.Event()
    patient = patient_engine(engine, lock_seconds=lock_seconds)
    try:
        async with patient.connect() as connection:
            if await _turn(connection, stop):
                await _until_applied(connection, stop, lock_seconds)
                await connection.execute(_UNLOCK)
                await connection.commit()
    finally:
        await patient.dispose()


async def _turn(connection: AsyncConnection, stop: asyncio.Event) -> bool:
    """Take the migrations' lock, which goes with the connection; False: `stop` came first."""
    told = False
    while not await connection.scalar(_LOCK):
        await connection.commit()  # whoever only waits keeps no snapshot
        if not told:
            log.warning("another process migrates the database; waiting for it")
        told = True
        if await _stopped(stop, _TURN_EVERY):
            return False
    await connection.commit()
    return True


async def _until_applied(connection: AsyncConnection, stop: asyncio.Event, pause: float) -> None:
    for _ in range(_TRIES):
        try:
            if await _current(connection) != head():
                await _walk(connection, head(), up=True)
            return await connection.commit()
        except DBAPIError as error:
            await connection.rollback()
            if getattr(error.orig, "sqlstate", None) not in _OTHERS_FIRST:
                raise
            log.warning("a migration waits for what others keep in the database; trying again")
        if await _stopped(stop, pause):
            return None
    raise StandStillError


async def downgrade(engine: AsyncEngine, revision: str) -> None:
    """Step back to `revision` (tests only walk this way)."""
    async with engine.connect() as connection:
        await _walk(connection, revision, up=False)
        await connection.commit()


async def _walk(connection: AsyncConnection, revision: str, *, up: bool) -> None:
    """Each step begins a transaction of its own. Alembic takes 11 MB: it is imported where there is something to do."""
    await connection.commit()
    upgrading = import_module("db.alembic_runner")
    await connection.run_sync(partial(upgrading.walk, revision=revision, up=up))


async def ready(engine: AsyncEngine) -> bool:
    """Whether the database answers and is at the newest revision."""
    return await current(engine) == head()


async def reached(engine: AsyncEngine, stop: asyncio.Event, *, where: str = "the database") -> bool:
    """Wait until the database answers, False when `stop` came first; raises `SettingsError` when it refuses us.
    `where`: what the log calls it (see `Settings.database_place`)."""
    told = False
    while not stop.is_set():
        try:
            async with engine.connect():
                return True
        except (SQLAlchemyError, OSError, ValueError, PoolerError) as error:
            if line := refusal(error):
                raise SettingsError(line) from None
            if not told:
                log.warning("%s is out of reach (%s); waiting for it", where, type(error).__name__)
            told = True
        await _stopped(stop, _LOOK_EVERY)
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
                return await upgrade(engine, stop)
            if await ready(engine):
                return None
        except (SQLAlchemyError, OSError, UnknownRevisionError, StandStillError) as error:
            if line := refusal(error):
                raise SettingsError(line) from None
            if not (is_unavailable(error) or isinstance(error, StandStillError)):
                raise
            await _stopped(stop, _LOOK_EVERY)
            continue
        if not told:
            await waiting()
        told = True
        await _stopped(stop, _LOOK_EVERY)
    return None


async def _stopped(stop: asyncio.Event, seconds: float) -> bool:
    """Wait this long, or until `stop`; whether it came."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True
