"""Works off the inbox: takes what is due, a few updates at once, and handles each to its end.

Several processes may do so at once; within a chat the queue keeps the order.
"""

import asyncio
from collections import deque
from collections.abc import Collection, Sequence
from itertools import islice, takewhile

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.runtime import Runtime
from bot.updates.direct_answers import CallbackAnswers
from bot.updates.processor import UpdateProcessor, is_for_together, list_behind
from db import queue
from db.connectivity import is_away
from db.locks import WorkerLock
from db.models import Box
from db.queue import ClaimedJob, Verdict
from db.queue.consumer import Consumer
from db.unit_of_work import NewJob
from desk.metrics import use_counting
from desk.metrics.use_counting import UseCounter
from desk.panel import use_log
from desk.panel.use_log import UseLog

log = structlog.get_logger(__name__)

_MAX_TASKS = 5  # one core is busy with three; each further one is a connection with all its statements
_MAX_BATCH_COST = 3  # of the people of one transaction: another one works while it waits for the database
_MAX_BATCH_PEOPLE = 10  # people whose plain messages one transaction handles
_MAX_PER_PERSON = 5  # messages claimed of each
_MOST = 20  # claimed and not ended: those that wait begin as others end, so that few statements claim them
_FINISH_SECONDS = 8.0


class Worker(Consumer):
    """One process's share of the inbox work."""

    def __init__(self, runtime: Runtime, worker_lock: WorkerLock) -> None:
        super().__init__(runtime.database, Box.FROM_TELEGRAM, worker_lock, runtime.now)
        self._answering = CallbackAnswers(runtime)
        self._uses, self._use_log = UseCounter(), UseLog()
        self._handling = UpdateProcessor(runtime, self._answering, uses=self._uses, use_log=self._use_log)
        self._crowded = False
        self._uncounted = 0  # of those under way: people of a transaction beyond those that count
        self._ahead: deque[ClaimedJob] = deque()
        self._taking = asyncio.Lock()
        self._has_stored = False

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then hand back the updates that were not begun, and finish those under way."""
        await super().run(stop)
        ahead, self._ahead = self._ahead, deque()
        async with self._database.autocommit() as asking:
            await queue.hand_back(asking, ahead, worker=self._worker)
        if waiting := self._under_way.keys() | self._answering.under_way:
            await asyncio.wait(waiting, timeout=_FINISH_SECONDS)
        await self.write_uses()

    async def _look(self) -> int:
        if self._uses.is_due(self._now()):
            await self.write_uses()
        return await self._take()

    async def write_uses(self) -> None:
        """Store how the bot was used; what cannot be stored now is kept for the next time."""
        seen, logged = self._uses.take_counts(), self._use_log.take_uses()
        if not seen:
            return
        try:
            async with self._database.unit_of_work() as session:
                await use_counting.write_counts(session, seen)
                await use_log.write_uses(session, logged)
        except (SQLAlchemyError, OSError) as error:
            self._uses.put_back(seen, now=self._now())
            self._use_log.put_back(logged)
            log.warning("the counts of use wait for the database", error=type(error).__name__)

    async def run_once(self) -> int:
        """Handle what is due, one update for each chat, and wait for it; return how many (for tests)."""
        taken = await super().run_once()
        while self._answering.under_way:
            await asyncio.wait(self._answering.under_way)
        return taken

    async def put(self, jobs: Sequence[NewJob]) -> None:
        """Store new updates and begin what is due as far as there is room, in one round trip.

        Raises the driver's errors; then it is unknown what is stored.
        """
        if await self._handle_new(jobs):
            return
        async with self._taking:
            if not await self._claim_and_begin(jobs):
                self._database.job_signal.notify(Box.FROM_TELEGRAM)

    async def _handle_new(self, jobs: Sequence[NewJob]) -> bool:
        """Handle a plain message that came alone, before it is stored, if nothing is under way; return True if it is
        done. What comes first after a start is stored before: this process may have ended by it."""
        if not self._has_stored or len(jobs) != 1 or self._under_way or self._ahead:
            self._has_stored = True
            return False
        try:
            return await self._handling.attempt_new(jobs[0])
        except Exception as error:  # is it away, storing says so
            if not is_away(error):
                raise
            return False

    async def _take(self) -> int:
        """Begin what is due, as far as there is room. If more may wait, it continues that there is room."""
        async with self._taking:
            return await self._claim_and_begin()

    async def _claim_and_begin(self, jobs: Sequence[NewJob] = ()) -> int:
        await self._worker_lock.make_sure()
        if self._worker != self._worker_lock.number:
            self._ahead.clear()  # the old worker lock was lost: its jobs are free for others
        self._begin_next()
        room = 0 if self._ahead else max(_MOST - len(self._under_way), 0)
        self._crowded = not room
        if self._crowded and not jobs:
            return 0
        async with self._database.autocommit() as asking:
            taken = await self._claim(asking, room, held=self._ahead, after=jobs, of_key=_MAX_PER_PERSON)
        self._crowded = len(taken) == room
        self._ahead.extend(taken)
        self._begin_next()
        return len(taken)

    def _begin_next(self) -> None:
        """Begin the next plain messages of those ahead, which are handled together, or else the next update."""
        while self._ahead and len(self._under_way) - self._uncounted < _MAX_TASKS:
            jobs = list(islice(takewhile(is_for_together, self._ahead), _MAX_BATCH_PEOPLE))
            if not jobs or (len(jobs) == 1 and not list_behind(jobs[0])):
                job = self._ahead.popleft()
                self._begin(job, self._handling.attempt(job))
                continue
            together = asyncio.create_task(self._attempt_together(jobs))
            self._uncounted += max(len(jobs) - _MAX_BATCH_COST, 0)
            for job in jobs:
                self._ahead.popleft()
                self._begin(job, self._attempt_after(together, job))

    async def _attempt_together(self, jobs: Sequence[ClaimedJob]) -> Collection[int]:
        try:
            return await self._handling.attempt_together(jobs)
        finally:
            self._uncounted -= max(len(jobs) - _MAX_BATCH_COST, 0)

    async def _attempt_after(self, together: asyncio.Task[Collection[int]], job: ClaimedJob) -> Verdict | None:
        """Attempt the update alone unless it was handled together with others."""
        await asyncio.wait([together])
        return None if job.id in together.result() else await self._handling.attempt(job)

    def _end(self, task: asyncio.Task[bool]) -> None:
        super()._end(task)
        self._begin_next()

    def _has_more(self) -> bool:
        return self._crowded
