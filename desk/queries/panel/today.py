"""The day so far beside the same weekdays before: what was filed and resolved, its marks, its first answers. Changes
nothing, words nothing; knows no page, and no ticket by itself."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Pause, Ticket, any_of
from desk import DeskSettings
from desk.admin_settings.hours_history import load_past_hours
from desk.sla import ticket_clock
from desk.sla.ticket_clock import Paused
from desk.sla.work_calendar import CRITICAL

_WEEKS = 8
_FEWEST_DAYS, _FEWEST_MARKS = 3, 10


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


_MOST = 2000


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """First answers of the day so far, in working time: the median and the 90th percentile. `waiting`: tickets among
    them that have no answer yet and count with their time up to now."""

    median: timedelta
    p90: timedelta
    waiting: int


async def measure_first_answers(session: AsyncSession, now: datetime, rules: DeskSettings) -> FirstAnswers | None:
    """Measure today's first answers; None if there are none and no ticket waits for one."""
    table = Ticket.__table__.c
    waits = and_(Ticket.first_response_at.is_(None), Ticket.is_teams_turn)
    counted = select(table.id, table.filed_at, table.first_response_at, table.priority).where(
        Ticket.filed_at.is_not(None),
        Ticket.merged_into_id.is_(None),
        Ticket.begun_by.is_(None),
        ~Ticket.is_test,
    )
    today = counted.where(Ticket.first_response_at >= _get_midnight(now, rules.timezone))
    both = union_all(today, counted.where(waits))  # each has its index
    answered = (await session.execute(both.limit(_MOST))).all()
    if not answered:
        return None
    pauses: dict[int, list[Paused]] = defaultdict(list)
    stood = select(Pause.ticket_id, Pause.started_at, Pause.ended_at).where(
        any_of(Pause.ticket_id, [row[0] for row in answered])
    )
    for ticket_id, started, ended in await session.execute(stood):
        pauses[ticket_id].append((started, ended))
    hours = await load_past_hours(session, rules)
    took = sorted(
        ticket_clock.measure_clock(
            filed, at or now, hours.choose_calendar(round_the_clock=priority == CRITICAL), pauses[ticket_id]
        ).total_seconds()
        for ticket_id, filed, at, priority in answered
    )
    waiting = sum(at is None for _, _, at, _ in answered)
    return FirstAnswers(timedelta(seconds=median(took)), timedelta(seconds=compute_p90(took)), waiting)


def compute_p90(seconds: list[float]) -> float:
    """Return the 90th percentile as the glossary of metrics defines it (`percentile_cont`)."""
    return quantiles(seconds, n=10, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]


async def get_usually_solved(session: AsyncSession, now: datetime, zone: str) -> int | None:
    """Return the median number resolved by this time of day on the last eight such weekdays; None if there were any
    on fewer than three of them."""
    begins = _get_midnight(now, zone)
    past = now - begins
    days = [begins.astimezone(ZoneInfo(zone)) - timedelta(weeks=back) for back in range(1, _WEEKS + 1)]
    spans = [and_(Ticket.resolved_at >= day, Ticket.resolved_at <= day + past) for day in days]
    local = func.date_trunc("day", func.timezone(zone, Ticket.resolved_at))
    rows = await session.execute(select(local, func.count()).where(or_(*spans)).group_by(local))
    counts = [n for _, n in rows]
    return round(median(counts + [0] * (_WEEKS - len(counts)))) if len(counts) >= _FEWEST_DAYS else None


def _get_midnight(now: datetime, zone: str) -> datetime:
    return datetime.combine(now.astimezone(ZoneInfo(zone)).date(), time(), ZoneInfo(zone))
