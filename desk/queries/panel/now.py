"""What the page Now says beside its tickets: what the day has brought, who waits longest, who holds how much, how near
each promise is. Changes nothing, words nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Role, Status, Ticket, any_of
from desk import DeskSettings
from desk.policy import permissions, urgency, visibility
from desk.queries import lists
from desk.tickets import rebroadcast
from desk.tickets.untaken_queue import UNTAKEN

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
class Hour:
    """An hour of the day: what came, what was solved, what usually comes then; None where that is not known."""

    hour: int
    filed: int
    solved: int
    usual: int | None


@dataclass(frozen=True, slots=True)
class Today:
    """What came and was solved since midnight in the desk's zone. `usual`: how many had come by this time of the day,
    the median of the last eight such weekdays; None where fewer than three of them brought any. `stars`: the mean of
    the day's `marks`; None of fewer than ten. `hours`: all of the day."""

    filed: int
    solved: int
    usual: int | None
    stars: float | None
    marks: int
    hours: tuple[Hour, ...]

    @property
    def shown_hours(self) -> tuple[Hour, ...]:
        """From the first in which anything came, was solved or is usual to the last; none on a day without."""
        busy = [one.hour for one in self.hours if one.filed or one.solved or one.usual]
        return self.hours[busy[0] : busy[-1] + 1] if busy else ()


@dataclass(frozen=True, slots=True)
class Nearness:
    """How a ticket stands to its next promise. `which`: "first", "solve" or "promised"; `share`: how much of the time
    from its filing to then has passed, 0 to 1; `waits_since`: when its requester spoke, if nobody answered since;
    `can_ring`: nobody has taken it, and all may hear of it once more; `rang_at`: they have a moment ago."""

    which: str
    share: float
    waits_since: datetime | None
    can_ring: bool
    rang_at: datetime | None


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


async def waiting(session: AsyncSession, viewer: Person) -> WaitingNow:
    """Of all tickets for admins; for agents, of those they have and those nobody has."""
    mine = true() if viewer.role is Role.ADMIN else or_(Ticket.assignee_id == viewer.id, UNTAKEN)
    seen = and_(visibility.is_seen_by_staff(viewer), lists.IS_OPEN, mine)
    counts = select(
        func.count().filter(UNTAKEN), func.min(Ticket.filed_at).filter(UNTAKEN),
        func.count().filter(WAITS), func.min(Ticket.requester_spoke_at).filter(WAITS),
    ).select_from(Ticket)  # fmt: skip
    return WaitingNow(*(await session.execute(counts.where(seen))).one())


async def today(session: AsyncSession, now: datetime, zone: str) -> Today:
    """The day so far."""
    local = now.astimezone(ZoneInfo(zone))
    midnight = datetime.combine(local.date(), time.min, ZoneInfo(zone))
    solved, rated = Ticket.resolved_at >= midnight, Ticket.rated_at >= midnight
    hour = case((solved, func.extract("hour", func.timezone(zone, Ticket.resolved_at))))
    done = select(hour, func.count().filter(solved), func.count(Ticket.rating).filter(rated),
                  func.coalesce(func.sum(Ticket.rating).filter(rated), 0))  # fmt: skip
    rows = (await session.execute(done.where(or_(solved, rated)).group_by(hour))).all()
    marks, stars = sum(row[2] for row in rows), sum(row[3] for row in rows)
    filed = await _filing_times(session, local, zone)
    before = [sum(1 for at in day if at <= local.time()) for day in filed[1:]]
    is_known = sum(1 for count in before if count) >= _FEWEST_DAYS
    by_hour = [Counter(at.hour for at in day) for day in filed]
    solved_by_hour = {int(row[0]): row[1] for row in rows if row[0] is not None}
    usual = [round(median(day[hour] for day in by_hour[1:])) if is_known else None for hour in range(24)]
    return Today(
        filed=len(filed[0]), solved=sum(solved_by_hour.values()),
        usual=round(median(before)) if is_known else None,
        stars=stars / marks if marks >= _FEWEST_MARKS else None, marks=marks,
        hours=tuple(Hour(n, by_hour[0][n], solved_by_hour.get(n, 0), usual[n]) for n in range(24)),
    )  # fmt: skip


async def _filing_times(session: AsyncSession, local: datetime, zone: str) -> list[list[time]]:
    """At what times of the day tickets came: of today, then of as many such weekdays before."""
    days = [(local - timedelta(weeks=back)).date() for back in range(_WEEKS + 1)]
    spans = [
        and_(Ticket.filed_at >= datetime.combine(day, time.min, ZoneInfo(zone)),
             Ticket.filed_at < datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)))
        for day in days
    ]  # fmt: skip
    found: dict[date, list[time]] = {day: [] for day in days}
    for (at,) in await session.execute(select(func.timezone(zone, Ticket.filed_at)).where(or_(*spans))):
        found[at.date()].append(at.time())
    return list(found.values())


async def paces(
    session: AsyncSession, ids: Iterable[int], now: datetime, rules: DeskSettings
) -> Mapping[int, Nearness]:
    """Of these tickets, by id."""
    rows = await session.scalars(select(Ticket).where(any_of(Ticket.id, list(ids))))
    return {ticket.id: _pace(ticket, now, rules) for ticket in rows}


def _pace(ticket: Ticket, now: datetime, rules: DeskSettings) -> Nearness:
    which, due = "promised", ticket.promised_at
    if due is None:
        is_first = ticket.first_response_at is None
        which, due = ("first", ticket.first_due_at) if is_first else ("solve", ticket.solve_due_at)
    began = ticket.filed_at or ticket.created_at
    whole = (due - began).total_seconds() if due else 0.0
    share = (now - began).total_seconds() / whole if whole > 0 else 1.0
    refusal = rebroadcast.find_refusal(ticket, now=now, rules=rules)
    rang_at = ticket.broadcast_at if refusal == rebroadcast.BROADCAST_JUST_NOW else None
    waits_since = ticket.requester_spoke_at if ticket.needs_answer else None
    return Nearness(which, min(max(share, 0.0), 1.0), waits_since, refusal is None, rang_at)


async def team_load(session: AsyncSession) -> list[LoadLine]:
    """Everybody of the team, who holds most first."""
    theirs = (Ticket.assignee_id == Person.id) & lists.IS_WORKED_ON
    ours = Ticket.status.in_(urgency.WAITS["team"])
    found = (
        select(
            Person,
            func.count(Ticket.id).filter(ours, ~Ticket.needs_answer),
            func.count(Ticket.id).filter(ours, Ticket.needs_answer),
            func.count(Ticket.id).filter(Ticket.status.in_(urgency.WAITS["requester"])),
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
