"""Who of the team holds how much now. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Status, Ticket
from desk.policy import permissions
from desk.policy.urgency import WAITS
from desk.queries import lists


@dataclass(frozen=True, slots=True)
class LoadLine:
    """One of the team: what they hold by whose turn it is; `waits`: of the team's, those whose requester spoke last,
    the longest since `waits_since`."""

    id: int
    name: str
    is_away: bool
    away_until: datetime | None
    works: int
    waits: int
    pending: int
    on_hold: int
    waits_since: datetime | None

    @property
    def total(self) -> int:
        """All they hold."""
        return self.works + self.waits + self.pending + self.on_hold


async def load(session: AsyncSession) -> list[LoadLine]:
    """Everybody of the team, who holds most first."""
    theirs = (Ticket.assignee_id == Person.id) & lists.IS_WORKED_ON
    ours = Ticket.status.in_(WAITS["team"])
    found = (
        select(
            Person,
            func.count(Ticket.id).filter(ours, ~Ticket.needs_answer),
            func.count(Ticket.id).filter(ours, Ticket.needs_answer),
            func.count(Ticket.id).filter(Ticket.status.in_(WAITS["requester"])),
            func.count(Ticket.id).filter(Ticket.status == Status.ON_HOLD),
            func.min(Ticket.requester_spoke_at).filter(ours, Ticket.needs_answer),
        )
        .outerjoin(Ticket, theirs)
        .where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None))
        .group_by(Person.id)
        .order_by(func.count(Ticket.id).desc(), Person.name, Person.id)
    )
    rows = await session.execute(found)
    return [
        LoadLine(p.id, p.name, p.away, p.away_until, works, waits, pending, on_hold, since)
        for p, works, waits, pending, on_hold, since in rows
    ]
