"""Failed jobs: listed for admins, and tried again by them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, Job, JobState, Person, Ticket
from db.queue import maintenance
from desk import Desk, Outdated, history
from desk.listing import Key, ListQuery, fit_page
from desk.notifications import notifier
from desk.operations import failed_due_items, failed_mails
from desk.outbox import Say
from desk.policy.permissions import Grant

_MOST = 10
NOT_TAKEN = "not taken: "
"""Begins the reason of a mail that opened no request, as it says itself that a machine sent it. It is no failure."""
RETRIED = "job-retried"
"""How the audit log calls a press that retries a job."""
_IS_NOT_TAKEN = func.coalesce(Job.error, "").like(f"{NOT_TAKEN}%")


def _choose(*which: ColumnElement[bool]) -> ListQuery:
    return ListQuery(Job.id, and_(Job.state == JobState.BURIED, *which), (Key(Job.id, descending=True),))


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


async def list_failed(session: AsyncSession, page: int = 1) -> tuple[FailedRow, ...]:
    """Return a page of the failed jobs, newest first, and what they were for; never their content."""
    about = case((Job.box == Box.FROM_MAIL.value, failed_mails.ABOUT))
    columns = Job.id, Job.box, Job.error, Job.created_at, Ticket.number, Person.name, about
    shown = select(*columns).select_from(Job).outerjoin(Ticket, Ticket.id == Job.ticket_id)
    found = await _choose(~_IS_NOT_TAKEN).load_page(
        session, page, _MOST, shown.outerjoin(Person, Person.id == Job.person_id)
    )
    return tuple(
        FailedRow(key, Box(box), error or "", at, number, _read_about(begin) or name)
        for key, box, error, at, number, name, begin in (found.lines if found.page == page else ())
    )


def _read_about(begin: bytes | None) -> str | None:
    return failed_mails.read_about(bytes(begin)) if begin is not None else None


@dataclass(frozen=True, slots=True)
class NotTakenMail:
    """A mail that opened no request: its sender and subject, why it did not, and when it came."""

    job: int
    about: str
    why: str
    since: datetime


@dataclass(frozen=True, slots=True)
class NotTakenPage:
    """A page of the mails that opened no request, newest first; the failed jobs have the same pages."""

    mails: tuple[NotTakenMail, ...]
    page: int
    pages: int


_OF_MAIL = (Job.state == JobState.BURIED, Job.box == Box.FROM_MAIL.value, _IS_NOT_TAKEN)


async def load_not_taken(session: AsyncSession, page: int) -> NotTakenPage:
    """Return a page of the mails that opened no request, the last one if the number is too high. Of each only the
    beginning is read. Trying one again opens a request of it, whatever it is."""
    failed = await _choose(~_IS_NOT_TAKEN).count(session)
    shown = select(Job.id, failed_mails.ABOUT, Job.error, Job.created_at)
    found = await _choose(*_OF_MAIL).load_page(session, page, _MOST, shown)
    page, pages = fit_page(page, max(found.total, failed), _MOST)
    mails = tuple(
        NotTakenMail(key, _read_about(begin) or "?", (error or "").removeprefix(NOT_TAKEN), at)
        for key, begin, error, at in (found.lines if found.page == page else ())
    )
    return NotTakenPage(mails, page, pages)


async def dismiss_mail(desk: Desk, job_id: int) -> None:
    """Take a mail that opened no request off the list, and forget its words; it stays in the mailbox
    (`maildrop:<job id>:<page>`). Raises NotAllowed, Outdated."""
    await desk.require_grant(Grant.OPERATIONS)
    theirs = update(Job).where(Job.id == job_id, *_OF_MAIL)
    done = theirs.values(state=JobState.DONE, settled_at=desk.now, payload=queue.encode_payload({}))
    if await desk.session.scalar(done.returning(Job.id)) is None:
        raise Outdated
    history.record_action(desk, "mail-dismissed", f"job:{job_id}")


async def retry_job(desk: Desk, job_id: int) -> None:
    """Queue the job again (`retry:<job id>`). Raises NotAllowed, Outdated."""
    await desk.require_grant(Grant.OPERATIONS)
    job = await desk.session.get(Job, job_id, with_for_update=True, populate_existing=True)
    if job is not None and job.box == Box.CLOCK and job.state is JobState.BURIED:
        await _retry_item(desk, job)
    elif not await maintenance.retry_buried(desk.session, job_id, now=desk.now):
        raise Outdated
    history.record_action(desk, RETRIED, f"job:{job_id}")


async def tell_not_given(desk: Desk, job_id: int, person_id: int | None) -> None:
    """Tell the person who pressed to have a mail taken that the mailbox does not give it now."""
    said = Say("mail-not-now", {"job": job_id}, staff_only=True)
    notifier.post_letter(desk, await desk.get_person(person_id), said)


async def _retry_item(desk: Desk, job: Job) -> None:
    """Make the item of the clock's job due again; the job itself is never run."""
    item = queue.decode_payload(job.payload)
    await failed_due_items.retry_item(desk.session, item["due"], item["id"], now=desk.now)
    job.state, job.settled_at = JobState.DONE, desk.now
