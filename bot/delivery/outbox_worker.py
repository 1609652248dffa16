"""The outbox to Telegram, worked off: claims in memory, people first, a slow chat delays nobody else.

Claimed jobs wait here for their chat's rate, not in a slot; what is started is noted before the call, so that a
process killed in between leaves a counted repeat and never a silence. Renders nothing itself.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.api.rate_limiter import Limiter
from bot.delivery.planner import Addressed, Planner, SendPlan, may_take_long
from bot.delivery.recorder import Recorder
from bot.delivery.result import DeliveryResult
from bot.delivery.sender import Sender
from bot.delivery.storing import Storing
from bot.runtime import Runtime
from db import queue
from db.locks import WorkerLock
from db.models import Box, Lane
from db.queue import ClaimedJob
from desk.outbox import stored_letters
from ops.tasks import Pace

log = structlog.get_logger(__name__)

_LOOK_EVERY = 0.1
_HELD_IN_ALL = 600
_HELD_BROADCASTS = 300
_HELD_MAILINGS = 60
_HELD_BUT_ANSWERS = 500
_CLAIM_AT_ONCE = 100
_AT_WORK = 32
_LONG_AT_ONCE = 3  # each reads on a connection of its own


@dataclass(slots=True)
class _Held:
    """A claimed job that waits for its chat's turn."""

    job: ClaimedJob
    chat: int
    urgent: bool = False

    @property
    def order(self) -> tuple[int, int]:
        return Lane.ANSWERS if self.urgent else self.job.lane, self.job.id


class OutboxWorker:
    """One process's delivery; only the elected one runs it."""

    def __init__(
        self,
        runtime: Runtime,
        planner: Planner,
        sender: Sender,
        recorder: Recorder,
        *,
        limiter: Limiter,
        seat: WorkerLock,
    ) -> None:
        self._database, self._now = runtime.database, runtime.now
        self._planner = planner
        self._sender = sender
        self._limiter = limiter
        self._seat = seat
        self._held: list[_Held] = []
        self._at_work: dict[asyncio.Task[None], ClaimedJob] = {}
        self._long_ones = asyncio.Semaphore(_LONG_AT_ONCE)
        self._doubtful = False
        self._storing = Storing(recorder)
        self._claimed_as = seat.number

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`, then finish what is under way; what is held goes back with the seat."""
        pace = Pace()
        while not stop.is_set():
            try:
                claimed, started = await self._begin()
            except (SQLAlchemyError, OSError) as error:
                log.warning("the outbox is out of reach", error=type(error).__name__)
                await asyncio.sleep(_LOOK_EVERY)
                continue
            if claimed < _CLAIM_AT_ONCE:
                seconds = self._until_next(pace.after(claimed + started))
                await self._database.bell.wait(Box.TO_TELEGRAM, seconds)
        await self.finish()

    async def finish(self) -> None:
        """Wait for the calls under way (each has its own timeout) and give the rest back."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=8)
        held, self._held = self._held, []
        async with self._database.each_alone() as asking:
            await queue.hand_back(asking, [one.job for one in held], worker=self._claimed_as)

    async def run_once(self) -> int:
        """Claim and deliver what is due and allowed now, and wait for it; returns how many jobs (for tests)."""
        _, started = await self._begin()
        if self._at_work:
            await asyncio.wait(self._at_work)
        return started

    async def _begin(self) -> tuple[int, int]:
        """Claim, and start every held job whose chat and the whole bot may send now; returns how many of each."""
        claimed = await self._claim()
        await self._give_way()
        before = self._held
        ready = self._take_ready()
        mailed = [held for held in ready if held.job.lane is Lane.MAILINGS]
        now = [held for held in ready if held.job.lane is not Lane.MAILINGS]
        long, short = [h for h in now if may_take_long(h.job)], [h for h in now if not may_take_long(h.job)]
        try:
            await self._begin_long(long)
            await self._begin_short(short)
        except BaseException:
            at_work = {job.id for job in self._at_work.values()}
            self._held = [held for held in before if held.job.id not in at_work]
            raise
        if mailed:
            await self._begin_mailed(mailed)
        return claimed, len(ready)

    async def _begin_long(self, ready: list[_Held]) -> None:
        for held in await self._start(ready) if ready else []:
            self._at_work_on(held, self._work_apart(held))

    async def _begin_short(self, ready: list[_Held]) -> None:
        """One that may not begin is handed back."""
        plans = await self._planner.begun([Addressed(h.job, h.chat) for h in ready], worker=self._claimed_as)
        for held in ready:
            if held.job.id in plans:
                self._at_work_on(held, self._work(held, plans[held.job.id]))
        await self._hand_back([held for held in ready if held.job.id not in plans])

    async def _begin_mailed(self, ready: list[_Held]) -> None:
        """What goes to many is put into words first and noted as begun just before Telegram is asked: a repeat of it is
        never sent, so whoever was not asked for yet must not be taken for one."""
        try:
            plans = await self._planner.plans([Addressed(held.job, held.chat) for held in ready])
            begun = {held.job.id for held in await self._start(ready)}
        except BaseException:
            self._held = self._held + ready
            raise
        for held, plan in zip(ready, plans, strict=True):
            if held.job.id in begun:
                self._at_work_on(held, self._work(held, plan))

    def _at_work_on(self, held: _Held, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._at_work[task] = held.job
        task.add_done_callback(self._ended)

    async def _claim(self) -> int:
        if self._claimed_as != self._seat.number:
            self._held = []  # the old seat was lost: what it held is free for others
            self._claimed_as = self._seat.number
        room = _HELD_IN_ALL - len(self._held)
        if room <= 0:
            return 0
        max_lane = self._furthest()
        if len(self._held) >= _HELD_BUT_ANSWERS:
            max_lane = Lane.ANSWERS  # a backlog of anything else leaves room for what people say to each other
        box, seat = Box.TO_TELEGRAM, self._seat.number
        async with self._database.each_alone() as asking:
            if self._doubtful:  # the answer to the last claim never came, and it may have taken something
                known = [held.job.key for held in self._held] + [job.key for job in self._at_work.values()]
                await queue.let_go(asking, box, worker=seat, but=known)
            self._doubtful = True
            limit = min(room, _CLAIM_AT_ONCE)
            jobs = await queue.claim(asking, box, worker=seat, now=self._now(), limit=limit, max_lane=max_lane)
            self._doubtful = False
            self._hold(jobs)
            urgent = await self._urgent(asking)
        for held in self._held:
            held.urgent = held.urgent or held.job.key in urgent
        return len(jobs)

    def _furthest(self) -> Lane:
        """Up to which lane there is room: a backlog of what goes to many leaves some for everything before it."""
        held = Counter(one.job.lane for one in self._held)
        if held[Lane.BROADCASTS] >= _HELD_BROADCASTS:
            return Lane.EDITS
        return Lane.MAILINGS if held[Lane.MAILINGS] < _HELD_MAILINGS else Lane.BROADCASTS

    def _hold(self, jobs: Sequence[ClaimedJob]) -> None:
        """What this process already does, or holds, is not had twice because its key was lost and claimed once more:
        the answer is on its way here, and settles it."""
        known = {job.id for job in self._at_work.values()} | {held.job.id for held in self._held}
        self._held = self._held + [_Held(job, job.chat or 0) for job in jobs if job.id not in known]

    async def _urgent(self, asking: queue.Asking) -> frozenset[str]:
        """Where many are held, an answer may have come since to the key of one that waits its turn."""
        if len(self._held) < _AT_WORK:
            return frozenset()
        return await queue.urgent(asking, Box.TO_TELEGRAM, worker=self._seat.number)

    async def _start(self, ready: list[_Held]) -> list[_Held]:
        """Note that these begin; one that may not is handed back."""
        async with self._database.each_alone() as asking:
            begun = await queue.start(asking, [h.job for h in ready], worker=self._claimed_as, now=self._now())
        await self._hand_back([held for held in ready if held.job.id not in begun])
        return [h for h in ready if h.job.id in begun]

    async def _hand_back(self, refused: list[_Held]) -> None:
        """What may not begin: settled or freed meanwhile, or not the first."""
        if refused:
            async with self._database.each_alone() as asking:
                await queue.hand_back(asking, [held.job for held in refused], worker=self._claimed_as)

    async def _give_way(self) -> None:
        """A face brought up to date takes a turn of its chat: where somebody's words wait behind it, and there is but
        one turn, they go first."""
        behind = [held for held in self._held if self._can_wait(held)]
        if not behind:
            return
        async with self._database.unit_of_work() as session:
            await queue.put_behind(session, [held.job for held in behind], lane=Lane.EDITS, now=self._now())
        self._held = [held for held in self._held if held not in behind]

    def _can_wait(self, held: _Held) -> bool:
        if held.order[0] != Lane.ANSWERS or held.job.slot is None or held.job.repeated:
            return False
        return not self._limiter.two_at_once(held.chat) and stored_letters.can_wait(held.job.data())

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

    async def _work_apart(self, held: _Held) -> None:
        """A list that somebody asked for, however long it takes to read: nobody else's letters wait for it."""
        async with self._long_ones:
            (plan,) = await self._planner.plans([Addressed(held.job, held.chat)])
        await self._work(held, plan)

    async def _work(self, held: _Held, plan: SendPlan | DeliveryResult) -> None:
        """One job to its end; what asked Telegram for nothing leaves its turn to the next."""
        outcome = plan if isinstance(plan, DeliveryResult) else await self._sender.deliver(held.job, plan)
        if isinstance(plan, DeliveryResult) or not outcome.asked:
            self._limiter.give_back(held.chat)
        await self._storing.store(held.job, outcome)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._at_work[task]
        if self._held:
            self._database.bell.ring(Box.TO_TELEGRAM)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a delivery failed in an unforeseen way", error=type(error).__name__, exc_info=error)

    def _until_next(self, look: float) -> float:
        """Seconds until the next chat's turn, at most until the next `look`; the bell rings earlier for news and for
        room."""
        waits = [self._limiter.chat_in(h.chat) for h in self._held[:50]]
        return min([look, *[max(w, 0.005) for w in waits]])


def monotonic() -> float:
    """The limiter's clock, in seconds."""
    return time.monotonic()
