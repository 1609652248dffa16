"""The unit of work and the engine. Nothing else commits, except the workers."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import InterfaceError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.pool import NullPool

from db import compiled, encryption, queue
from db import driver as connecting
from db.connectivity import is_server_full, is_server_to_leave
from db.driver import Creator
from db.enums import Box
from db.pending_updates import write_new
from db.queue.hand_over import LetterHandOver
from db.unit_of_work import UnitSession, begin_anew, forget_locks, get_unit

_CREATOR = "creator"  # an engine's option: the function that opens its connections
_FULL = "full"  # an engine's option: when its server last said that there is no room
_UNPOOLED = "apart"  # an engine's option: another engine, without a pool
_FULL_SECONDS = 60.0
_RECYCLED_SECONDS = 3600  # a server's process grows with what its connection has done
_COMPILED = 1000  # statements an engine: more than the desk has


class JobSignal:
    """Wakes this process's own workers when a unit of work has put jobs in their box; other processes look by timer."""

    def __init__(self) -> None:
        self._events = {box: asyncio.Event() for box in Box}
        self._unclaimed = set(Box)

    def notify(self, box: Box) -> None:
        """Wake the workers that wait for this box: it has jobs that nobody has claimed."""
        self._unclaimed.add(box)
        self._events[box].set()

    def wake(self, box: Box) -> None:
        """Wake the workers that wait for this box: they were given jobs."""
        self._events[box].set()

    def take_unclaimed(self, box: Box) -> bool:
        """Return True if the box was notified since this was asked last."""
        found = box in self._unclaimed
        self._unclaimed.discard(box)
        return found

    async def wait_for_jobs(self, box: Box, seconds: float) -> None:
        """Return when the box is signalled or after `seconds`, whichever is first."""
        event = self._events[box]
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return
        finally:
            event.clear()


_WAIT_LITTLE = text("set local lock_timeout = '50ms'")


async def limit_waits(session: AsyncSession) -> None:
    """Let this transaction wait for no lock longer than a moment."""
    await session.execute(_WAIT_LITTLE)


_ANNOUNCE = text("select pg_notify('pulldesk_jobs', :box)")


LEFT = "left"
"""What a process that leaves its part tells the others (NOTIFY), in place of a box."""


async def listen_for_jobs(
    connection: AsyncConnection,
    job_signal: JobSignal,
    get_part: Callable[[], int] = lambda: 0,
    on_left: Callable[[], None] = lambda: None,
) -> None:
    """Signal this process's workers when another process announces jobs, of all or of our part, as long as the
    connection lives (LISTEN); call `on_left` when one leaves its part. Raises SQLAlchemy's InterfaceError if the
    connection is dead: SQLAlchemy does not translate the driver's own error."""

    def on_notification(_connection: object, _pid: int, _channel: str, told: object) -> None:
        name, _, part = str(told).partition("/")
        if name == LEFT:
            on_left()
        for box in Box:
            if box.value == name and part in ("", str(get_part())):
                job_signal.notify(box)

    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    try:
        await driver.add_listener("pulldesk_jobs", on_notification)
    except connecting.ERRORS as error:
        raise InterfaceError("LISTEN", None, error) from error


@event.listens_for(UnitSession, "loaded_as_persistent")
def _keep_row(session: UnitSession, row: object) -> None:
    session.unit.rows.append(row)


@event.listens_for(UnitSession, "do_orm_execute")
def _write_before_statements(state: ORMExecuteState) -> None:
    if state.session.unit.new_rows:  # type: ignore[attr-defined]
        write_new(state.session)


@event.listens_for(UnitSession, "before_flush")
@event.listens_for(UnitSession, "before_commit")
def _write_before_end(session: UnitSession, *_: object) -> None:
    if session.unit.new_rows:
        write_new(session)


class Database:
    """An engine, its sessions and its job signal; one per process. `reading()`: a session that only reads, without a
    transaction around its statements. `announced`: boxes whose jobs another process works off and is told of by
    NOTIFY. `hand_over`: letters that this process sends itself. `changed_at`: when a unit of work was last committed,
    by a steady clock."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.sessions = async_sessionmaker(
            engine, sync_session_class=UnitSession, expire_on_commit=False, autoflush=True
        )
        self._autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
        self.reading = async_sessionmaker(self._autocommit, sync_session_class=UnitSession, autoflush=False)
        self.job_signal = JobSignal()
        self.hand_over = LetterHandOver(partial(self.job_signal.wake, Box.TO_TELEGRAM))
        self.announced: frozenset[Box] = frozenset()
        self.changed_at = time.monotonic()

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[AsyncSession]:
        """Run one transaction: commit at the end, roll back on any exception; its jobs are written last."""
        async with self.sessions() as session:
            get_unit(session).hand_over = self.hand_over
            try:
                yield session
                await session.flush()
                boxes = await queue.flush_jobs(session)
                for box in self.announced.intersection(boxes):
                    await session.execute(_ANNOUNCE, {"box": box.value})
                await session.commit()
                self.changed_at = time.monotonic()
                if begun := get_unit(session).begun:
                    self.hand_over.give(begun)
            except BaseException:
                self.hand_over.drop(get_unit(session).begun)
                queue.forget_pending(session)
                await session.rollback()
                raise
        for box in boxes:
            self.job_signal.notify(box)

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection in autocommit mode: each statement is a transaction of its own."""
        async with self._autocommit.connect() as connection:
            yield connection

    async def aclose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


@asynccontextmanager
async def savepoint(session: AsyncSession) -> AsyncIterator[None]:
    """Run a part of a unit of work that may fail alone: its changes, its jobs and what it has learned are undone, the
    error goes on."""
    before, turns = queue.count_pending(session), set(get_unit(session).held_turns)
    if get_unit(session).new_rows:
        await session.run_sync(write_new)
    try:
        async with session.begin_nested():
            yield
    except BaseException:
        queue.drop_pending_since(session, before)
        forget_locks(session, turns)
        raise


async def start_over(session: AsyncSession) -> None:
    """Undo all that a unit of work has done, including its locks and jobs; what is done from now on is kept."""
    begin_anew(session)
    await session.rollback()


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def _dump_json(value: Any) -> str:
    """Return a value as JSON that PostgreSQL takes: NUL and lone surrogates, which Telegram can send anywhere, become
    replacement characters."""
    return _NUL.sub("\\1\ufffd", _LONE_SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False)))


def create_engine(
    url: str,
    *,
    pool_size: int = 10,
    max_overflow: int | None = None,
    prepared: int = _COMPILED,
    creator: Creator | None = None,
) -> AsyncEngine:
    """Return an async engine for a `postgresql://` address, read as libpq reads it (`?sslmode=require`); its errors
    never show parameters. A wrong address raises ValueError at the first connection.

    `creator` opens the driver's connections (for the embedded server, which is started again there).
    """
    creator = creator or partial(connecting.open_connection, url.replace("postgresql+asyncpg://", "postgresql://", 1))
    creator = connecting.name_sessions(creator)
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={
            "async_creator_fn": creator,
            "prepared_statement_cache_size": prepared,
        },
        execution_options={_CREATOR: creator, _UNPOOLED: _create_unpooled(creator), _FULL: []},
        pool_size=pool_size,
        max_overflow=pool_size if max_overflow is None else max_overflow,
        pool_recycle=_RECYCLED_SECONDS,
        query_cache_size=_COMPILED,
        pool_use_lifo=True,
        json_serializer=_dump_json,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    event.listen(engine.sync_engine, "connect", _open_words)
    event.listen(engine.sync_engine, "handle_error", _leave_server)
    event.listen(engine.sync_engine, "do_execute", compiled.relay_failure)
    return engine


def create_migration_engine(engine: AsyncEngine, *, lock_seconds: float) -> AsyncEngine:
    """Return another engine to the same database, for migrations: no statement timeout, but a lock is waited for only
    `lock_seconds`. It keeps no connection open."""
    return _create_unpooled(
        connecting.allow_long_statements(engine.get_execution_options()[_CREATOR], lock_seconds=lock_seconds)
    )


def get_unpooled_engine(engine: AsyncEngine) -> AsyncEngine:
    """Return another engine to the same database without a pool, for connections that live as long as their lock: each
    is opened on request, takes none from the pool, and is closed afterwards."""
    other: AsyncEngine = engine.get_execution_options()[_UNPOOLED]
    return other


def _create_unpooled(creator: Creator) -> AsyncEngine:
    return create_async_engine(
        "postgresql+asyncpg://", connect_args={"async_creator_fn": creator}, poolclass=NullPool, hide_parameters=True
    )


def _open_words(connection: DBAPIConnection, _record: object) -> None:
    """Open encrypted words on a new connection, if there are keys."""
    if encryption.has_keys():
        connection.run_async(encryption.open_on_connection)


def _leave_server(context: ExceptionContext) -> None:
    """Close the connections to a server that takes no changes or is about to end; note that one is full."""
    error = context.original_exception
    if error is not None and is_server_to_leave(error):
        context.is_disconnect = True
    if error is not None and is_server_full(error) and context.engine is not None:
        context.engine.get_execution_options()[_FULL][:] = [time.monotonic()]


def is_full(engine: AsyncEngine) -> bool:
    """Return True if a write of the last minute was refused because the server's disk is full: PostgreSQL says so to
    each write and calls itself writable."""
    refused = engine.get_execution_options().get(_FULL) or [float("-inf")]
    return bool(time.monotonic() < refused[0] + _FULL_SECONDS)


_TRIAL = text("select count(*) from generate_series(1, 5000)")
"""Kept in a file on the server's disk, which is gone with the statement: it is more than `work_mem` allows."""
_ON_ITS_DISK = text("select set_config('work_mem', '64kB', true), set_config('temp_tablespaces', '', true)")


async def try_room(engine: AsyncEngine) -> None:
    """Have the server write and drop a small temporary file, so that `is_full` notices a full disk on an idle desk:
    such a server still reads. It makes no row, table or lock, so it also works on a replica and without rights. Raises
    the server's error."""
    async with engine.connect() as connection:
        await connection.execute(_ON_ITS_DISK)
        await connection.execute(_TRIAL)


def _refuse_closed(connection: DBAPIConnection, _record: object, _proxy: object) -> None:
    """Replace a connection that the server has closed, and all older ones; unlike a ping this costs no round trip."""
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError
