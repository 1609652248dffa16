"""Exports that are ready: only the person they were made for can download them, and each download is audited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ReportResult
from desk import Desk
from desk.metrics.exports import KIND, ExportChoice, record_export
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.outbox.report_jobs import is_under_way
from desk.policy.permissions import Grant


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file of an export; `size` in bytes."""

    id: int
    name: str
    size: int
    made_at: datetime


async def list_exports(session: AsyncSession, person_id: int) -> tuple[ExportFile, ...]:
    """Return the person's files, the newest first."""
    size = func.octet_length(ReportResult.content)
    of = select(ReportResult.id, ReportResult.filename, size, ReportResult.created_at).where(*_of(person_id))
    return tuple(ExportFile(*row) for row in await session.execute(of.order_by(ReportResult.id.desc())))


async def take_file(desk: Desk, result_id: int) -> tuple[str, bytes] | None:
    """Return the name and bytes of one of the actor's files, for admins; None if it is not theirs, or no longer kept.
    One with people's words is confirmed first. Raises NotAllowed, FactorNeeded, ConfirmationNeeded."""
    await desk.require_grant(Grant.EXPORT)
    await desk.require_grant(Grant.SEE_ALL)
    columns = (ReportResult.filename, ReportResult.content, ReportResult.arguments)
    of = select(*columns).where(ReportResult.id == result_id, *_of(desk.require_actor().id))
    found = (await desk.session.execute(of)).first()
    if found is None:
        return None
    choice = ExportChoice.load(found[2])
    if choice.words:
        await require_confirmation(desk, LastingAction.FILE, found[0])
    record_export(desk, choice)
    return found[0], found[1]


async def is_being_made(session: AsyncSession, person_id: int) -> bool:
    """Return True if an export is being made for the person."""
    return await is_under_way(session, KIND, person_id)


def _of(person_id: int) -> tuple[ColumnElement[bool], ...]:
    return ReportResult.kind == KIND, ReportResult.arguments["for"].as_integer() == person_id
