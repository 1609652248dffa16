"""Counts of days that are over, kept so that nobody counts them again. Counts only: a share or a median of a day says
nothing of a week. Knows no picture.

A day is counted an hour after it has ended. Where a ticket is counted anew and something on such a day is no longer as
it was, the day is forgotten and counted again; in another time zone all of them are.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, BigInteger, any_, cast, delete, func, insert, literal, select, text, union_all
from sqlalchemy.dialects.postgresql import DATE
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DailyCount
from db.sql import any_of
from desk.figures.compute import ROLLED, measure
from desk.figures.dimensions import Dimension, of_moment
from desk.figures.periods import Period, today
from desk.figures.registry import FIGURES, Figure
from desk.figures.streams import STREAMS, ZONE
from desk.settings import DeskSettings

_AFTER = timedelta(hours=1)
_FROM_FACTS = ("ticket_facts", "ticket_spans", "history")
"""Of history counts only what is on tickets that are counted themselves."""
_MISSING = text("""
  with span as (
    select cast(min(timezone(:zone, filed_at)) as date) as first, cast(:last as date) as last from ticket_facts),
  stored as (
    select day from daily_counts where zone = :zone and figure = any(:figures) group by day having count(*) = :many)
  select cast(day as date) as day from span, generate_series(span.first, span.last, interval '1 day') as day
  where cast(day as date) not in (select day from stored) order by day
""")


async def refresh(session: AsyncSession, settings: DeskSettings, now: datetime) -> int:
    """Count the days that are over and not counted yet; how many these were."""
    zone, last = settings.timezone, today(now - _AFTER, settings.timezone) - timedelta(days=1)
    given = {"zone": zone, "last": last, "figures": list(ROLLED), "many": len(ROLLED)}
    days = list(await session.scalars(_MISSING, given))
    await session.execute(delete(DailyCount).where((DailyCount.zone != zone) | any_of(DailyCount.day, days)))
    if not days:
        return 0
    period = Period(days[0], days[-1])
    counted = await measure(session, ROLLED, period, by=Dimension.DAY, settings=settings, now=now, stored=False)
    missing = set(days)
    rows = [
        {"day": row.label, "figure": key, "n": int(value.amount or 0), "zone": zone}
        for row in counted.rows
        if row.label in missing
        for key, value in row.values.items()
    ]
    await session.execute(insert(DailyCount), rows)
    return len(days)


async def any_stored(session: AsyncSession) -> bool:
    """Whether there is a day that could have to be forgotten."""
    return await session.scalar(select(DailyCount.n).limit(1)) is not None


async def days_of(session: AsyncSession, ids: Sequence[int], settings: DeskSettings) -> Counter[tuple[str, date]]:
    """What the facts of these tickets count for, by figure and day."""
    parts = [_of_tickets(FIGURES[key], ids) for key in ROLLED if STREAMS[FIGURES[key].stream].table in _FROM_FACTS]
    rows = await session.execute(union_all(*parts), {"zone": settings.timezone})
    return Counter({(row.figure, row.day): row.n for row in rows if row.n})


async def forget(session: AsyncSession, before: Counter[tuple[str, date]], after: Counter[tuple[str, date]]) -> None:
    """Days on which something is no longer as it was are to be counted again."""
    days = {day for key, day in before.keys() | after.keys() if before[key, day] != after[key, day]}
    if days:
        await session.execute(delete(DailyCount).where(any_of(DailyCount.day, sorted(days))))


def _of_tickets(figure: Figure, ids: Sequence[int]) -> Any:
    rows = STREAMS[figure.stream].rows.subquery()
    day = cast(of_moment(Dimension.DAY, rows.c.at, ZONE), DATE).label("day")
    many = func.count(rows.c[figure.column]) if figure.column else func.count()
    of_these = rows.c.ticket_id == any_(literal(list(ids), ARRAY(BigInteger)))
    query: Any = select(literal(figure.key).label("figure"), day, many.label("n"))
    return query.where(of_these).group_by(day)
