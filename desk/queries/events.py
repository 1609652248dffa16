"""Events for staff, newest first. Changes nothing, words nothing."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow, Event, Ticket
from desk.i18n.formats import format_typed_days
from desk.policy.event_links import make_event_link


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as a line of the list. `tickets`: how many were filed for it; `attendance`: None if unknown."""

    id: int
    slug: str
    link: str
    name: str
    first: date
    last: date
    external_id: str | None
    attendance: int | None
    tickets: int
    is_removed: bool = False

    @property
    def per_hundred(self) -> float | None:
        """Return requests per hundred participants, or None without participants."""
        return 100 * self.tickets / self.attendance if self.attendance else None

    @property
    def days(self) -> str:
        """Return the days as people type them: “2026-12-01..03”."""
        return format_typed_days(self.first, self.last)


_TICKETS = select(func.count()).where(Ticket.event_id == Event.id, Ticket.filed_at.is_not(None)).scalar_subquery()


async def load_event_line(session: AsyncSession, event_id: int) -> EventLine | None:
    """Load one event, also a removed one; None if there is none of that id."""
    wanted = select(Event, _TICKETS).where(Event.id == event_id).execution_options(populate_existing=True)
    row = (await session.execute(wanted)).one_or_none()
    if row is None:
        return None
    event, n = row
    return _line(event, n, await session.scalar(select(DeskRow.bot_username)) or "")


async def list_events(session: AsyncSession) -> list[EventLine]:
    """Return all that were not removed, newest first."""
    newest = select(Event, _TICKETS).where(Event.removed_at.is_(None)).order_by(Event.starts_on.desc(), Event.id.desc())
    username = await session.scalar(select(DeskRow.bot_username)) or ""
    return [_line(event, n, username) for event, n in await session.execute(newest)]


def _line(event: Event, tickets: int, username: str) -> EventLine:
    return EventLine(
        event.id, event.slug, make_event_link(username, event.slug), event.name, event.starts_on, event.ends_on,
        event.external_id, event.attendance, tickets, event.removed_at is not None,
    )  # fmt: skip
