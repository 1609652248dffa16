"""Sends what changed to the CRM: jobs are made of it, claimed, sent, settled; killed in between, the same is sent once
more under the same idempotency key. Records of one key go one after another, a few of others beside them. Tax ids of
registering people are looked up on the way."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.database import Database
from db.locks import WorkerLock
from db.models import Box, CrmChange, Origin
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict
from db.queue.consumer import Consumer
from desk import Desk, DeskSettings
from desk.admin_settings.current_settings import CurrentSettings
from desk.crm import jobs, sending
from desk.crm.records import RecordToSend
from desk.crm.sending import CrmAnswer, CrmOwn, HandOver, WaitForParents
from desk.organizations import registration
from desk.organizations.tax_lookup import KEY, TaxLookup
from desk.settings import VERSION
from ops.json_http import NoAnswerError
from web.crm.adapter import CrmAdapter

# Looks up the tax ids of registering people, and lets the desk take the answer. A person waits for it, so a service
# that fails is soon treated as one that knows nothing: the person is asked for the name.


_TRIES = 3
_PAUSE = timedelta(seconds=3)
_IN_VAIN = ("answered 401", "answered 403")
"""The key or its daily quota is refused: admins have to know, and another try is in vain."""


def is_lookup(job: ClaimedJob) -> bool:
    """Return True if the job looks up a tax id."""
    return job.key == KEY


async def do_lookup(
    database: Database, job: ClaimedJob, lookup: TaxLookup | None, current: CurrentSettings, now: datetime
) -> Verdict | None:
    """Look up the tax id of a job, and settle it with its effects."""
    name: str | None = None
    verdict: Verdict = Done()
    try:
        name = await lookup.find_name(job.load_payload()["tax_id"]) if lookup is not None else None
    except NoAnswerError as error:
        why = str(error)
        if why not in _IN_VAIN and job.attempts + 1 < _TRIES:
            return Retry(now + _PAUSE, why)
        verdict = Bury(why)
    async with database.unit_of_work() as session:
        await _take_answer(session, job, name, current, now)
        await queue.settle_job(session, job, verdict, now=now)
    return None


async def _take_answer(
    session: AsyncSession, job: ClaimedJob, name: str | None, current: CurrentSettings, now: datetime
) -> None:
    rules = await current.get_at_version(session, await session.scalar(select(VERSION)))
    desk = Desk(session, Origin.CLOCK, None, now=now, rules=rules)
    asked = job.load_payload()
    await registration.take_tax_id_answer(desk, asked["person_id"], asked["tax_id"], name)


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
            return await jobs.make_jobs(session, self._now())

    async def _work(self, job: ClaimedJob) -> Verdict | None:
        if is_lookup(job):
            return await do_lookup(self._database, job, self._lookup, self._current, self._now())
        if self._crm is None:
            return Retry(self._now() + _WITHOUT_CRM, "there is no CRM", counts=False)
        return await self._send_record(job, self._crm)

    async def _send_record(self, job: ClaimedJob, crm: CrmAdapter) -> Verdict | None:
        while True:
            async with self._database.reading() as session:
                step = await sending.find_step(session, job, self._now(), self._system)
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
                verdict = await sending.queue_parents(session, step, self._now())
            elif isinstance(step, HandOver):
                verdict = sending.hand_over(session, step, self._now())
            elif isinstance(step, CrmOwn):
                verdict = await sending.settle_own(session, step, self._now())
            else:
                assert answer is not None
                verdict = await sending.settle_answer(session, job, step, answer, self._now())
                if isinstance(verdict, queue.Done) and step.key != sending.get_key(job):
                    return False
            await queue.settle_job(session, job, verdict, now=self._now())
            return True
