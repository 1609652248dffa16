"""Store counts and values of days that are over, so that they are not computed again. Values are stored because a share
or median of a day says nothing about a week. Knows no picture.

A day is counted an hour after it has ended. If a recount of a ticket changes something on such a day, the day is
deleted and counted again; after a change of the time zone all of them are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Text,
    any_,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import DATE, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DailyCount, DailyValues, any_of
from desk import DeskSettings
from desk.metrics import sorted_runs, stored_values
from desk.metrics.measuring.measure import measure
from desk.metrics.measuring.stored_days import STORED_COUNTS
from desk.metrics.metric_queries import MetricQuery
from desk.metrics.periods import Period, get_today
from desk.metrics.registry import METRICS, Dimension, Metric, label_moment
from desk.metrics.stored_values import COLUMNS
from desk.metrics.streams import STREAMS, ZONE

_AFTER = timedelta(hours=1)
_FROM_FACTS = ("ticket_facts", "ticket_spans", "history")
"""Of history only rows of counted tickets matter."""
_MISSING = text("""
  with span as (
    select cast(timezone(:zone, min(filed_at)) as date) as first, cast(:last as date) as last from ticket_facts),
  counted as (
    select day from daily_counts where zone = :zone and figure = any(:figures) group by day having count(*) = :many),
  kept as (
    select day from daily_runs where zone = :zone and name = any(:names) group by day
    having count(*) = cardinality(cast(:names as text[])))
  select cast(day as date) as day, cast(day as date) in (select day from counted) as is_counted,
    cast(day as date) in (select day from kept) as is_kept
  from span, generate_series(span.first, span.last, interval '1 day') as day
  where cast(day as date) not in (select day from counted intersect select day from kept) order by day
""")
_NAMES = [stored_values.get_name(stream, column) for stream, columns in COLUMNS.items() for column in columns]
_AT_ONCE = timedelta(days=31)
"""The values of this many days are in memory together."""


@dataclass(frozen=True, slots=True)
class TicketDays:
    """The values that tickets add to stored days, by metric and by stream."""

    counts: Mapping[tuple[str, date], int]
    values: Mapping[tuple[str, date], Sequence[str]]


NO_DAYS = TicketDays({}, {})


async def refresh_days(session: AsyncSession, settings: DeskSettings, now: datetime) -> int:
    """Count the days that are over and not counted yet; return their number."""
    zone, last = settings.timezone, get_today(now - _AFTER, settings.timezone) - timedelta(days=1)
    given = {"zone": zone, "last": last, "figures": list(STORED_COUNTS), "many": len(STORED_COUNTS), "names": _NAMES}
    missing = (await session.execute(_MISSING, given)).all()
    if not missing:
        return 0
    uncounted = [row.day for row in missing if not row.is_counted]
    unkept = [row.day for row in missing if not row.is_kept]
    for table, days in ((DailyCount, uncounted), (DailyValues, unkept)):
        await session.execute(delete(table).where((table.zone != zone) | any_of(table.day, days)))
    if uncounted:
        await _store_counts(session, uncounted, settings, now)
    for days in _group_days(unkept):
        await _store_values(session, days, settings, now)
    return len(missing)


def _group_days(days: Sequence[date]) -> list[list[date]]:
    """Return groups of days that are near each other."""
    found: list[list[date]] = []
    for day in days:
        if found and day - found[-1][0] < _AT_ONCE:
            found[-1].append(day)
        else:
            found.append([day])
    return found


async def _store_counts(session: AsyncSession, days: Sequence[date], settings: DeskSettings, now: datetime) -> None:
    period = Period(days[0], days[-1])
    counted = await measure(session, STORED_COUNTS, period, by=Dimension.DAY, settings=settings, now=now, stored=False)
    missing = set(days)
    rows = [
        {"day": row.label, "figure": key, "n": int(value.amount or 0), "zone": settings.timezone}
        for row in counted.rows
        if row.label in missing
        for key, value in row.values.items()
    ]
    await session.execute(insert(DailyCount), rows)


async def _store_values(session: AsyncSession, days: Sequence[date], settings: DeskSettings, now: datetime) -> None:
    asked = MetricQuery(Period(days[0], days[-1]), None, {}, settings.timezone, now, None)
    rows = []
    for stream, columns in COLUMNS.items():
        wanted = [(stream, column) for column in columns]
        for one, runs in (await stored_values.load_from_rows(session, wanted, asked)).items():
            own = {"name": stored_values.get_name(*one), "zone": settings.timezone}
            rows += [own | {"day": day, "run": sorted_runs.pack_amounts(runs.get(day, ()))} for day in days]
    await session.execute(insert(DailyValues), rows)


async def has_stored_days(session: AsyncSession) -> bool:
    """Return True if any day is stored that may have to be deleted."""
    stored = exists(select(DailyCount.n)) | exists(select(DailyValues.day))
    return bool(await session.scalar(select(stored)))


async def load_ticket_days(session: AsyncSession, ids: Sequence[int], settings: DeskSettings) -> TicketDays:
    """Return what the facts of these tickets add, by metric and day, and by stream and day."""
    metrics = [METRICS[key] for key in STORED_COUNTS if STREAMS[METRICS[key].stream].table in _FROM_FACTS]
    counts = await session.execute(union_all(*(_counts(one, ids) for one in metrics)), {"zone": settings.timezone})
    streams = [one for one in COLUMNS if STREAMS[one].table in _FROM_FACTS]
    values = await session.execute(union_all(*(_values(one, ids) for one in streams)), {"zone": settings.timezone})
    return TicketDays(
        {(row.figure, row.day): row.n for row in counts if row.n}, {(row.stream, row.day): row.rows for row in values}
    )


async def delete_changed_days(session: AsyncSession, before: TicketDays, after: TicketDays) -> None:
    """Delete stored days to which these tickets now add something else."""
    changed = (
        (DailyCount, _find_changed(before.counts, after.counts)),
        (DailyValues, _find_changed(before.values, after.values)),
    )
    for table, days in changed:
        if days:
            await session.execute(delete(table).where(any_of(table.day, days)))


def _find_changed(
    before: Mapping[tuple[str, date], object], after: Mapping[tuple[str, date], object]
) -> Sequence[date]:
    return sorted({key[1] for key in before.keys() | after.keys() if before.get(key) != after.get(key)})


def _counts(metric: Metric, ids: Sequence[int]) -> Any:
    rows, day, of_these = _of_tickets(metric.stream, ids)
    many = func.count(rows.c[metric.column]) if metric.column else func.count()
    return select(literal(metric.key).label("figure"), day, many.label("n")).where(of_these).group_by(day)


def _values(stream: str, ids: Sequence[int]) -> Any:
    """Return a text for each stream and day that is equal if all values are."""
    rows, day, of_these = _of_tickets(stream, ids)
    row: Any = cast(func.row(*(stored_values.select_value(rows, one) for one in COLUMNS[stream])), Text)
    ordered = func.array_agg(aggregate_order_by(row, row)).label("rows")
    return select(literal(stream).label("stream"), day, ordered).where(of_these).group_by(day)


def _of_tickets(stream: str, ids: Sequence[int]) -> tuple[Any, Any, Any]:
    """Return rows of a stream, their day, and the condition for rows of these tickets."""
    rows = STREAMS[stream].rows.subquery()
    day = cast(label_moment(Dimension.DAY, rows.c.at, ZONE), DATE).label("day")
    return rows, day, rows.c.ticket_id == any_(literal(list(ids), ARRAY(BigInteger)))
