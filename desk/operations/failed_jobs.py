"""Failed jobs: listed for admins, and tried again by them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, Job, JobState, Person, Ticket
from db.queue import maintenance
from desk import Desk, Outdated, history
from desk.operations import failed_due_items, failed_mails
from desk.policy.permissions import Grant

_MOST = 10
NOT_TAKEN = "not taken: "
"""Begins the reason of a mail that opened no request, as it says itself that a machine sent it. It is no failure."""
_IS_NOT_TAKEN = func.coalesce(Job.error, "").like(f"{NOT_TAKEN}%")


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A failed job: what it was for, why it failed, since when. `name`: the person it was for; of a mail, its sender
    and subject."""

    job: int
    box: Box
    why: str
    since: datetime
    number: int | None
    name: str | None


async def list_failed(session: AsyncSession) -> tuple[FailedRow, ...]:
    """Return the newest failed jobs and what they were for; never their content."""
    about = case((Job.box == Box.FROM_MAIL.value, failed_mails.ABOUT))
    rows = await session.execute(
        select(Job.id, Job.box, Job.error, Job.created_at, Ticket.number, Person.name, about.label("about"))
        .outerjoin(Ticket, Ticket.id == Job.ticket_id)
        .outerjoin(Person, Person.id == Job.person_id)
        .where(Job.state == JobState.BURIED, ~_IS_NOT_TAKEN)
        .order_by(Job.id.desc())
        .limit(_MOST)
    )
    return tuple(
        FailedRow(r.id, Box(r.box), r.error or "", r.created_at, r.number, _read_about(r.about) or r.name) for r in rows
    )


def _read_about(begin: bytes | None) -> str | None:
    return failed_mails.read_about(bytes(begin)) if begin is not None else None


@dataclass(frozen=True, slots=True)
class NotTakenMail:
    """A mail that opened no request: its sender and subject, why it did not, and when it came."""

    job: int
    who: str
    heading: str
    why: str
    since: datetime


async def list_not_taken(session: AsyncSession) -> tuple[NotTakenMail, ...]:
    """Return the newest mails that opened no request. Trying one again opens a request of it, whatever it is."""
    kept = select(Job.id, Job.payload, Job.error, Job.created_at).where(
        Job.state == JobState.BURIED, Job.box == Box.FROM_MAIL.value, _IS_NOT_TAKEN
    )
    rows = await session.execute(kept.order_by(Job.id.desc()).limit(_MOST))
    found = [(row, queue.decode_payload(row.payload)) for row in rows]
    return tuple(
        NotTakenMail(
            row.id, said.get("who", "?"), said.get("subject", ""), (row.error or "").removeprefix(NOT_TAKEN),
            row.created_at,
        )
        for row, said in found
    )  # fmt: skip


async def retry_job(desk: Desk, job_id: int) -> None:
    """Queue the job again (`retry:<job id>`). Raises NotAllowed, Outdated."""
    await desk.require_grant(Grant.OPERATIONS)
    job = await desk.session.get(Job, job_id, with_for_update=True, populate_existing=True)
    if job is not None and job.box == Box.CLOCK and job.state is JobState.BURIED:
        await _retry_item(desk, job)
    elif not await maintenance.retry_buried(desk.session, job_id, now=desk.now):
        raise Outdated
    history.record_action(desk, "job-retried", f"job:{job_id}")


async def _retry_item(desk: Desk, job: Job) -> None:
    """Make the item of the clock's job due again; the job itself is never run."""
    item = queue.decode_payload(job.payload)
    await failed_due_items.retry_item(desk.session, item["due"], item["id"], now=desk.now)
    job.state, job.settled_at = JobState.DONE, desk.now
