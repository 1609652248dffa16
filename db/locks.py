"""Advisory locks on connections of their own: who leads, who works."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import queue
from db.database import Bell, Database, apart, listen


class _OwnConnection:
    """A connection that lives as long as the lock on it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None

    async def _lives(self) -> bool:
        """Whether it answers; a dead one is closed."""
        if self._connection is None:
            return False
        try:
            await self._connection.execute(text("select 1"))
            await self._connection.commit()
        except (SQLAlchemyError, OSError):
            await self._close()
            return False
        return True

    async def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()


class LeaderLock(_OwnConnection):
    """A session-level advisory lock on a connection of its own: who holds it is the one poller, writer or worker."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        super().__init__(engine)
        self._name = name

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
        return await self._lives()

    async def resign(self) -> None:
        """Close the connection, and with it the lock."""
        await self._close()


_TRY = text("select pg_try_advisory_lock(hashtextextended(:name, 7))")


class WorkerLock(_OwnConnection):
    """A worker's number for `store.claim`, alive as long as its advisory lock (class `store.LOCK_CLASS`); 0 while there
    is none. With a `bell` it rings for what other processes announce."""

    def __init__(self, engine: AsyncEngine, bell: Bell | None = None) -> None:
        super().__init__(apart(engine))
        self._bell = bell
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
        lives = await self._lives()
        self.number = self.number if lives else 0
        return lives

    async def ensure(self, database: Database) -> None:
        """Take a number where there is none or its lock was lost, and free the keys of dead workers. Raises what the
        driver raises."""
        if not await self.held():
            await self.take()
        async with database.unit_of_work() as session:
            await queue.free_dead(session)

    async def leave(self) -> None:
        """Give the number up; its keys are free at the next `upkeep.free_dead`."""
        self.number = 0
        await self._close()


_SIT = text("select pg_advisory_lock(:cls, :number)")
