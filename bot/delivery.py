"""The outbox to Telegram, worked off: claims in memory, people first, a slow chat delays nobody else.

Claimed jobs wait here for their chat's rate, not in a slot; what is started is noted before the call, so that a
process killed in between leaves a counted repeat and never a silence. Renders nothing itself.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.courier import Courier
from bot.limits import Limiter
from db import queue
from db.queue import ClaimedJob
from db.session import Database, Seat
from db.words import Box, Lane

log = structlog.get_logger(__name__)

_LOOK_EVERY = 0.1
_HELD_IN_ALL = 600
_HELD_BROADCASTS = 300
_HELD_BUT_ANSWERS = 500
_CLAIM_AT_ONCE = 100
_AT_WORK = 32


@dataclass(slots=True)
class _Held:
    """A claimed job that waits for its chat's turn."""

    job: ClaimedJob
    chat: int
    urgent: bool = False

    @property
    def order(self) -> tuple[int, int]:
        return Lane.ANSWERS if self.urgent else self.job.lane, self.job.id


class Delivery:
    """One process's delivery; only the elected one runs it."""

    def __init__(
        self, database: Database, courier: Courier, limiter: Limiter, seat: Seat, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._courier = courier
        self._limiter = limiter
        self._seat = seat
        self._now = now
        self._held: list[_Held] = []
        self._at_work: set[asyncio.Task[None]] = set()
        self._freed = asyncio.Event()
        self._claimed_as = seat.number

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`, then finish what is under way; what is held goes back with the seat."""
        while not stop.is_set():
            try:
                await self._claim()
                started = await self._start()
            except (SQLAlchemyError, OSError) as error:
                log.warning("the outbox is out of reach", error=type(error).__name__)
                await asyncio.sleep(_LOOK_EVERY)
                continue
            if not started:
                await self._rest()
        await self.finish()

    async def finish(self) -> None:
        """Wait for the calls under way (each has its own timeout) and give the rest back."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=8)
        held, self._held = self._held, []
        for one in held:
            async with self._database.unit_of_work() as session:
                back = queue.Retry(self._now(), "given back", counts=False)
                await queue.settle(session, one.job, back, now=self._now())

    async def run_once(self) -> int:
        """Claim and deliver what is due and allowed now, and wait for it; returns how many jobs (for tests)."""
        await self._claim()
        started = await self._start()
        if self._at_work:
            await asyncio.wait(self._at_work)
        return started

    async def _claim(self) -> None:
        if self._claimed_as != self._seat.number:
            self._held.clear()  # the old seat was lost: what it held is free for others
            self._claimed_as = self._seat.number
        room = _HELD_IN_ALL - len(self._held)
        if room <= 0:
            return
        broadcasts = sum(1 for h in self._held if h.job.lane is Lane.BROADCASTS)
        max_lane = Lane.BROADCASTS if broadcasts < _HELD_BROADCASTS else Lane.EDITS
        if len(self._held) >= _HELD_BUT_ANSWERS:
            max_lane = Lane.ANSWERS  # a backlog of anything else leaves room for what people say to each other
        async with self._database.unit_of_work() as session:
            jobs = await queue.claim(
                session,
                Box.TO_TELEGRAM,
                worker=self._seat.number,
                now=self._now(),
                limit=min(room, _CLAIM_AT_ONCE),
                max_lane=max_lane,
            )
            chats = await self._courier.chats(session, jobs)
            urgent = await self._urgent(session)
        self._held += [_Held(job, chats.get(job.id, 0)) for job in jobs]
        for held in self._held:
            held.urgent = held.urgent or held.job.key in urgent

    async def _urgent(self, session: AsyncSession) -> frozenset[str]:
        """Where many are held, an answer may have come since to the key of one that waits its turn."""
        if len(self._held) < _AT_WORK:
            return frozenset()
        return await queue.urgent(session, Box.TO_TELEGRAM, worker=self._seat.number)

    async def _start(self) -> int:
        """Begin every held job whose chat and the whole bot may send now; most urgent first."""
        ready = self._take_ready()
        if not ready:
            return 0
        async with self._database.unit_of_work() as session:
            begun = await queue.start(session, [h.job for h in ready], now=self._now())
            for held in [h for h in ready if h.job.id not in begun]:
                await queue.settle(
                    session, held.job, queue.Retry(self._now(), "not its turn", counts=False), now=self._now()
                )
        for held in [h for h in ready if h.job.id in begun]:
            task = asyncio.create_task(self._work(held))
            self._at_work.add(task)
            task.add_done_callback(self._ended)
        return len(ready)

    def _take_ready(self) -> list[_Held]:
        ready: list[_Held] = []
        room = _AT_WORK - len(self._at_work)
        waiting: list[_Held] = []
        for held in sorted(self._held, key=lambda h: h.order):
            if len(ready) < room and self._limiter.overall_in() <= 0 and self._limiter.chat_in(held.chat) <= 0:
                self._limiter.take(held.chat)
                ready.append(held)
            else:
                waiting.append(held)
        self._held = waiting
        return ready

    async def _work(self, held: _Held) -> None:
        delay = _LOOK_EVERY
        outcome = await self._courier.deliver(held.job, held.chat)
        while True:
            try:
                await self._courier.settle(held.job, outcome)
            except (SQLAlchemyError, OSError) as error:
                log.warning("an outcome could not be stored yet", job=held.job.id, error=type(error).__name__)
                await asyncio.sleep(delay)
                delay = min(delay * 2, 2.0)
                continue
            return

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._at_work.discard(task)
        self._freed.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a delivery failed in an unforeseen way", error=type(error).__name__, exc_info=error)

    async def _rest(self) -> None:
        """Sleep until rung, until a call ends, or until the next chat's turn, at most a tenth of a second."""
        waits = [self._limiter.chat_in(h.chat) for h in self._held[:50]]
        seconds = min([_LOOK_EVERY, *[max(w, 0.005) for w in waits]])
        self._freed.clear()
        bell = asyncio.create_task(self._database.bell.wait(Box.TO_TELEGRAM, seconds))
        freed = asyncio.create_task(self._freed.wait())
        _, pending = await asyncio.wait({bell, freed}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


def monotonic() -> float:
    """The limiter's clock, in seconds."""
    return time.monotonic()
