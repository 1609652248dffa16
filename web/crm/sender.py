"""Sends what changed to the CRM: jobs are made of it, claimed, sent, settled; killed in between, the same is sent once
more under the same idempotency key. Records of one key go one after another, a few of others beside them."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import exists, select

from db import queue
from db.database import Database
from db.locks import WorkerLock
from db.models import Box, CrmChange
from db.queue import ClaimedJob, Verdict
from db.queue.consumer import Consumer
from desk.crm import jobs, sending
from desk.crm.records import RecordToSend
from desk.crm.sending import CrmOwn, WaitForParents
from web.crm.adapter import CrmAdapter

AT_ONCE = 4
"""Requests under way."""
_LOOK_EVERY = 1.0


class CrmSender(Consumer):
    """Sends the records of one process. `system`: the name of the CRM's own integration, whose changes are not sent
    back."""

    def __init__(
        self,
        database: Database,
        crm: CrmAdapter,
        worker_lock: WorkerLock,
        now: Callable[[], datetime],
        *,
        system: str | None = None,
    ) -> None:
        super().__init__(database, Box.TO_CRM, worker_lock, now)
        self._crm, self._system = crm, system

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; requests under way then are sent again after a restart."""
        await super().run(stop)
        await self._cancel()
        await self._worker_lock.release()

    async def _look(self) -> int:
        await self._worker_lock.ensure_held(self._database)
        return await self._take()

    def _pause(self, found: int) -> float:
        return 0 if found else _LOOK_EVERY

    async def _take(self) -> int:
        """Create jobs for what changed and start all that are due and fit; return the number of both."""
        found = await self._make_jobs()
        async with self._database.autocommit() as asking:
            while (room := AT_ONCE - len(self._under_way)) > 0:
                begun = await self._record_start(asking, await self._claim(asking, room))
                for job in begun:
                    self._begin(job, self._work(job))
                if not begun:
                    break
                found += len(begun)
        return found

    async def _make_jobs(self) -> int:
        async with self._database.reading() as session:
            if not await session.scalar(select(exists(select(CrmChange.id)))):
                return 0
        async with self._database.unit_of_work() as session:
            return await jobs.make_jobs(session, self._now())

    async def _work(self, job: ClaimedJob) -> Verdict | None:
        while True:
            async with self._database.reading() as session:
                step = await sending.find_step(session, job, self._now(), self._system)
            if not isinstance(step, RecordToSend | CrmOwn | WaitForParents):
                return step
            if await self._do_step(job, step):
                return None

    async def _do_step(self, job: ClaimedJob, step: RecordToSend | CrmOwn | WaitForParents) -> bool:
        """Do one step of a job; return False if its own record is still to be sent."""
        answer = await self._crm.send(step) if isinstance(step, RecordToSend) else None
        async with self._database.unit_of_work() as session:
            if isinstance(step, WaitForParents):
                verdict = await sending.queue_parents(session, step, self._now())
            elif isinstance(step, CrmOwn):
                verdict = await sending.settle_own(session, step, self._now())
            else:
                assert answer is not None
                verdict = await sending.settle_answer(session, job, step, answer, self._now())
                if isinstance(verdict, queue.Done) and step.key != sending.get_key(job):
                    return False
            await queue.settle_job(session, job, verdict, now=self._now())
            return True
