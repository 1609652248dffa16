"""The unit of work and the engine. The only place, beside the workers, that commits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InterfaceError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from db import driver as connecting
from db import queue
from db.driver import Creator
from db.enums import Box

_KEPT = "kept"
_OF_DRIVER = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
_CREATOR = "creator"  # among an engine's options: what makes its connections
_APART = "apart"  # the same: another engine, which keeps none
_PREPARED = 1000  # statements a connection keeps prepared, and an engine compiled: more than the desk has


class Bell:
    """Wakes this process's own workers when a unit of work has put jobs in their box; others look by timer."""

    def __init__(self) -> None:
        self._events = {box: asyncio.Event() for box in Box}

    def ring(self, box: Box) -> None:
        """Tell whoever waits for this box to look now."""
        self._events[box].set()

    async def wait(self, box: Box, seconds: float) -> None:
        """Return when rung or after `seconds`, whichever is first."""
        event = self._events[box]
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return
        finally:
            event.clear()


_ANNOUNCE = text("select pg_notify('pulldesk_jobs', :box)")


async def listen(connection: AsyncConnection, bell: Bell) -> None:
    """Ring the bell of this process when another announces jobs; as long as the connection lives (LISTEN). Raises
    SQLAlchemy's InterfaceError where it does not any more: nothing else translates what the driver itself says."""

    def heard(_connection: object, _pid: int, _channel: str, told: object) -> None:
        for box in Box:
            if box.value == told:
                bell.ring(box)

    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    try:
        await driver.add_listener("pulldesk_jobs", heard)
    except _OF_DRIVER as error:
        raise InterfaceError("LISTEN", None, error) from error


class _Keeping(Session):
    """A session that holds on to the rows it has read: a row asked for again by its key costs no statement."""


@event.listens_for(_Keeping, "loaded_as_persistent")
def _keep(session: Session, row: object) -> None:
    session.info.setdefault(_KEPT, []).append(row)


class Database:
    """An engine, its sessions and its bell; one per process. `reading()`: a session that only reads, without a
    transaction around its statements. `announced`: boxes whose work another process does and hears of at once."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.sessions = async_sessionmaker(engine, sync_session_class=_Keeping, expire_on_commit=False, autoflush=True)
        self._each_alone = engine.execution_options(isolation_level="AUTOCOMMIT")
        self.reading = async_sessionmaker(self._each_alone, sync_session_class=_Keeping, autoflush=False)
        self.bell = Bell()
        self.announced: frozenset[Box] = frozenset()

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[AsyncSession]:
        """One transaction: commits on the way out, rolls back on any exception; jobs put in it go last."""
        async with self.sessions() as session:
            try:
                yield session
                await session.flush()
                boxes = await queue.flush(session)
                for box in self.announced.intersection(boxes):
                    await session.execute(_ANNOUNCE, {"box": box.value})
                await session.commit()
            except BaseException:
                queue.forget(session)
                await session.rollback()
                raise
        for box in boxes:
            self.bell.ring(box)

    @asynccontextmanager
    async def each_alone(self) -> AsyncIterator[AsyncConnection]:
        """A connection each statement of which is a transaction of its own, committed when it has been answered."""
        async with self._each_alone.connect() as connection:
            yield connection

    async def aclose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


@asynccontextmanager
async def savepoint(session: AsyncSession) -> AsyncIterator[None]:
    """Part of a unit of work that may fail alone: its changes and the jobs put in it are undone, the error goes on."""
    before = queue.remembered(session)
    try:
        async with session.begin_nested():
            yield
    except BaseException:
        queue.rewind(session, before)
        raise


async def start_over(session: AsyncSession) -> None:
    """Undo all that a unit of work has done, its locks and the jobs put in it too; what is done from now on is kept."""
    session.info.clear()
    await session.rollback()


def engine_for(url: str, *, pool_size: int = 10, creator: Creator | None = None) -> AsyncEngine:
    """An async engine for a `postgresql://` address, read as libpq reads it (`?sslmode=require`); parameters never show
    in its errors. A wrong address raises ValueError at the first connection.

    `creator` makes the driver's connections itself (the embedded server starts itself again there).
    """
    creator = creator or partial(connecting.connect, url.replace("postgresql+asyncpg://", "postgresql://", 1))
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={
            "async_creator_fn": creator,
            "prepared_statement_cache_size": _PREPARED,
        },
        execution_options={_CREATOR: creator, _APART: _keeping_none(creator)},
        pool_size=pool_size,
        max_overflow=pool_size,
        query_cache_size=_PREPARED,
        pool_use_lifo=True,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def patient_engine(engine: AsyncEngine, *, lock_seconds: float) -> AsyncEngine:
    """Another engine to the same database, for migrations: a statement may take as long as it takes, but waits for a
    lock for `lock_seconds` only. It keeps no connection open."""
    return _keeping_none(connecting.patient(engine.get_execution_options()[_CREATOR], lock_seconds=lock_seconds))


def apart(engine: AsyncEngine) -> AsyncEngine:
    """Another engine to the same database, for what lives as long as its connection: each is made when it is asked
    for, takes none from the others' work, and is closed afterwards."""
    other: AsyncEngine = engine.get_execution_options()[_APART]
    return other


def _keeping_none(creator: Creator) -> AsyncEngine:
    return create_async_engine(
        "postgresql+asyncpg://", connect_args={"async_creator_fn": creator}, poolclass=NullPool, hide_parameters=True
    )


def _refuse_closed(connection: DBAPIConnection, _record: object, _proxy: object) -> None:
    """A connection the server has closed is replaced, with all older ones; costs nothing, where a ping costs a trip."""
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError
