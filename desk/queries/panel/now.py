"""What the page Now says beside its tickets: what the day has brought, who waits longest, how near each promise is.
Changes nothing, words nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import ScalarSelect, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import Role
from db.models import Person, Ticket
from db.sql import any_of
from desk.policy import permissions
from desk.queries import lists
from desk.tickets.untaken import UNTAKEN

_WEEKS = 8
_FEWEST_DAYS, _FEWEST_MARKS = 3, 10
WAITS = and_(lists.IS_OPEN, Ticket.needs_answer, ~UNTAKEN)
"""Their requester spoke last, and somebody has them."""


@dataclass(frozen=True, slots=True)
class WaitingNow:
    """How many tickets nobody has taken and how many wait for our answer, whatever else they need, and since when
    the longest does."""

    untaken: int
    untaken_since: datetime | None
    waits: int
    waits_since: datetime | None


@dataclass(frozen=True, slots=True)
class Today:
    """What came and was solved since midnight in the desk's zone. `usual`: how many had come by this time of the day,
    the median of the last eight such weekdays; None where fewer than three of them brought any. `stars`: the mean of
    the day's `marks`; None of fewer than ten."""

    filed: int
    solved: int
    usual: int | None
    stars: float | None
    marks: int


@dataclass(frozen=True, slots=True)
class Nearness:
    """How a ticket stands to its next promise. `which`: "first", "solve" or "promised"; `share`: how much of the time
    from its filing to then has passed, 0 to 1; `waits_since`: when its requester spoke, if nobody answered since."""

    which: str
    share: float
    waits_since: datetime | None


async def waiting(session: AsyncSession, viewer: Person) -> WaitingNow:
    """Of all tickets for admins, of those they have for agents."""
    mine = true() if viewer.role is Role.ADMIN else Ticket.assignee_id == viewer.id
    seen = and_(await permissions.seen_as_staff(session, viewer), lists.IS_OPEN, mine)
    counts = select(
        func.count().filter(UNTAKEN), func.min(Ticket.filed_at).filter(UNTAKEN),
        func.count().filter(WAITS), func.min(Ticket.requester_spoke_at).filter(WAITS),
    ).select_from(Ticket)  # fmt: skip
    return WaitingNow(*(await session.execute(counts.where(seen))).one())


async def today(session: AsyncSession, now: datetime, zone: str) -> Today:
    """Counts of the day so far."""
    local = now.astimezone(ZoneInfo(zone))
    days = [local - timedelta(weeks=back) for back in range(_WEEKS + 1)]
    begun = [day.replace(hour=0, minute=0, second=0, microsecond=0) for day in days]
    solved, rated = Ticket.resolved_at >= begun[0], Ticket.rated_at >= begun[0]
    done = select(func.count().filter(solved), func.count(Ticket.rating).filter(rated),
                  func.avg(Ticket.rating).filter(rated)).where(or_(solved, rated))  # fmt: skip
    solved_count, marks, mean = (await session.execute(done)).one()
    spans = (_filed(start, end) for start, end in zip(begun, days, strict=True))
    filed, *before = (await session.execute(select(*spans))).one()
    is_known = sum(1 for count in before if count) >= _FEWEST_DAYS
    usual = round(median(before)) if is_known else None
    return Today(filed, solved_count, usual, float(mean) if marks >= _FEWEST_MARKS else None, marks)


async def paces(session: AsyncSession, ids: Iterable[int], now: datetime) -> Mapping[int, Nearness]:
    """Of these tickets, by id."""
    rows = await session.scalars(select(Ticket).where(any_of(Ticket.id, list(ids))))
    return {ticket.id: _pace(ticket, now) for ticket in rows}


def _pace(ticket: Ticket, now: datetime) -> Nearness:
    which, due = "promised", ticket.promised_at
    if due is None:
        is_first = ticket.first_response_at is None
        which, due = ("first", ticket.first_due_at) if is_first else ("solve", ticket.solve_due_at)
    began = ticket.filed_at or ticket.created_at
    whole = (due - began).total_seconds() if due else 0.0
    share = (now - began).total_seconds() / whole if whole > 0 else 1.0
    return Nearness(which, min(max(share, 0.0), 1.0), ticket.requester_spoke_at if ticket.needs_answer else None)


def _filed(start: datetime, end: datetime) -> ScalarSelect[int]:
    return select(func.count()).select_from(Ticket).where(Ticket.filed_at.between(start, end)).scalar_subquery()
