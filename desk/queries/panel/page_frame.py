"""The status on every page of the panel: how many tickets are urgent, and which service is unreachable. Changes
nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow, Person, Ticket
from desk.policy import visibility
from desk.policy.grants import Grant, has_grant
from desk.policy.urgency import is_due_before
from desk.queries import ticket_pages
from desk.queries.attention import SOON


@dataclass(frozen=True, slots=True)
class PageStatus:
    """The status on every page. `urgent`: tickets overdue or due within half an hour, of those that Now lists for
    the viewer; `late`: what waits too long, and since when the admins know."""

    urgent: int = 0
    late: Mapping[str, datetime] = field(default_factory=dict)


async def load_page_status(session: AsyncSession, viewer: Person, now: datetime) -> PageStatus:
    """Load the status for one page."""
    mine = true() if has_grant(viewer, Grant.TEAM) else Ticket.assignee_id == viewer.id
    seen = and_(Ticket.filed_at.is_not(None), ticket_pages.IS_OPEN, visibility.is_seen_by_staff(viewer), mine)
    urgent = select(func.count()).select_from(Ticket).where(seen, is_due_before(now + SOON)).scalar_subquery()
    found = (await session.execute(select(urgent, select(DeskRow.troubles).limit(1).scalar_subquery()))).one()
    told: Mapping[str, str] = found[1] or {}
    return PageStatus(found[0], {what: datetime.fromisoformat(at) for what, at in told.items()})
