"""Works off the jobs of reports, one at a time: what each made, the letter that brings it, its settling are one commit.

Killed in the middle it loses nothing and sends nothing twice: the lock of its seat dies with it, and the job is done
again. Knows no kind of report.
"""

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue, retry_policy
from db.connectivity import is_unavailable
from db.database import Database
from db.locks import WorkerLock
from db.models import Box, DeskRow, Job, Person, ReportResult, UnknownWordError
from db.queue import Bury, ClaimedJob, Done, Verdict, upkeep
from desk import DeskSettings
from desk.administration.current import CurrentSettings
from desk.figures import facts
from desk.i18n import language_of
from desk.outbox import ReportReady, Say, letters
from desk.text import cut
from reports.jobs import KINDS
from reports.request import Made, ReportRequest

log = structlog.get_logger(__name__)

_LOOK_EVERY = 1.0
_IDLE = timedelta(seconds=60)
_PAUSE_AT_MOST = 1.0
_CAPTION = 1024  # UTF-16 units under a file (Bot API, read 2026-11)
_KILLS = 5  # so often a job may end the process that does it


class SettledBeforeError(Exception):
    """The job was done by somebody else meanwhile; what was made of it here is rolled back."""


class ReportWorker:
    """The reports of one process. `parent`: the id of the process that started it and whose end ends it; `idle`: how
    long it waits for a job."""

    def __init__(
        self,
        database: Database,
        settings: CurrentSettings,
        seat: WorkerLock,
        now: Callable[[], datetime],
        *,
        parent: int | None = None,
        idle: timedelta = _IDLE,
    ) -> None:
        self._database = database
        self._settings = settings
        self._seat = seat
        self._now = now
        self._parent = parent
        self._idle = idle

    async def run(self, stop: asyncio.Event) -> None:
        """Work until a minute has passed without a job, or until `stop`: what is under way then is done again. After
        a job as long a pause, a second at most: PostgreSQL's part of it takes turns with people's answers."""
        loop = asyncio.get_running_loop()
        last = loop.time()
        while loop.time() - last < self._idle.total_seconds() and not stop.is_set() and not self._is_orphan():
            begun = loop.time()
            work = asyncio.ensure_future(self._look())
            stopped = asyncio.ensure_future(stop.wait())
            await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if not work.done():
                work.cancel()
                with suppress(asyncio.CancelledError):
                    await work
            elif work.result():
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), min(loop.time() - begun, _PAUSE_AT_MOST))
                last = loop.time()

    def _is_orphan(self) -> bool:
        return self._parent is not None and os.getppid() != self._parent

    async def _look(self) -> int:
        """Do a job, or wait a moment for one; returns how many were done."""
        try:
            if not await self._seat.held():
                await self._seat.take()
            async with self._database.unit_of_work() as session:
                await upkeep.free_dead(session)
            done = await self.run_once()
        except (SQLAlchemyError, OSError) as error:
            log.warning("reports wait for the database", error=type(error).__name__)
            with suppress(SQLAlchemyError, OSError):
                await self._seat.leave()  # what a lost answer may have claimed is free again
            await asyncio.sleep(_LOOK_EVERY)
            return 0
        if not done:
            await self._database.bell.wait(Box.REPORTS, _LOOK_EVERY)
        return done

    async def run_once(self) -> int:
        """Do the next job that is due, to its verdict; returns how many there were. Raises what says that the database
        is away."""
        async with self._database.each_alone() as asking:
            seat = self._seat.number
            jobs = await queue.claim(asking, Box.REPORTS, worker=seat, now=self._now())
            begun = await queue.start(asking, jobs, worker=seat, now=self._now()) if jobs else frozenset()
            await queue.hand_back(asking, [job for job in jobs if job.id not in begun], worker=seat)
        for job in jobs:
            if job.id in begun:
                await self._do(job)
        return len(jobs)

    async def _do(self, job: ClaimedJob) -> None:
        verdict: Verdict = (job.repeated and await self._too_deadly(job)) or await self._attempt(job)
        if isinstance(verdict, Done):
            return
        async with self._database.unit_of_work() as session:
            settled = await queue.settle(session, job, verdict, now=self._now())
            if settled and isinstance(verdict, Bury) and job.person_id is not None:
                letters.post(session, job.person_id, Say("report-failed"), now=self._now())

    async def _too_deadly(self, job: ClaimedJob) -> Bury | None:
        """A job that was begun again and again and never told how it ended has ended the process each time."""
        async with self._database.reading() as session:
            begun_again = await session.scalar(select(Job.unknown).where(Job.id == job.id)) or 0
        return Bury("ends the process") if job.attempts + begun_again >= _KILLS else None

    async def _attempt(self, job: ClaimedJob) -> Verdict:
        """Make it and settle it in one transaction; a `Done` is settled already, any other verdict is not."""
        try:
            await self._count()
            async with self._database.unit_of_work() as session:
                await self._make(session, job)
                if not await queue.settle(session, job, Done(), now=self._now()):
                    raise SettledBeforeError
        except SettledBeforeError:
            return Done("settled before")
        except Exception as error:
            if is_unavailable(error):
                raise
            log.error("a report failed", job=job.id, attempt=job.attempts + 1, exc_info=error)
            return retry_policy.after(error, attempts=job.attempts, now=self._now())
        return Done()

    async def _count(self) -> None:
        """Whatever is asked for, of what is so now; in units of work of their own, so that nobody at a ticket waits."""
        async with self._database.reading() as session:
            rules = await self._rules(session)
        await facts.bring_up_to_date(self._database, rules, self._now())

    async def _rules(self, session: AsyncSession) -> DeskSettings:
        version = await session.scalar(select(DeskRow.settings_version).where(DeskRow.id == 1))
        return await self._settings.at(session, version)

    async def _make(self, session: AsyncSession, job: ClaimedJob) -> None:
        """Raises UnknownWordError for a kind this version does not know."""
        rules = await self._rules(session)
        person = await session.get(Person, job.person_id) if job.person_id is not None else None
        if person is None and job.person_id is not None:
            return
        data = job.data()
        make = KINDS.get(data["do"])
        if make is None:
            raise UnknownWordError(data["do"])
        language = language_of(person, rules.locale) if person is not None else rules.locale
        asked = ReportRequest(session, self._now(), rules, person, language, data["arguments"])
        async for made in make(asked):
            await self._keep(session, data, made, job.person_id)

    async def _keep(self, session: AsyncSession, job: Mapping[str, Any], made: Made, person_id: int | None) -> None:
        """Store a part, and have it brought to who asked; its bytes do not stay in memory."""
        caption = cut(made.caption, 0, _CAPTION)
        row = ReportResult(
            kind=job["do"],
            arguments=job["arguments"],
            content=made.content,
            filename=made.filename,
            mime=made.mime,
            caption=caption.text,
            entities=caption.dump(),
            created_at=self._now(),
        )
        session.add(row)
        await session.flush()
        if person_id is not None:
            ready = ReportReady(row.id, made.slot, made.fresh, made.buttons, admins_only=made.admins_only)
            letters.post(session, person_id, ready, now=self._now())
        session.expunge(row)
