"""The page Now next to its tickets: the day so far, who waits longest, how the load is shared, how near each due
time is. Changes nothing, words nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Status, Ticket, any_of
from desk import DeskSettings
from desk.policy import lateness, permissions, visibility
from desk.policy.grants import Grant, has_grant
from desk.queries import ticket_pages
from desk.tickets import assignment
from desk.tickets.assignment import UNTAKEN

_WEEKS = 8
_FEWEST_DAYS, _FEWEST_MARKS = 3, 10
WAITS = and_(ticket_pages.IS_OPEN, Ticket.needs_answer, ~UNTAKEN)
"""Tickets that are taken, and whose requester wrote last."""


@dataclass(frozen=True, slots=True)
class WaitingNow:
    """Numbers of tickets that are untaken and that wait for an answer, whatever else they need, and since when the
    oldest of each."""

    untaken: int
    untaken_since: datetime | None
    waits: int
    waits_since: datetime | None


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the day: filed, resolved, and usually filed tickets; None if that is unknown."""

    hour: int
    filed: int
    solved: int
    usual: int | None


@dataclass(frozen=True, slots=True)
class Today:
    """Tickets filed and resolved since midnight in the desk's zone. `usual`: how many were filed by this time of
    day, the median of the last eight such weekdays, None if there were any on fewer than three. `stars`: the mean of
    the day's `marks`, None of fewer than ten. `hours`: all 24."""

    filed: int
    solved: int
    usual: int | None
    stars: float | None
    marks: int
    hours: tuple[Hour, ...]

    @property
    def busy_hours(self) -> tuple[Hour, ...]:
        """Return the hours from the first with anything filed, resolved or usual to the last such hour; none on a
        day without."""
        busy = [one.hour for one in self.hours if one.filed or one.solved or one.usual]
        return self.hours[busy[0] : busy[-1] + 1] if busy else ()


@dataclass(frozen=True, slots=True)
class Nearness:
    """The distance to a ticket's next due time. `which`: "first", "solve" or "promised"; `share`: how much of the
    time since filing has passed, 0 to 1; `waits_since`: when the requester wrote, if no one has answered;
    `can_ring`: it is untaken, and all agents may get it once more; `rang_at`: they just did."""

    which: str
    share: float
    waits_since: datetime | None
    can_ring: bool
    rang_at: datetime | None


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
    mine = true() if has_grant(viewer, Grant.TEAM) else or_(Ticket.assignee_id == viewer.id, UNTAKEN)
    seen = and_(visibility.is_seen_by_staff(viewer), ticket_pages.IS_OPEN, mine)
    counts = select(
        func.count().filter(UNTAKEN), func.min(Ticket.filed_at).filter(UNTAKEN),
        func.count().filter(WAITS), func.min(Ticket.requester_spoke_at).filter(WAITS),
    ).select_from(Ticket)  # fmt: skip
    return WaitingNow(*(await session.execute(counts.where(seen))).one())


async def measure_today(session: AsyncSession, now: datetime, zone: str) -> Today:
    """Count the day so far."""
    local = now.astimezone(ZoneInfo(zone))
    midnight = datetime.combine(local.date(), time.min, ZoneInfo(zone))
    solved, rated = Ticket.resolved_at >= midnight, Ticket.rated_at >= midnight
    hour = case((solved, func.extract("hour", func.timezone(zone, Ticket.resolved_at))))
    done = select(hour, func.count().filter(solved), func.count(Ticket.rating).filter(rated),
                  func.coalesce(func.sum(Ticket.rating).filter(rated), 0))  # fmt: skip
    rows = (await session.execute(done.where(or_(solved, rated)).group_by(hour))).all()
    marks, stars = sum(row[2] for row in rows), sum(row[3] for row in rows)
    filed = await _load_filing_times(session, local, zone)
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


async def _load_filing_times(session: AsyncSession, local: datetime, zone: str) -> list[list[time]]:
    """Load at what times of day tickets were filed: today, then on as many such weekdays before."""
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


async def measure_nearness(
    session: AsyncSession, ids: Iterable[int], now: datetime, rules: DeskSettings
) -> Mapping[int, Nearness]:
    """Measure the nearness of these tickets, by id."""
    rows = await session.scalars(select(Ticket).where(any_of(Ticket.id, list(ids))))
    return {ticket.id: _measure_ticket(ticket, now, rules) for ticket in rows}


def _measure_ticket(ticket: Ticket, now: datetime, rules: DeskSettings) -> Nearness:
    which, due = "promised", ticket.promised_at
    if due is None:
        is_first = ticket.first_response_at is None
        which, due = ("first", ticket.first_due_at) if is_first else ("solve", ticket.solve_due_at)
    began = ticket.filed_at or ticket.created_at
    whole = (due - began).total_seconds() if due else 0.0
    share = (now - began).total_seconds() / whole if whole > 0 else 1.0
    refusal = assignment.find_refusal(ticket, now=now, rules=rules)
    rang_at = ticket.broadcast_at if refusal == assignment.BROADCAST_JUST_NOW else None
    waits_since = ticket.requester_spoke_at if ticket.needs_answer else None
    return Nearness(which, min(max(share, 0.0), 1.0), waits_since, refusal is None, rang_at)


async def list_team_load(session: AsyncSession) -> list[LoadLine]:
    """Return everyone on the team, most tickets first."""
    theirs = (Ticket.assignee_id == Person.id) & ticket_pages.IS_WORKED_ON
    ours = Ticket.status.in_(lateness.WAITS["team"])
    found = (
        select(
            Person,
            func.count(Ticket.id).filter(ours, ~Ticket.needs_answer),
            func.count(Ticket.id).filter(ours, Ticket.needs_answer),
            func.count(Ticket.id).filter(Ticket.status.in_(lateness.WAITS["requester"])),
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
