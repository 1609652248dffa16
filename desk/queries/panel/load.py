"""The load at this moment: what waits and since when, and how the work is shared in the team. Changes nothing, words
nothing; what came of it on a day is told by `desk/queries/panel/today.py`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import REQUESTERS_TURN
from db.models import Person, Status, Ticket
from desk.policy import permissions, visibility
from desk.policy.permissions import Grant, has_grant


@dataclass(frozen=True, slots=True)
class WaitingNow:
    """Numbers of tickets that are untaken and that wait for an answer, whatever else they need, and since when the
    oldest of each."""

    untaken: int
    untaken_since: datetime | None
    waits: int
    waits_since: datetime | None


@dataclass(frozen=True, slots=True)
class LoadLine:
    """The load of a member of the team by whose turn it is; `waits`: tickets whose requester wrote last, the oldest
    since `waits_since`."""

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
        """Return how many tickets are assigned to them."""
        return self.works + self.waits + self.pending + self.on_hold


async def count_waiting(session: AsyncSession, viewer: Person) -> WaitingNow:
    """Count all tickets for admins; for agents, their own and untaken ones."""
    mine = true() if has_grant(viewer, Grant.TEAM) else or_(Ticket.assignee_id == viewer.id, Ticket.is_untaken)
    seen = and_(visibility.is_seen_by_staff(viewer), Ticket.is_open, mine)
    counts = select(
        func.count().filter(Ticket.is_untaken), func.min(Ticket.filed_at).filter(Ticket.is_untaken),
        func.count().filter(Ticket.waits_for_answer), func.min(Ticket.waits_since).filter(Ticket.waits_for_answer),
    ).select_from(Ticket)  # fmt: skip
    return WaitingNow(*(await session.execute(counts.where(seen))).one())


async def list_team_load(session: AsyncSession) -> list[LoadLine]:
    """Return everyone on the team, most tickets first."""
    theirs = (Ticket.assignee_id == Person.id) & Ticket.is_worked_on
    ours = Ticket.is_teams_turn
    found = (
        select(
            Person,
            func.count(Ticket.id).filter(ours, ~Ticket.needs_answer),
            func.count(Ticket.id).filter(ours, Ticket.needs_answer),
            func.count(Ticket.id).filter(Ticket.status.in_(REQUESTERS_TURN)),
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
