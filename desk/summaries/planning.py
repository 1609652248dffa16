"""The summaries that are due: which days and week are to be reported, each once. Counts nothing, sends nothing."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow, Lane, Origin, Summary
from desk import Context, DeskSettings
from desk.outbox import queue_report
from desk.sla.desk_hours import get_desk_calendar
from desk.sla.summary_times import get_next_summary_time

DAY, WEEK = "day", "week"
REPORT = "briefing"
_MOST_DAYS = timedelta(days=7)
_ONE = timedelta(days=1)


async def plan_due_summaries(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """Plan the summaries when `briefing_at` is due. If the desk has closed in between, they wait for its next
    opening."""
    row = await session.scalar(select(DeskRow).with_for_update().execution_options(populate_existing=True))
    if row is None or row.briefing_at is None or row.briefing_at > now:
        return
    planned, row.briefing_at = row.briefing_at, get_next_summary_time(now, rules)
    if row.briefing_at is None:
        return
    calendar = get_desk_calendar(rules)
    if not calendar.is_open(now):
        row.briefing_at = calendar.find_next_open(now)
        return
    ctx = Context(session, Origin.CLOCK, None, now=now, rules=rules)
    today = now.astimezone(ZoneInfo(rules.timezone)).date()
    monday = today - timedelta(days=today.weekday())
    if rules.briefings.sent.daily:
        told = await _last_day(session, DAY)
        first = today - _ONE if told is None else max(told + _ONE, today - _MOST_DAYS)
        await _plan(ctx, Summary(kind=DAY, first_day=first, last_day=today - _ONE, due_at=planned))
    if rules.briefings.sent.weekly and (await _last_day(session, WEEK) or date.min) < monday - _ONE:
        first = monday - timedelta(days=7)
        await _plan(ctx, Summary(kind=WEEK, first_day=first, last_day=monday - _ONE, due_at=planned))


async def _last_day(session: AsyncSession, kind: str) -> date | None:
    """Return the last day that a summary has covered."""
    told: date | None = await session.scalar(select(func.max(Summary.last_day)).where(Summary.kind == kind))
    return told


async def _plan(ctx: Context, briefing: Summary) -> None:
    if briefing.last_day < briefing.first_day:
        return
    ctx.session.add(briefing)
    await ctx.session.flush()
    await queue_report(ctx, REPORT, None, {"id": briefing.id}, lane=Lane.PEOPLE)
