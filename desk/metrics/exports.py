"""Exports: which days, in which format, with whose names and words; queued for the report process."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, History, ReportResult, Ticket
from desk import Context, Desk, Refused, history
from desk.metrics.periods import Period
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.outbox import queue_report
from desk.outbox.report_jobs import is_under_way
from desk.policy.permissions import Grant

KIND = "export"
"""The kind of the report; its arguments are an `ExportChoice`, and the person it is for."""


class ExportFormat(StrEnum):
    """The format of the files."""

    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """The content of an export. `names`: of people; `words`: what they wrote, subjects included."""

    period: Period
    format: ExportFormat = ExportFormat.CSV
    names: bool = False
    words: bool = False

    def dump(self) -> dict[str, Any]:
        """Return the choice as it is stored."""
        first, last = self.period.first.isoformat(), self.period.last.isoformat()
        return {"first": first, "last": last, "format": self.format.value, "names": self.names, "words": self.words}

    @classmethod
    def load(cls, stored: dict[str, Any]) -> Self:
        """Return the choice from what `dump` gave. Raises KeyError or ValueError for anything else."""
        period = Period(date.fromisoformat(stored["first"]), date.fromisoformat(stored["last"]))
        return cls(period, ExportFormat(stored["format"]), bool(stored["names"]), bool(stored["words"]))


async def request_export(desk: Desk, choice: ExportChoice) -> bool:
    """Queue the export for the actor, an admin; return False if the same one is being made for them. Raises NotAllowed,
    or Refused if there was no ticket on those days."""
    await desk.require_grant(Grant.EXPORT)
    await desk.require_grant(Grant.SEE_ALL)
    if not await _holds_any(desk, choice.period):
        raise Refused("export-nothing")
    asked = await queue_report(desk, KIND, desk.require_actor().id, choice.dump() | {"for": desk.require_actor().id})
    if asked and choice.words:
        await require_confirmation(desk, LastingAction.EXPORT, f"{choice.period.first}..{choice.period.last}")
    if asked:
        record_export(desk, choice)
    return asked


async def _holds_any(desk: Desk, period: Period) -> bool:
    start, end = period.get_bounds(desk.rules.timezone)
    was_open = and_(Ticket.filed_at < end, or_(Ticket.ended_at.is_(None), Ticket.ended_at >= start))
    happened = [exists().where(at >= start, at < end) for at in (History.at, Entry.created_at)]
    found = select(or_(exists().where(was_open), *happened))
    return bool(await desk.session.scalar(found))


def record_export(context: Context, choice: ExportChoice) -> None:
    """Record in the audit log who exported what."""
    held = [choice.format.value, *(["names"] if choice.names else []), *(["words"] if choice.words else [])]
    days = f"export:{choice.period.first}..{choice.period.last}"
    history.record_action(context, "exported", days, new=", ".join(held))


# Exports that are ready: only the person they were made for can download them, and each download is audited.


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
