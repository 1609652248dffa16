"""Works off the inbox: takes what is due, a few updates at once, and sees each to its end.

Several processes may do so at once; within a chat the order is kept by the queue. Knows neither handlers nor poller.
"""

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.metrics import UPDATES
from bot.runtime import Runtime
from bot.updates.callback_answer import CallbackAnswers
from bot.updates.processor import UpdateProcessor
from db import queue
from db.locks import WorkerLock
from db.models import Box
from db.queue import ClaimedJob, Done, Put, Verdict
from desk.figures import usage
from desk.figures.usage import UseCounter
from desk.panel import use_log
from desk.panel.use_log import UseLog
from ops.tasks import Pace

log = structlog.get_logger(__name__)

_AT_WORK = 5  # one core is busy with three; each further one is a connection with all its statements
_LOOK_EVERY = 0.1
_FINISH_SECONDS = 8.0


class Worker:
    """One process's share of the inbox work."""

    def __init__(self, runtime: Runtime, seat: WorkerLock) -> None:
        self._database, self._now = runtime.database, runtime.now
        self._seat = seat
        self._answering = CallbackAnswers(runtime)
        self._uses, self._use_log = UseCounter(), UseLog()
        self._handling = UpdateProcessor(runtime, self._answering, uses=self._uses, use_log=self._use_log)
        self._at_work: dict[asyncio.Task[None], ClaimedJob] = {}
        self._crowded = self._doubtful = False
        self._taking = asyncio.Lock()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then finish the updates under way."""
        pace = Pace()
        while not stop.is_set():
            try:
                if self._uses.is_due(self._now()):
                    await self.write_uses()
                taken = await self._take()
            except (SQLAlchemyError, OSError) as error:
                log.warning("the inbox is out of reach", error=type(error).__name__)
                await asyncio.sleep(_LOOK_EVERY)
            else:
                await self._database.bell.wait(Box.FROM_TELEGRAM, pace.after(taken))
        if waiting := self._at_work.keys() | self._answering.under_way:
            await asyncio.wait(waiting, timeout=_FINISH_SECONDS)
        await self.write_uses()

    async def write_uses(self) -> None:
        """Store how the bot was used; what cannot be stored now is kept for the next time."""
        seen, logged = self._uses.taken(), self._use_log.taken()
        if not seen:
            return
        try:
            async with self._database.unit_of_work() as session:
                await usage.write(session, seen)
                await use_log.write(session, logged)
        except (SQLAlchemyError, OSError) as error:
            self._uses.put_back(seen, now=self._now())
            self._use_log.put_back(logged)
            log.warning("how the bot is used waits for the database", error=type(error).__name__)

    async def run_once(self) -> int:
        """Take what is there, one update a chat, and wait for it; returns how many (for tests)."""
        taken = await self._take()
        while waiting := self._at_work.keys() | self._answering.under_way:
            await asyncio.wait(waiting)
        return taken

    async def put(self, jobs: Sequence[Put]) -> None:
        """Store what has come in and begin it, where there is room, in one round trip. Raises what the driver raises;
        then nothing is known to be stored."""
        async with self._taking:
            if self._seat.number and len(self._at_work) < _AT_WORK:
                await self._claimed(jobs)
                return
        async with self._database.each_alone() as asking:
            await queue.put_alone(asking, jobs)
        self._database.bell.ring(Box.FROM_TELEGRAM)

    async def _take(self) -> int:
        """Begin what is due and there is room for. Where more may wait, the bell rings when there is room again."""
        async with self._taking:
            return await self._claimed()

    async def _claimed(self, jobs: Sequence[Put] = ()) -> int:
        room = _AT_WORK - len(self._at_work)
        self._crowded = room <= 0
        if self._crowded:
            return 0
        box, seat = Box.FROM_TELEGRAM, self._seat.number
        async with self._database.each_alone() as asking:
            if self._doubtful:  # the answer to the last claim never came, and it may have taken something
                await queue.let_go(asking, box, worker=seat, but=[job.key for job in self._at_work.values()])
            self._doubtful = True
            taken = await queue.claim(asking, box, worker=seat, now=self._now(), limit=room, after=jobs)
            self._doubtful = False
        self._crowded = len(taken) == room
        under_way = {job.id for job in self._at_work.values()}  # claimed again after its key was lost: goes on as it is
        for job in taken:
            if job.id in under_way:
                continue
            task = asyncio.create_task(self._work(job))
            self._at_work[task] = job
            task.add_done_callback(self._ended)
        return len(taken)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._at_work[task]
        if self._crowded:
            self._database.bell.ring(Box.FROM_TELEGRAM)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an update failed in an unforeseen way", exc_info=error)

    async def _work(self, job: ClaimedJob) -> None:
        """One update to its end, whatever happens to the database meanwhile."""
        delay = _LOOK_EVERY
        verdict: Verdict | None = None
        while True:
            try:
                if verdict is None:
                    verdict = await self._handling.attempt(job)
                if not isinstance(verdict, Done):
                    async with self._database.unit_of_work() as session:
                        await queue.settle(session, job, verdict, now=self._now())
            except (SQLAlchemyError, OSError) as error:
                log.warning("an update waits for the database", job=job.id, error=type(error).__name__)
                await asyncio.sleep(delay)
                delay = min(delay * 2, 2.0)
                continue
            UPDATES.labels(type(verdict).__name__.lower()).inc()
            return
