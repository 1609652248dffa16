"""Times to first answers of the day, and how many tickets are usually resolved by this time of day. Changes nothing,
words nothing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Pause, Ticket, any_of
from desk import DeskSettings
from desk.admin_settings.hours_history import load_past_hours
from desk.sla import ticket_clock
from desk.sla.ticket_clock import Paused
from desk.sla.work_calendar import CRITICAL

_WEEKS, _FEWEST_DAYS = 8, 3
_MOST = 2000


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """First answers of the day so far, in working time: the median and the 90th percentile of `of` tickets."""

    of: int
    median: timedelta
    p90: timedelta


async def measure_first_answers(session: AsyncSession, now: datetime, rules: DeskSettings) -> FirstAnswers | None:
    """Measure today's first answers; None if there are none."""
    table = Ticket.__table__.c
    query = select(table.id, table.filed_at, table.first_response_at, table.priority).where(
        Ticket.first_response_at >= _get_midnight(now, rules.timezone),
        Ticket.filed_at.is_not(None),
        Ticket.merged_into_id.is_(None),
        Ticket.begun_by.is_(None),
        ~Ticket.is_test,
    )
    answered = (await session.execute(query.limit(_MOST))).all()
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
            filed, at, hours.choose_calendar(round_the_clock=priority == CRITICAL), pauses[ticket_id]
        ).total_seconds()
        for ticket_id, filed, at, priority in answered
    )
    return FirstAnswers(len(took), timedelta(seconds=median(took)), timedelta(seconds=compute_p90(took)))


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
