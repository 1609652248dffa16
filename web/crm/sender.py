"""Sends what changed to the CRM: jobs are made of it, claimed, sent, settled; killed in between, the same is sent once
more under the same idempotency key. Records of one key go one after another, a few of others beside them. Tax ids of
registering people are looked up on the way."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import exists, select

from db import queue
from db.database import Database
from db.locks import WorkerLock
from db.models import Box, CrmChange
from db.queue import ClaimedJob, Retry, Verdict
from db.queue.consumer import Consumer
from desk import DeskSettings
from desk.admin_settings.changes import CurrentSettings
from desk.crm import answers as desk_crm
from desk.crm import jobs as crm_jobs
from desk.crm.answers import CrmAnswer, CrmOwn, HandOver, WaitForParents
from desk.crm.record_kinds import RecordToSend
from desk.organizations.tax_lookups import TaxLookup
from web.crm.tax_lookup import do_lookup, is_lookup, make_desk


class CrmAdapter(Protocol):
    """Brings one record into a CRM, which has it once however often it is sent."""

    async def send(self, record: RecordToSend) -> CrmAnswer:
        """Send a record; never raises because the other side fails."""
        ...


AT_ONCE = 4
"""Requests under way."""
_LOOK_EVERY = 1.0
_WITHOUT_CRM = timedelta(hours=1)


class CrmSender(Consumer):
    """Sends the records of one process. Without a `crm` they wait. `system`: the name of the CRM's own integration,
    whose changes are not sent back; `lookup`: who knows tax ids, if anybody."""

    def __init__(
        self,
        database: Database,
        rules: DeskSettings,
        crm: CrmAdapter | None,
        worker_lock: WorkerLock,
        now: Callable[[], datetime],
        *,
        system: str | None = None,
        lookup: TaxLookup | None = None,
    ) -> None:
        super().__init__(database, Box.TO_CRM, worker_lock, now)
        self._crm, self._system = crm, system
        self._lookup, self._current = lookup, CurrentSettings(rules)

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; requests under way then are sent again after a restart."""
        await super().run(stop)
        await self._cancel()
        await self._worker_lock.release()

    async def _look(self) -> int:
        await self._worker_lock.ensure_held()
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
            return await crm_jobs.make_jobs(session, self._now())

    async def _work(self, job: ClaimedJob) -> Verdict | None:
        if is_lookup(job):
            return await do_lookup(self._database, job, self._lookup, self._current, self._now())
        if self._crm is None:
            return Retry(self._now() + _WITHOUT_CRM, "there is no CRM", counts=False)
        return await self._send_record(job, self._crm)

    async def _send_record(self, job: ClaimedJob, crm: CrmAdapter) -> Verdict | None:
        while True:
            async with self._database.reading() as session:
                step = await desk_crm.find_step(session, job, self._now(), self._system)
            if isinstance(step, Verdict):
                return step
            answer = await crm.send(step) if isinstance(step, RecordToSend) else None
            if await self._do_step(job, step, answer):
                return None

    async def _do_step(
        self, job: ClaimedJob, step: RecordToSend | CrmOwn | WaitForParents | HandOver, answer: CrmAnswer | None
    ) -> bool:
        """Store what one step of a job did; return False if its own record is still to be sent."""
        async with self._database.unit_of_work() as session:
            if isinstance(step, WaitForParents):
                verdict = await desk_crm.queue_parents(session, step, self._now())
            elif isinstance(step, HandOver):
                verdict = desk_crm.hand_over(session, step, self._now())
            elif isinstance(step, CrmOwn):
                verdict = await desk_crm.settle_own(session, step, self._now())
            else:
                assert answer is not None
                verdict = await desk_crm.settle_answer(session, job, step, answer, self._now())
                if answer.labels is not None:
                    desk = await make_desk(session, self._current, self._now())
                    await desk_crm.take_labels(desk, step.key, answer.labels)
                if isinstance(verdict, queue.Done) and step.key != desk_crm.get_key(job):
                    return False
            await queue.settle_job(session, job, verdict, now=self._now())
            return True
