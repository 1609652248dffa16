"""Exports: which days, in which format, with whose names and words; queued for the report process."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import and_, exists, or_, select

from db.models import Entry, History, Ticket
from desk import Context, Desk, Refused, history
from desk.metrics.periods import Period
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.outbox import queue_report
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
