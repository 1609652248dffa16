"""The loop of a process that works off one box of the queue: claim jobs, run each as a task, settle what failed.

A worker owns the key of a job until that is settled. If the answer to a claim was lost, or the database went away under
a job, the worker may own keys without running jobs: the next claim frees them first.

Once a second a claim looks at all keys; those between look at keys that became due lately. While a long transaction is
open, PostgreSQL keeps the deleted rows of the queue, and looking at all keys reads them too.
"""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db import queue
from db.connectivity import get_state, is_away, is_locked_or_slow, is_row_locked, is_unavailable, is_unfit
from db.database import Database
from db.enums import Box, UnknownWordError
from db.locks import WorkerLock
from db.queue import Bury, Retry, SettledBeforeError
from db.queue.store import ClaimedJob, Verdict

_TRIES = 5  # within half a minute
_TRIES_OF_MORE_THAN_AN_HOUR = 21  # at most five minutes apart
_MOST_COUNTED = 99  # of the tries of a job that waits for the database, as long as that takes
_WHILE_HELD = timedelta(seconds=10)
LONGEST = timedelta(minutes=5)


def get_backoff(attempts: int) -> timedelta:
    """Return the pause before the next try: 1, 2, 4, … seconds, at most five minutes."""
    return min(timedelta(seconds=2 ** min(attempts, 9)), LONGEST)


def decide_retry(error: Exception, *, attempts: int, now: datetime) -> Retry | Bury:
    """Return the verdict. An unforeseen error is tried five times. A value of a newer version waits more than an hour
    for a process of that version, as two versions work side by side during an update. Of the database's errors only
    refused values count against a job; whatever else keeps it is waited for without limit."""
    reason = type(error).__name__
    if is_row_locked(error):
        return Retry(now + _WHILE_HELD, reason, counts=False)
    if is_unfit(error):
        return Retry(now + _WHILE_HELD, f"{reason} {get_state(error)}", counts=attempts < _MOST_COUNTED)
    if is_unavailable(error) and get_state(error):
        return Retry(now + get_backoff(attempts), reason, counts=attempts < _MOST_COUNTED)
    is_patient = isinstance(error, UnknownWordError | TimeoutError)
    most = _TRIES_OF_MORE_THAN_AN_HOUR if is_patient else _TRIES
    return Bury(reason) if attempts + 1 >= most else Retry(now + get_backoff(attempts), reason)


log = structlog.get_logger(__name__)

_AGAIN_SECONDS = 0.2
_STUCK_SECONDS = 10.0
FINISH_SECONDS = 8.0
"""How long a process that stops waits for what is under way; after nine seconds it ends."""
_SAY_AGAIN_SECONDS = 10.0
_OFTEN, _SELDOM, _RARELY = 0.1, 0.5, 1.0
_QUIET_LOOKS, _STILL_LOOKS = 5, 25
_ALL_KEYS_SECONDS = 1.0
LATELY = timedelta(seconds=5)
"""A job is stored at most so long after it became due; what is stored later, the next look at all keys finds."""
Work = Coroutine[None, None, Verdict | None]
"""Does a job; returns the verdict, or None if the job was settled in the transaction of its effects."""


class Consumer(ABC):
    """One process's share of the work on a box; a subclass says what is claimed and how a job is done."""

    def __init__(self, database: Database, box: Box, worker_lock: WorkerLock, now: Callable[[], datetime]) -> None:
        self._database, self._box, self._worker_lock, self._now = database, box, worker_lock, now
        self._under_way: dict[asyncio.Task[bool], ClaimedJob] = {}
        self._worker = worker_lock.number  # the number under which the last claim was made
        self._is_doubtful = False
        self._empty_looks = 0
        self._since: datetime | None = None
        self._all_keys_at = 0.0
        self._looking_since: float | None = None
        self._said_at = float("-inf")

    def is_stuck(self) -> bool:
        """Return True if the loop has been at one look for too long."""
        return self._looking_since is not None and time.monotonic() - self._looking_since >= _STUCK_SECONDS

    async def run(self, stop: asyncio.Event) -> None:
        """Look for work until `stop`: when the box is signalled, or after a pause."""
        job_signal = self._database.job_signal
        stopped = asyncio.create_task(stop.wait())
        stopped.add_done_callback(lambda _: job_signal.notify(self._box))
        try:
            while not stop.is_set():
                self._looking_since = time.monotonic()
                try:
                    found = await self._look()
                except Exception as error:  # noqa: BLE001  (one failed look must not stop the loop)
                    self._report(error)
                    found = 0
                self._looking_since = None
                await job_signal.wait_for_jobs(self._box, self._pause(found))
        finally:
            stopped.cancel()

    async def run_once(self) -> int:
        """Begin what is due, and wait until it has ended; return how many jobs were found (for tests)."""
        self._all_keys_at = 0.0
        found = await self._take()
        while self._under_way:
            await asyncio.wait(self._under_way)
        return found

    async def _look(self) -> int:
        """Take work once; return how many jobs were found. `run` calls this."""
        return await self._take()

    @abstractmethod
    async def _take(self) -> int:
        """Claim what is due as far as there is room, and begin it; return how many jobs were found."""

    def _pause(self, found: int) -> float:
        """Return the seconds until the next look, after one that found so many jobs: ten a second while there is work,
        two after half a second without any, one after ten, unless others share it. Most jobs of other processes are
        signalled (NOTIFY), but not updates."""
        self._empty_looks = 0 if found else self._empty_looks + 1
        if self._empty_looks < _QUIET_LOOKS:
            return _OFTEN
        return _SELDOM if self._empty_looks < _STILL_LOOKS or self._worker_lock.others_deliver else _RARELY

    def _has_more(self) -> bool:
        """Return True if jobs may wait for the end of a running one."""
        return True

    async def _claim(
        self,
        asking: queue.Asking,
        limit: int,
        *,
        held: Sequence[ClaimedJob] = (),
        claim: Callable[..., Awaitable[list[ClaimedJob]]] | None = None,
        **more: Any,
    ) -> list[ClaimedJob]:
        """Claim up to `limit` jobs; return those that are neither running nor `held` by the subclass: a key that others
        freed may be claimed again. `claim` does it in place of `queue.claim_jobs`. Raises what the driver raises."""
        known = {job.id: job.key for job in [*self._under_way.values(), *held]}
        await self._worker_lock.make_sure()
        was_doubtful, self._is_doubtful = self._is_doubtful, False
        self._worker = self._worker_lock.number
        try:
            if was_doubtful:
                await self._free_unknown(asking, list(known.values()))
            now, began = self._now(), time.monotonic()
            since = self._since if began < self._all_keys_at and not was_doubtful else None
            claimed = await (claim or queue.claim_jobs)(
                asking, self._box, worker=self._worker, now=now, limit=limit, since=since, **more
            )
            if since is None:
                self._all_keys_at = began + _ALL_KEYS_SECONDS
                self._since = min([now, *(job.created_at for job in claimed)]) - LATELY
        except BaseException:
            self._is_doubtful = True
            raise
        self._is_doubtful |= any(job.id in known for job in claimed)  # perhaps put off while the claim was on its way
        return [job for job in claimed if job.id not in known]

    async def _free_unknown(self, asking: queue.Asking, known: Sequence[str]) -> None:
        """Free the keys of this worker but the `known` ones."""
        await queue.free_unknown_keys(asking, self._box, worker=self._worker, but=known)

    async def _begin_due(self, asking: AsyncConnection, at_once: int, work: Callable[[ClaimedJob], Work]) -> int:
        """Claim what is due while fewer than `at_once` jobs run, and begin it; return how many were begun."""
        room = at_once - len(self._under_way)
        if room <= 0:
            return 0
        begun = await self._record_start(asking, await self._claim(asking, room))
        for job in begun:
            self._begin(job, work(job))
        return len(begun)

    async def _record_start(self, asking: AsyncConnection, jobs: Sequence[ClaimedJob]) -> list[ClaimedJob]:
        """Record that these jobs begin; return those that may, and hand the others back (see `queue.start_jobs`)."""
        begun = await queue.start_jobs(asking, jobs, worker=self._worker, now=self._now()) if jobs else frozenset()
        await queue.hand_back(asking, [job for job in jobs if job.id not in begun], worker=self._worker)
        return [job for job in jobs if job.id in begun]

    def _begin(self, job: ClaimedJob, work: Work) -> None:
        task = asyncio.create_task(self._do(job, work))
        self._under_way[task] = job
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[bool]) -> None:
        del self._under_way[task]
        self._is_doubtful |= task.cancelled() or not task.result()
        if self._has_more():
            self._database.job_signal.notify(self._box)

    async def _finish_running(self) -> None:
        """Wait for running jobs, so that a restart does nothing twice; cancel those that take too long."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=FINISH_SECONDS)
        await self._cancel()

    async def _cancel(self) -> None:
        """Cancel running jobs; the next worker that claims them does them again."""
        tasks = list(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _do(self, job: ClaimedJob, work: Work) -> bool:
        """Return True if the job is settled: it is not if the database is away, and is then freed and done again. Any
        other error counts against the job."""
        try:
            try:
                verdict = await work
            except Exception as error:
                if is_away(error) or isinstance(error, SettledBeforeError):
                    raise
                self._report(error, job)
                verdict = decide_retry(error, attempts=job.attempts, now=self._now())
            if verdict is not None:
                async with self._database.unit_of_work() as session:
                    await self._settle(session, job, verdict)
        except SettledBeforeError:
            return True
        except Exception as error:  # noqa: BLE001  (no one awaits the task's exception)
            self._report(error, job)
            await asyncio.sleep(_AGAIN_SECONDS)
            return False
        return True

    async def _settle(self, session: AsyncSession, job: ClaimedJob, verdict: Verdict) -> None:
        """Settle a job whose effects are the verdict alone. Raises SettledBeforeError."""
        await queue.settle_job(session, job, verdict, now=self._now())

    def _report(self, error: Exception, job: ClaimedJob | None = None) -> None:
        about = {"box": self._box.value, "job": job.id if job is not None else None}
        if job is not None and is_locked_or_slow(error):
            log.warning("a job waits: what it needs is held", **about)
        elif is_unavailable(error) or is_unfit(error):
            if time.monotonic() - self._said_at >= _SAY_AGAIN_SECONDS:
                self._said_at = time.monotonic()
                log.warning(
                    "the queue waits for the database", **about, error=type(error).__name__, state=get_state(error)
                )
        else:
            log.error("the queue failed in an unforeseen way", **about, exc_info=error)
