"""Who of the team holds how much now, and what a day has brought. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import Status
from db.models import Person, Ticket
from desk.policy import permissions
from desk.policy.urgency import WAITS
from desk.queries import lists


@dataclass(frozen=True, slots=True)
class LoadLine:
    """One of the team: what they hold by whose turn it is; `waits`: of the team's, those whose requester spoke last."""

    id: int
    name: str
    is_away: bool
    away_until: datetime | None
    works: int
    waits: int
    pending: int
    on_hold: int

    @property
    def total(self) -> int:
        """All they hold."""
        return self.works + self.waits + self.pending + self.on_hold


@dataclass(frozen=True, slots=True)
class Today:
    """What came and was solved since midnight in the desk's zone."""

    filed: int
    solved: int


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
        )
        .outerjoin(Ticket, theirs)
        .where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None))
        .group_by(Person.id)
        .order_by(func.count(Ticket.id).desc(), Person.name, Person.id)
    )
    rows = await session.execute(found)
    return [LoadLine(p.id, p.name, p.away, p.away_until, *counts) for p, *counts in rows]


async def today(session: AsyncSession, now: datetime, zone: str) -> Today:
    """Counts of the day so far."""
    midnight = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    counts = select(
        select(func.count()).where(Ticket.filed_at >= midnight).scalar_subquery(),
        select(func.count()).where(Ticket.resolved_at >= midnight).scalar_subquery(),
    )
    filed, solved = (await session.execute(counts)).one()
    return Today(filed, solved)
