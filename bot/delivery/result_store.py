"""Passes results to the recorder: many at once, each until it is stored."""

import asyncio
import time
from collections.abc import Sequence

import structlog

from bot.delivery.recorder import Recorder, Settled
from bot.delivery.result import DeliveryResult
from db.connectivity import is_away, is_locked_or_slow
from db.queue import ClaimedJob

log = structlog.get_logger(__name__)

_AGAIN_AFTER = 0.1
_STORED_AT_ONCE = 50
_SAY_AGAIN_SECONDS = 10.0


class ResultStore:
    """Stores results together: those that arrive during one transaction wait for the next."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._waiting: dict[int, Settled] = {}
        self._turn, self._turn_of_held = asyncio.Lock(), asyncio.Lock()
        self._held: set[int] = set()
        self._failing_since: dict[int, float] = {}
        self._said_at = float("-inf")

    async def store(self, job: ClaimedJob, outcome: DeliveryResult) -> None:
        """Return once the result is stored, however long the database is away."""
        self._waiting[job.id] = (job, outcome)
        delay, alone = _AGAIN_AFTER, False
        while job.id in self._waiting:
            async with self._turn_of_held if job.id in self._held else self._turn:
                if job.id not in self._waiting:
                    return
                error = await self._try_storing(self._batch(job.id, alone=alone), job.id)
                if error is None:
                    continue
                alone = True
            await asyncio.sleep(delay)
            delay = min(delay * 2, 2.0)

    def _batch(self, job_id: int, *, alone: bool) -> list[Settled]:
        """Return what is stored together with a job. One whose row is locked elsewhere is stored alone, so that others
        do not wait."""
        if alone or job_id in self._held:
            return [self._waiting[job_id]]
        return [one for one_id, one in self._waiting.items() if one_id not in self._held][:_STORED_AT_ONCE]

    async def _try_storing(self, batch: Sequence[Settled], job_id: int) -> Exception | None:
        """Store these; on failure return the error, after adapting the next try."""
        try:
            await self._store(batch)
        except Exception as error:
            if is_away(error):
                self._report_away(error)
            elif len(batch) > 1:
                log.warning("outcomes could not be stored together", error=type(error).__name__)
            elif is_locked_or_slow(error):
                self._held.add(job_id)
                log.warning("an outcome waits: its row is held", job=job_id)
            elif self._reduce(job_id, error):
                log.error("an outcome could not be stored", job=job_id, exc_info=error)
            return error
        return None

    def _reduce(self, job_id: int, error: Exception) -> bool:
        """Leave out what may be to blame; return False if nothing more is left out yet."""
        job, outcome = self._waiting[job_id]
        since = self._failing_since.setdefault(job_id, time.monotonic())
        reduced = outcome.reduce_to_verdict(error, seconds=time.monotonic() - since)
        self._waiting[job_id] = (job, reduced)
        return reduced != outcome

    def _report_away(self, error: Exception) -> None:
        if time.monotonic() - self._said_at >= _SAY_AGAIN_SECONDS:
            self._said_at = time.monotonic()
            log.warning("outcomes could not be stored yet", error=type(error).__name__)

    async def _store(self, batch: Sequence[Settled]) -> None:
        await self._recorder.store(batch)
        for job, _ in batch:
            self._waiting.pop(job.id, None)
            self._held.discard(job.id)
            self._failing_since.pop(job.id, None)
