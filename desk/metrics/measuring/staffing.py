"""How many people next week needs: what comes in a week, times how long a request takes, by the hours that one person
gives to requests.

How long a request takes is not measured, it is seen from what agents do: between two acts of one agent at most
`GAP` apart they worked; an act after a longer gap stands for `FIRST`. So work on several requests at a time is counted
once, and work that leaves no trace here, such as a telephone call, is not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.unit_of_work import get_unit
from desk import DeskSettings
from desk.metrics.periods import get_today

_PLAN_ANEW = text("""
  select set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('max_parallel_workers_per_gather', '0', true)
""")
"""No parallel workers: the other cores are for answers, and starting workers costs ten milliseconds."""


async def use_custom_plans(session: AsyncSession) -> None:
    """Make PostgreSQL plan each statement for its values, once in a unit of work: a generic plan suits no period,
    because it knows neither its days nor how much a filter leaves."""
    unit = get_unit(session)
    if not unit.has_custom_plans:
        unit.has_custom_plans = True
        await session.execute(_PLAN_ANEW)


WEEKS, FEWEST_WEEKS, FEWEST_REQUESTS = 8, 4, 30
"""Full weeks that are looked at; fewer weeks, or fewer finished requests, say too little."""
GAP, FIRST = timedelta(minutes=15), timedelta(minutes=5)
EIGHT_OF_TEN = {
    1: 3.078, 2: 1.886, 3: 1.638, 4: 1.533, 5: 1.476, 6: 1.440, 7: 1.415, 8: 1.397, 9: 1.383,
}  # fmt: skip
"""The quantile of Student's distribution that leaves out one tenth on each side, by degrees of freedom."""
_WEEK, _DAY = timedelta(weeks=1), timedelta(days=1)

_BEGAN = text("select min(filed_at) from tickets where filed_at is not null and not is_test")
_READ = text("""
with acts as (
  select e.author_id as person_id, e.created_at as at from entries e join tickets t on t.id = e.ticket_id
  where e.created_at >= :since and e.created_at < :until and e.kind in ('reply', 'note', 'draft') and not t.is_test
  union all
  select h.actor_id, h.at from history h join tickets t on t.id = h.ticket_id
  where h.field in ('status', 'assignee') and h.at >= :since and h.at < :until
    and h.actor_id <> t.requester_id and not t.is_test),
gaps as (
  select a.at, a.at - lag(a.at) over (partition by a.person_id order by a.at) as gap
  from acts a join people p on p.id = a.person_id
  where p.role not in ('requester', 'group', 'intake_group') or p.dismissed_at is not null),
counted as (
  select 'worked' as what, at, extract(epoch from case when gap <= :gap then gap else :first end) as n from gaps
  union all
  select 'filed', filed_at, 1 from tickets where filed_at >= :since and filed_at < :until and not is_test
  union all
  select 'finished', coalesce(resolved_at, ended_at), 1 from tickets
  where filed_at is not null and not is_test
    and (resolved_at >= :since and resolved_at < :until
      or resolved_at is null and ended_at >= :since and ended_at < :until))
select what, ((at at time zone :zone)::date - cast(:monday as date)) / 7 as week, sum(n) as n
from counted group by 1, 2
""")


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """The requests that came in a week and that were finished, and for how many seconds agents worked."""

    filed: float = 0
    finished: float = 0
    worked: float = 0


@dataclass(frozen=True, slots=True)
class StaffingNeed:
    """How many people it takes, and the range that holds in eight of ten weeks; what it follows from: the requests of a
    week, the minutes of one, the number of weeks."""

    people: float
    low: float
    high: float
    requests: float
    minutes: float
    weeks: int


@dataclass(frozen=True, slots=True)
class TooLittle:
    """There is not enough to say it from: how many full weeks, and how many finished requests there are."""

    weeks: int
    finished: int


def estimate_need(weeks: Sequence[WorkWeek], hours: float) -> StaffingNeed | TooLittle:
    """Return the need of a week like these, the last of them at most `WEEKS`. `hours`: that one person gives to
    requests in a week.

    The range has two parts: weeks differ in what comes in, and the time of a request is known from these weeks only.
    """
    n, finished = len(weeks), sum(week.finished for week in weeks)
    worked = sum(week.worked for week in weeks)
    if n < FEWEST_WEEKS or finished < FEWEST_REQUESTS or not worked:
        return TooLittle(n, round(finished))
    filed, each = sum(week.filed for week in weeks) / n, worked / finished
    need = filed * each / 3600 / hours
    if not need:
        return TooLittle(n, round(finished))
    of_filed = sum((week.filed - filed) ** 2 for week in weeks) / (n - 1) * (1 + 1 / n) / filed**2
    of_each = sum((week.worked - each * week.finished) ** 2 for week in weeks) / (n - 1) / n / (worked / n) ** 2
    off = need * EIGHT_OF_TEN[n - 1] * sqrt(of_filed + of_each)
    return StaffingNeed(need, max(0.0, need - off), need + off, filed, each / 60, n)


async def load_need(session: AsyncSession, rules: DeskSettings, now: datetime) -> StaffingNeed | TooLittle | None:
    """Return the need of next week from the last full weeks; None: the setting is off."""
    if not rules.team.staffing_hours:
        return None
    return estimate_need(await load_weeks(session, rules.timezone, now), rules.team.staffing_hours)


async def load_weeks(session: AsyncSession, zone: str, now: datetime) -> list[WorkWeek]:
    """Return the last full weeks, from Monday to Sunday, without those that had begun before the first request."""
    began = await session.scalar(_BEGAN)
    today = get_today(now, zone)
    until = today - today.weekday() * _DAY
    if began is None:
        return []
    first = get_today(began, zone)
    monday = max(until - WEEKS * _WEEK, first + (-first.weekday() % 7) * _DAY)
    given = {
        "since": _begin(monday, zone), "until": _begin(until, zone), "monday": monday, "zone": zone,
        "gap": GAP, "first": FIRST,
    }  # fmt: skip
    found: dict[int, dict[str, float]] = {week: {} for week in range(max(0, (until - monday).days // 7))}
    if found:
        for row in await session.execute(_READ, given):
            found[row.week][row.what] = float(row.n)
    return [WorkWeek(**week) for week in found.values()]


def _begin(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
