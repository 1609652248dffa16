"""Advisory locks on connections of their own: for the one leader, and for each worker.

A lock alone says only that a connection is open, also that of a process which hangs. So every lock beats: as long as
the event loop moves, something is asked on it every second, whatever its holder does, and PostgreSQL notes when
(`pg_stat_activity.state_change`, by the server's own clock). Another process ends the sessions of a holder that has
asked nothing for `STALE`. All its locks are free then, and when it wakes it finds its connection closed before it sends
anything (`make_sure`).
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from db import queue
from db.database import LEFT, JobSignal, get_unpooled_engine, listen_for_jobs
from db.driver import SESSION_NAME
from db.queue.store import ALL, NOTHING, DeliveryPart

log = structlog.get_logger(__name__)

PATIENCE = timedelta(seconds=4)
"""How long the part of a process that is gone stays its own: one that only lost its connection is back within two
seconds, and knows which of its letters are on their way."""

STALE = timedelta(seconds=10)
"""How long a holder that asks every second may ask nothing. A statement that runs is no silence, however slow."""

_BEAT_SECONDS = 1.0
_SURE_SECONDS = STALE.total_seconds() - 2
_read_clock = partial(time.clock_gettime, getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))  # runs in a suspension


class _OwnConnection:
    """A connection that lives as long as the lock on it, and its beat."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None
        self._turn = asyncio.Lock()
        self._answered_at = 0.0
        self._beating: asyncio.Task[None] | None = None

    async def is_held(self) -> bool:
        """Return True if the lock's connection answers; a dead one is closed, and the lock with it."""
        async with self._turn:
            if self._connection is None:
                return False
            began = _read_clock()
            try:
                await self._ask(self._connection)
                await self._connection.commit()
            except (SQLAlchemyError, OSError):
                await self._close()
                return False
            self._answered_at = began
            return True

    async def make_sure(self) -> bool:
        """Return True if the lock is ours: a process that was silent for long asks first, as its sessions may have been
        ended."""
        if self._connection is not None and _read_clock() < self._answered_at + _SURE_SECONDS:
            return True
        return await self.is_held()

    async def release(self) -> None:
        """Close the connection, and with it the lock."""
        beating, self._beating = self._beating, None
        if beating is not None:
            beating.cancel()
            await asyncio.wait({beating})
        await self._close()

    def _start_beat(self) -> None:
        if self._beating is None or self._beating.done():
            self._beating = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        """Ask every second what nobody else has asked, as long as there is a connection."""
        while self._connection is not None:
            await asyncio.sleep(max(_BEAT_SECONDS - (_read_clock() - self._answered_at), 0.1))
            if _read_clock() - self._answered_at >= _BEAT_SECONDS:
                await self.is_held()

    async def _ask(self, connection: AsyncConnection) -> None:
        await connection.execute(text("select 1"))

    async def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()


class LeaderLock(_OwnConnection):
    """A session-level advisory lock on a connection of its own: its holder is the only poller, writer or worker. It is
    lost if its beat stops."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        super().__init__(engine)
        self._autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")  # one round trip a question
        self._name = name

    async def try_acquire(self) -> bool:
        """Try to take (or keep) the lock; return False if another process has it. Raises on a lost connection."""
        if self._connection is None:
            connection, began = await self._autocommit.connect(), _read_clock()
            won = await self._try(connection)
            await connection.commit()
            if not won:
                await connection.close()
                return False
            self._connection, self._answered_at = connection, began
            self._start_beat()
        return True

    async def _try(self, connection: AsyncConnection) -> bool:
        asked = {"name": self._name, "stale": STALE.total_seconds()}
        found = (await connection.execute(_TRY_LOCK, asked)).one()
        if not found.won and found.stale:
            await _end_sessions(connection, found.stale)
            found = (await connection.execute(_TRY_LOCK, asked)).one()
        return bool(found.won)


_IS_STALE = "a.state <> 'active' and a.state_change < clock_timestamp() - make_interval(secs => :stale)"
_HERE = (
    "locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())"
)
_TRY_LOCK = text(f"""
with tried as materialized (
  select k.key, pg_try_advisory_lock(k.key) as won from (select hashtextextended(:name, 7) as key) k)
select won, case when not won then array(
  select a.pid from pg_locks l join pg_stat_activity a using (pid)
  where {_HERE} and objsubid = 1 and ((l.classid::bigint << 32) | l.objid::bigint) = key and {_IS_STALE}) end as stale
from tried
""")  # noqa: S608
_END_SESSIONS = text(f"""
select pg_terminate_backend(o.pid, 1000), pg_notify('pulldesk_jobs', '{LEFT}')
from pg_stat_activity a join pg_stat_activity o
  on o.pid = a.pid or (o.application_name = a.application_name and o.application_name like '{SESSION_NAME}%')
where a.pid = any(cast(:pids as int[])) and {_IS_STALE}
  and o.datname = current_database() and o.usename = current_user and o.pid <> pg_backend_pid()
""")  # noqa: S608


_SILENCES = text(f"""
select n.name, greatest(extract(epoch from clock_timestamp() - a.state_change), 0)::float as seconds
from unnest(cast(:names as text[])) as n(name)
join pg_locks l on {_HERE} and objsubid = 1
  and ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended(n.name, 7)
join pg_stat_activity a on a.pid = l.pid
""")  # noqa: S608


async def measure_silences(session: AsyncConnection | AsyncSession, *names: str) -> dict[str, timedelta]:
    """Return for how long the holders of these leaders' locks have asked nothing, by the server's clock; nothing of a
    lock that nobody holds. A process that hangs still holds its lock, and is silent."""
    rows = (await session.execute(_SILENCES, {"names": list(names)})).all()
    return {row.name: timedelta(seconds=row.seconds) for row in rows}


async def _end_sessions(connection: AsyncConnection, silent: Sequence[int]) -> None:
    """End all sessions of processes whose locks' sessions are silent: also those that have rows locked. The other
    processes are told to share out what these had."""
    log.warning("a process is silent: its sessions are ended", sessions=len(silent))
    await connection.execute(_END_SESSIONS, {"pids": list(silent), "stale": STALE.total_seconds()})


class WorkerLock(_OwnConnection):
    """A worker's number for `claim_jobs`, valid as long as its advisory lock (class `store.LOCK_CLASS`); 0 without a
    lock. With a `job_signal` it also wakes workers for jobs that other processes announce. Once a second it looks for
    workers that are silent, and ends their sessions. One that `delivers` has a `part` of the people, by a second lock:
    living processes share them, in the order of their places, which they keep when they lose the connection.
    `patience`: see `PATIENCE`. `others_deliver`: another process has a part; `is_over`: it was released."""

    def __init__(
        self,
        engine: AsyncEngine,
        job_signal: JobSignal | None = None,
        *,
        delivers: bool = False,
        patience: timedelta = PATIENCE,
    ) -> None:
        super().__init__(get_unpooled_engine(engine))
        self._job_signal = job_signal
        self._delivers = delivers
        self._patience = patience.total_seconds()
        self._place, self._complete_at, self._looked_at = 0, 0.0, 0.0
        self.has_left, self.others_deliver, self.is_over = False, False, False
        self.number, self.part = 0, ALL

    async def acquire(self) -> int:
        """Take a fresh number and its lock; raises what the driver raises if the database is away."""
        await self.release()
        self.is_over = False
        began = _read_clock()
        async with self._turn:
            self._connection = connection = await self._engine.connect()
            try:
                number = (await connection.execute(text("select nextval('worker_seats')::int"))).scalar_one()
                await self._lock_number(connection, int(number))
                await connection.commit()
                if self._job_signal is not None:
                    await listen_for_jobs(connection, self._job_signal, lambda: self.part.number, self._hear_left)
                self.number = int(number)  # only now: a number without its lock counts as a dead worker's
                self._complete_at = _read_clock()
                await self._ask(connection)
                await connection.commit()
            except BaseException:
                self.number = 0
                await self._close()
                raise
            self._answered_at = began
        self._start_beat()
        return self.number

    async def is_held(self) -> bool:
        """Return True if the lock's connection answers; a dead one is closed and the number becomes 0."""
        lives = await super().is_held()
        self.number = self.number if lives else 0
        return lives

    async def ensure_held(self) -> None:
        """Take a number if there is none or its lock was lost, and free the keys of dead workers. Waits for no
        connection of the pool, which may have work for longer than `STALE`. Raises what the driver raises."""
        if not await self.is_held():
            await self.acquire()
        async with self._turn:
            if self._connection is not None:
                async with self._connection.begin():
                    await queue.free_dead(self._connection)

    async def _lock_number(self, connection: AsyncConnection, number: int) -> None:
        for of in (queue.LOCK_CLASS, queue.BEAT_CLASS):
            await connection.execute(_LOCK_NUMBER, {"cls": of, "number": number})
        if self._delivers and not self.has_left:
            await self._take_place(connection, number)

    async def _take_place(self, connection: AsyncConnection, number: int) -> None:
        """Take our place again, or a new one while the server does not know yet that the old connection is lost."""
        asked = {"cls": queue.DELIVERY_CLASS, "number": self._place}
        if not self._place or not (await connection.execute(_TRY_LOCK_NUMBER, asked)).scalar_one():
            self._place = number
            await connection.execute(_LOCK_NUMBER, {**asked, "number": number})

    async def _ask(self, connection: AsyncConnection) -> None:
        """Look which processes deliver, if this one does, and end the sessions of those that are silent. One that does
        not deliver looks once a second, however often it asks."""
        if not self._delivers and _read_clock() - self._looked_at < _BEAT_SECONDS:
            return await super()._ask(connection)
        self._looked_at = _read_clock()
        given = {"delivery": queue.DELIVERY_CLASS, "beat": queue.BEAT_CLASS, "stale": STALE.total_seconds()}
        found = (await connection.execute(_LIVING, given)).all()
        if silent := [row.pid for row in found if row.stale]:
            await _end_sessions(connection, silent)
            self._hear_left()
        if not self._delivers:
            return None
        living = [row.place for row in found if row.delivers and not row.stale]
        if not self.has_left and self._place not in living:  # the database went away while we joined
            await self._take_place(connection, self.number)
            self.part = NOTHING
        else:
            self._share(living)
        return None

    def _share(self, living: list[int]) -> None:
        """Take our part of those that the processes in these places share; wait with it for one that may be back."""
        self.others_deliver = any(place != self._place for place in living)
        if self.has_left:
            self.part = NOTHING
            return
        now = _read_clock()
        if len(living) >= self.part.of or now >= self._complete_at + self._patience:
            self.part, self._complete_at = DeliveryPart(living.index(self._place), len(living)), now

    def _hear_left(self) -> None:
        """Wait for nobody at the next look: a process has left, and does not come back with its letters."""
        self._complete_at = float("-inf")

    async def leave_delivery(self) -> None:
        """Leave our part to other processes, which are told; what is claimed stays ours. Raises what the driver
        raises."""
        async with self._turn:
            self.part = NOTHING
            if self._connection is not None:
                await self._connection.execute(_LEAVE, {"cls": queue.DELIVERY_CLASS, "number": self._place})
                await self._connection.commit()
            self.has_left = True  # only now: what failed is done again

    async def join_delivery(self) -> None:
        """Take a part again after `leave_delivery`; the next look shows which. Raises what the driver raises."""
        async with self._turn:
            if self._connection is not None:
                await self._take_place(self._connection, self.number)
                await self._connection.commit()
            self.has_left = False  # only now: what failed is done again

    async def release(self) -> None:
        """Release the lock and the number; the next `free_dead` frees its keys."""
        self.number, self.is_over = 0, True
        await super().release()


_LOCK_NUMBER = text("select pg_advisory_lock(:cls, :number)")
_TRY_LOCK_NUMBER = text("select pg_try_advisory_lock(:cls, :number)")
_LEAVE = text(f"select pg_advisory_unlock(:cls, :number), pg_notify('pulldesk_jobs', '{LEFT}')")
_LIVING = text(f"""
select l.pid, l.objid::int as place, l.classid::bigint = :delivery as delivers,
  coalesce({_IS_STALE} and a.application_name <> current_setting('application_name'), false) as stale
from pg_locks l left join pg_stat_activity a using (pid)
where {_HERE} and l.classid in (cast(:delivery as bigint), cast(:beat as bigint)) and objsubid = 2 order by 2
""")  # noqa: S608
