"""Looks up the tax ids of registering people, and of organizations whose requisites are asked for again, and lets the
desk take the answer. A person waits for it, so a service that fails is soon treated as one that knows nothing: the
person is asked for the name. Knows no CRM."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.database import Database
from db.models import Origin
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict
from desk import Desk
from desk.admin_settings.changes import CurrentSettings
from desk.organizations import registration, tax_lookups
from desk.organizations.organization_verbs import KEY
from desk.organizations.requisites import FoundOrganization
from desk.organizations.tax_lookups import TaxLookup
from desk.settings import VERSION
from ops.json_http import NoAnswerError

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
    found: FoundOrganization | None = None
    verdict: Verdict = Done()
    try:
        found = await lookup.find_organization(job.load_payload()["tax_id"]) if lookup is not None else None
    except NoAnswerError as error:
        why = str(error)
        if why not in _IN_VAIN and job.attempts + 1 < _TRIES:
            return Retry(now + _PAUSE, why)
        verdict = Bury(why)
    async with database.unit_of_work() as session:
        await _take_answer(session, job, found, current, now)
        await queue.settle_job(session, job, verdict, now=now)
    return None


async def _take_answer(
    session: AsyncSession, job: ClaimedJob, found: FoundOrganization | None, current: CurrentSettings, now: datetime
) -> None:
    desk = await make_desk(session, current, now)
    asked = job.load_payload()
    if "organization_id" in asked:
        await tax_lookups.take_requisites(desk, asked["organization_id"], asked["tax_id"], found)
    else:
        await registration.take_tax_id_answer(desk, asked["person_id"], asked["tax_id"], found)


async def make_desk(session: AsyncSession, current: CurrentSettings, now: datetime) -> Desk:
    """Return the desk of a job, with the settings as they are now."""
    rules = await current.get_at_version(session, await session.scalar(select(VERSION)))
    return Desk(session, Origin.CLOCK, None, now=now, rules=rules)
