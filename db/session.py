"""The unit of work and the engine. The only place, beside the workers, that commits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from db import connecting, queue
from db.connecting import Creator
from db.words import Box

_KEPT = "kept"
_CREATOR = "creator"  # among an engine's options: what makes its connections
_PREPARED = 1000  # statements a connection keeps prepared: more than the desk has


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
    """Ring the bell of this process when another announces jobs; as long as the connection lives (LISTEN)."""

    def heard(_connection: object, _pid: int, _channel: str, told: object) -> None:
        for box in Box:
            if box.value == told:
                bell.ring(box)

    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    await driver.add_listener("pulldesk_jobs", heard)


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


def engine_for(url: str, *, pool_size: int = 10, creator: Creator | None = None) -> AsyncEngine:
    """An async engine for a `postgresql://` address, read as libpq reads it (`?sslmode=require`); parameters never show
    in its errors. A wrong address raises ValueError at the first connection.

    `creator` makes the driver's connections itself (the embedded server starts itself again there).
    """
    creator = creator or partial(connecting.connect, url.replace("postgresql+asyncpg://", "postgresql://", 1))
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={"async_creator_fn": creator, "prepared_statement_cache_size": _PREPARED},
        execution_options={_CREATOR: creator},
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_use_lifo=True,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def patient_engine(engine: AsyncEngine, *, lock_seconds: float) -> AsyncEngine:
    """Another engine to the same database, for migrations: a statement may take as long as it takes, but waits for a
    lock for `lock_seconds` only. It keeps no connection open."""
    creator = connecting.patient(engine.get_execution_options()[_CREATOR], lock_seconds=lock_seconds)
    return create_async_engine(
        "postgresql+asyncpg://", connect_args={"async_creator_fn": creator}, poolclass=NullPool, hide_parameters=True
    )


def _refuse_closed(connection: DBAPIConnection, _record: object, _proxy: object) -> None:
    """A connection the server has closed is replaced, with all older ones; costs nothing, where a ping costs a trip."""
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError


class Election:
    """A session-level advisory lock on a connection of its own: who holds it is the one poller, writer or worker."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._connection: AsyncConnection | None = None

    async def try_win(self) -> bool:
        """Try to take (or keep) the lock; False while somebody else has it. Raises on a lost connection."""
        if self._connection is None:
            connection = await self._engine.connect()
            won = (await connection.execute(_TRY, {"name": self._name})).scalar_one()
            await connection.commit()
            if not won:
                await connection.close()
                return False
            self._connection = connection
        return True

    async def still_held(self) -> bool:
        """Ask over the lock's own connection whether it lives; a dead one gives the seat up."""
        if self._connection is None:
            return False
        try:
            await self._connection.execute(text("select 1"))
            await self._connection.commit()
        except (SQLAlchemyError, OSError):
            await self.resign()
            return False
        return True

    async def resign(self) -> None:
        """Close the connection, and with it the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()


_TRY = text("select pg_try_advisory_lock(hashtextextended(:name, 7))")


class Seat:
    """A worker's number for `queue.claim`, alive as long as its advisory lock (class `queue.LOCK_CLASS`); 0 while there
    is none. With a `bell` it rings for what other processes announce."""

    def __init__(self, engine: AsyncEngine, bell: Bell | None = None) -> None:
        self._engine = engine
        self._bell = bell
        self._connection: AsyncConnection | None = None
        self.number = 0

    async def take(self) -> int:
        """Take a fresh number and hold its lock; raises what the driver raises when the database is away."""
        await self.leave()
        self._connection = connection = await self._engine.connect()
        try:
            number = (await connection.execute(text("select nextval('worker_seats')::int"))).scalar_one()
            await connection.execute(_SIT, {"cls": queue.LOCK_CLASS, "number": number})
            await connection.commit()
            if self._bell is not None:
                await listen(connection, self._bell)
        except BaseException:
            await self.leave()
            raise
        self.number = int(number)  # from here on: one known without its lock is taken for a dead worker's
        return self.number

    async def held(self) -> bool:
        """Ask over the seat's own connection whether it lives; a dead one gives the number up."""
        if self._connection is None:
            return False
        try:
            await self._connection.execute(text("select 1"))
            await self._connection.commit()
        except (SQLAlchemyError, OSError):
            await self.leave()
            return False
        return True

    async def leave(self) -> None:
        """Give the number up; its keys are free at the next `queue.free_dead`."""
        self.number = 0
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()


_SIT = text("select pg_advisory_lock(:cls, :number)")
