"""Advisory locks on connections of their own: for the one leader, and for each worker."""

import time
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import queue
from db.database import Database, JobSignal, get_unpooled_engine, listen_for_jobs
from db.queue.jobs import ALL, DeliveryPart

PATIENCE = timedelta(seconds=4)
"""How long the part of a process that is gone stays its own: one that only lost its connection is back within two
seconds, and knows which of its letters are on their way."""


class _OwnConnection:
    """A connection that lives as long as the lock on it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None

    async def _lives(self) -> bool:
        """Return True if the connection answers; a dead one is closed."""
        if self._connection is None:
            return False
        try:
            await self._ask(self._connection)
            await self._connection.commit()
        except (SQLAlchemyError, OSError):
            await self._close()
            return False
        return True

    async def _ask(self, connection: AsyncConnection) -> None:
        await connection.execute(text("select 1"))

    async def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()


class LeaderLock(_OwnConnection):
    """A session-level advisory lock on a connection of its own: its holder is the only poller, writer or worker."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        super().__init__(engine)
        self._name = name

    async def try_acquire(self) -> bool:
        """Try to take (or keep) the lock; return False if another process has it. Raises on a lost connection."""
        if self._connection is None:
            connection = await self._engine.connect()
            won = (await connection.execute(_TRY_LOCK, {"name": self._name})).scalar_one()
            await connection.commit()
            if not won:
                await connection.close()
                return False
            self._connection = connection
        return True

    async def is_held(self) -> bool:
        """Return True if the lock's connection answers; a dead one is closed, and the lock with it."""
        return await self._lives()

    async def release(self) -> None:
        """Close the connection, and with it the lock."""
        await self._close()


_TRY_LOCK = text("select pg_try_advisory_lock(hashtextextended(:name, 7))")


class WorkerLock(_OwnConnection):
    """A worker's number for `claim_jobs`, valid as long as its advisory lock (class `store.LOCK_CLASS`); 0 without a
    lock. With a `job_signal` it also wakes workers for jobs that other processes announce. One that `delivers` has a
    `part` of the people, by a second lock: living processes share them, in the order of their places, which they keep
    when they lose the connection. `patience`: see `PATIENCE`."""

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
        self._place, self._complete_at = 0, 0.0
        self.number, self.part = 0, ALL

    async def acquire(self) -> int:
        """Take a fresh number and its lock; raises what the driver raises if the database is away."""
        await self.release()
        self._connection = connection = await self._engine.connect()
        try:
            number = (await connection.execute(text("select nextval('worker_seats')::int"))).scalar_one()
            await connection.execute(_LOCK_NUMBER, {"cls": queue.LOCK_CLASS, "number": number})
            if self._delivers:
                await self._take_place(connection, int(number))
            await connection.commit()
            if self._job_signal is not None:
                await listen_for_jobs(connection, self._job_signal, lambda: self.part.number)
            self.number = int(number)  # only now: a number without its lock counts as a dead worker's
            self._complete_at = time.monotonic()
            await self._ask(connection)
            await connection.commit()
        except BaseException:
            await self.release()
            raise
        return self.number

    async def is_held(self) -> bool:
        """Return True if the lock's connection answers; a dead one is closed and the number becomes 0."""
        lives = await self._lives()
        self.number = self.number if lives else 0
        return lives

    async def ensure_held(self, database: Database) -> None:
        """Take a number if there is none or its lock was lost, and free the keys of dead workers. Raises what the
        driver raises."""
        if not await self.is_held():
            await self.acquire()
        async with database.unit_of_work() as session:
            await queue.free_dead(session)

    async def _take_place(self, connection: AsyncConnection, number: int) -> None:
        """Take our place again, or a new one while the server does not know yet that the old connection is lost."""
        asked = {"cls": queue.DELIVERY_CLASS, "number": self._place}
        if not self._place or not (await connection.execute(_TRY_LOCK_NUMBER, asked)).scalar_one():
            self._place = number
            await connection.execute(_LOCK_NUMBER, {**asked, "number": number})

    async def _ask(self, connection: AsyncConnection) -> None:
        """Look which processes deliver, if this one does."""
        if not self._delivers:
            return await super()._ask(connection)
        living = list(await connection.scalars(_LIVING, {"cls": queue.DELIVERY_CLASS}))
        now = time.monotonic()
        if len(living) >= self.part.of or now >= self._complete_at + self._patience:
            self.part, self._complete_at = DeliveryPart(living.index(self._place), len(living)), now
        return None

    async def leave_delivery(self) -> None:
        """Leave our part to other processes; what is claimed stays ours. Raises what the driver raises."""
        self._delivers = False
        if self._connection is not None:
            await self._connection.execute(_UNLOCK_NUMBER, {"cls": queue.DELIVERY_CLASS, "number": self._place})
            await self._connection.commit()

    async def release(self) -> None:
        """Release the lock and the number; the next `free_dead` frees its keys."""
        self.number = 0
        await self._close()


_LOCK_NUMBER = text("select pg_advisory_lock(:cls, :number)")
_TRY_LOCK_NUMBER = text("select pg_try_advisory_lock(:cls, :number)")
_UNLOCK_NUMBER = text("select pg_advisory_unlock(:cls, :number)")
_LIVING = text("""
select objid::int from pg_locks where locktype = 'advisory' and classid = :cls and granted
  and database = (select oid from pg_database where datname = current_database()) order by 1
""")
