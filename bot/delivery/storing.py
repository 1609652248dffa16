"""Outcomes on their way to the recorder: many in one go, each until it is stored. Knows nothing of what they are."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.delivery.recorder import Recorder, Settled
from bot.delivery.result import DeliveryResult
from db.connectivity import is_unavailable
from db.queue import ClaimedJob

log = structlog.get_logger(__name__)

_AGAIN_AFTER = 0.1
_STORED_AT_ONCE = 50


class Storing:
    """Stores outcomes together: while one transaction is under way, those that come in wait for the next."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._waiting: dict[int, Settled] = {}
        self._turn = asyncio.Lock()

    async def store(self, job: ClaimedJob, outcome: DeliveryResult) -> None:
        """Return once it is stored, however long the database is away."""
        self._waiting[job.id] = (job, outcome)
        delay, alone = _AGAIN_AFTER, False
        while job.id in self._waiting:
            async with self._turn:
                if job.id not in self._waiting:
                    return
                batch = [self._waiting[job.id]] if alone else list(self._waiting.values())[:_STORED_AT_ONCE]
                try:
                    await self._store(batch)
                    continue
                except Exception as error:
                    if is_unavailable(error):
                        log.warning("outcomes could not be stored yet", error=type(error).__name__)
                    else:
                        if len(batch) > 1:
                            log.warning("outcomes could not be stored together", error=type(error).__name__)
                        else:
                            log.error("an outcome could not be stored", job=job.id, exc_info=error)
                            self._waiting[job.id] = (job, self._waiting[job.id][1].less(error))
                        alone = True
            await asyncio.sleep(delay)
            delay = min(delay * 2, 2.0)

    async def _store(self, batch: Sequence[Settled]) -> None:
        await self._recorder.store(batch)
        for job, _ in batch:
            self._waiting.pop(job.id, None)
