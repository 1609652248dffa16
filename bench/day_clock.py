"""The clock of a day that is played: as fast as asked, and no faster than life while the product is behind.

So a busy machine makes the day longer, not the product late. People act by this clock alone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from time import perf_counter

import asyncpg

from sandbox.clock import Clock

_TICK, _ASK_SECONDS = 0.02, 0.05
_LATE = 30.0
"""Seconds of the day: while a job has been due for longer, the clock runs as in life."""
_OLDEST = """
select extract(epoch from $1 - min(due_at))::float8 from job_keys
where box in ('from_telegram', 'to_telegram') and due_at <= $1
"""

FindLag = Callable[[datetime], Awaitable[float]]


@dataclass(slots=True)
class DayClock:
    """Seconds since the day's beginning, `most` times as fast as the machine's clock. `find_lag`: by how many
    seconds of the day the product is behind."""

    clock: Clock
    begins: datetime
    most: float
    find_lag: FindLag
    lasted: float = 0.0
    """Seconds of the machine so far."""
    pace: float = field(init=False)
    _sleeping: list[tuple[float, int, asyncio.Future[None]]] = field(init=False, default_factory=list)
    _numbers: "count[int]" = field(init=False, default_factory=count)

    def __post_init__(self) -> None:
        self.pace = self.most

    def now(self) -> float:
        """Return the seconds of the day."""
        return (self.clock.now() - self.begins).total_seconds()

    async def sleep(self, length: float) -> None:
        """Sleep for `length` seconds of the day."""
        woken = asyncio.get_running_loop().create_future()
        heappush(self._sleeping, (self.now() + length, next(self._numbers), woken))
        await woken

    async def wait(self, event: asyncio.Event, length: float) -> bool:
        """Wait for `event`, for at most `length` seconds of the day; return False if they are over."""
        waiting, sleeping = asyncio.create_task(event.wait()), asyncio.create_task(self.sleep(length))
        try:
            await asyncio.wait((waiting, sleeping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            sleeping.cancel()
        return event.is_set()

    async def run(self) -> None:
        """Run until cancelled."""
        watching = asyncio.create_task(self._watch())
        try:
            last = perf_counter()
            while not watching.done():
                await asyncio.sleep(_TICK)
                passed, last = perf_counter() - last, perf_counter()
                self._go_on(passed)
            await watching
        finally:
            watching.cancel()

    def _go_on(self, passed: float) -> None:
        self.lasted += passed
        self.clock.skip_ahead(timedelta(seconds=passed * (self.pace - 1)))
        now = self.now()
        while self._sleeping and self._sleeping[0][0] <= now:
            with suppress(asyncio.InvalidStateError):  # one who was cancelled
                heappop(self._sleeping)[2].set_result(None)

    async def _watch(self) -> None:
        while True:
            lag = await self.find_lag(self.clock.now())
            self.pace = self.most if lag < _LATE else 1.0
            await asyncio.sleep(_ASK_SECONDS)


async def connect(database_url: str) -> tuple[asyncpg.Connection, FindLag]:
    """Return a connection to the desk's database, and what finds on it for how long the oldest job with Telegram, to or
    from, has been due."""
    connection = await asyncpg.connect(database_url)

    async def find_lag(now: datetime) -> float:
        return await connection.fetchval(_OLDEST, now) or 0.0

    return connection, find_lag
