"""Events for staff, a page at a time, newest first. Changes nothing, words nothing."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow, Event, Ticket
from desk.policy.event_links import make_event_link

_EVENTS_A_PAGE = 5


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as a line of the list. `tickets`: how many were filed for it; `attendance`: None if unknown."""

    slug: str
    link: str
    name: str
    first: date
    last: date
    external_id: str | None
    attendance: int | None
    tickets: int

    @property
    def per_hundred(self) -> float | None:
        """Return requests per hundred participants, or None without participants."""
        return 100 * self.tickets / self.attendance if self.attendance else None


@dataclass(frozen=True, slots=True)
class EventsPage:
    """A page of events, from 1; `total` covers all pages."""

    lines: tuple[EventLine, ...]
    total: int
    page: int
    pages: int


_TICKETS = select(func.count()).where(Ticket.event_id == Event.id, Ticket.filed_at.is_not(None)).scalar_subquery()


async def load_event_line(session: AsyncSession, event_id: int) -> EventLine:
    """Load one event."""
    event, n = (await session.execute(select(Event, _TICKETS).where(Event.id == event_id))).one()
    return _line(event, n, await session.scalar(select(DeskRow.bot_username)) or "")


async def load_events_page(session: AsyncSession, page: int) -> EventsPage:
    """Load a page, from 1; one past the end is the last."""
    live = Event.removed_at.is_(None)
    total = (await session.execute(select(func.count()).where(live))).scalar_one()
    pages = max(1, -(-total // _EVENTS_A_PAGE))
    page = min(max(page, 1), pages)
    newest = select(Event, _TICKETS).where(live).order_by(Event.starts_on.desc(), Event.id.desc())
    rows = await session.execute(newest.offset((page - 1) * _EVENTS_A_PAGE).limit(_EVENTS_A_PAGE))
    username = await session.scalar(select(DeskRow.bot_username)) or ""
    return EventsPage(tuple(_line(event, n, username) for event, n in rows), total, page, pages)


def _line(event: Event, tickets: int, username: str) -> EventLine:
    link = make_event_link(username, event.slug)
    return EventLine(
        event.slug, link, event.name, event.starts_on, event.ends_on, event.external_id, event.attendance, tickets
    )
