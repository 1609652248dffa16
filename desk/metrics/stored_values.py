"""Stored values of days that are over: the values of a column, in order, day by day. The median of a year is computed
from all values of its days, so it is exact. Reads; `rollups.py` writes them.

Only values of facts, of time spans and of fields that never change are stored. Such a day changes only when facts are
written, and the writer then deletes it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Float,
    FromClause,
    Integer,
    Text,
    and_,
    cast,
    func,
    literal,
    null,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import array as sql_array
from sqlalchemy.ext.asyncio import AsyncSession

from desk.metrics import periods
from desk.metrics.metric_queries import UNTIL, MetricQuery, bind_given, filter_days, get_rows
from desk.metrics.periods import Period
from desk.metrics.registry import (
    DAY_DIMENSIONS,
    EVENTS,
    METRICS,
    REPORT_FORMS,
    TICKET_COLUMNS,
    Aggregate,
    Dimension,
    Metric,
    label_moment,
)
from desk.metrics.sorted_runs import NO_PERSON, Run, keep_people, unpack_amounts
from desk.metrics.streams import SPANS, STREAMS, ZONE

MOST_GAPS = 3
"""With more gaps between stored days than this, everything is counted from rows."""
_A_DAY = timedelta(days=1)
HOUR, _PERSON = "hour", "person_id"
_EVENT = TICKET_COLUMNS[Dimension.EVENT]
_LABEL_COLUMNS = {
    Dimension.AGENT: _PERSON, Dimension.HOUR: HOUR, Dimension.CATEGORY: "category_id", Dimension.PRIORITY: "priority",
    Dimension.EVENT: _EVENT,
}  # fmt: skip
_OR_NO_PERSON = frozenset(_LABEL_COLUMNS.values()) - {_EVENT}
"""Stored for all rows; events only for rows that belong to one."""
_SEPARATOR = ":"
"""Separates a column from its label in names of stored pairs."""
_RUNS = text("""
  select name, string_agg(run, '' order by day) as run, array_agg(day order by day) as days,
    array_agg(octet_length(run) order by day) as lengths
  from daily_runs where zone = :zone and name = any(cast(:names as text[])) and day between :first and :last
  group by name
""")
"""All days of a column as one row: a row each costs more than its content."""

Runs = dict[date, Run]
"""Stored values, or pairs, by day."""
StoredColumn = tuple[str, str]
"""The stream and the column of stored values."""
PageCache = dict[tuple[object, ...], Any]
"""Values read before for the same page, where the same days are needed more than once."""
_MOST_CACHED = 64
_NUMBERS = (Aggregate.MEAN, Aggregate.MEDIAN, Aggregate.P90, Aggregate.LONGEST, Aggregate.SHARE)


def get_name(stream: str, column: str) -> str:
    """Return the name under which the column is stored: "answered.answered_work"."""
    return f"{stream}.{column}"


def _columns() -> Mapping[str, Sequence[str]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for one in METRICS.values():
        if one.how not in (Aggregate.COUNT, Aggregate.SUM) and STREAMS[one.stream].has_column(one.column):
            found[one.stream][one.column] = None
    for chart in (EVENTS, *(chart for form in REPORT_FORMS.values() for chart in form.charts)):
        for one in (METRICS[key] for key in chart.metrics):
            column = _find_label_column(one, chart.by)
            if column and STREAMS[one.stream].has_column(column.partition(_SEPARATOR)[0]):
                found[one.stream][column] = None
    return {stream: tuple(columns) for stream, columns in found.items()}


def _find_label_column(metric: Metric, by: Dimension | None) -> str | None:
    """Return the column that labels the rows of a metric, or the name of its pairs; None if they are not stored. A span
    knows only its person, a resolution also its event."""
    label = _LABEL_COLUMNS.get(by) if by else None
    stream = STREAMS[metric.stream]
    if label is None or not (label in stream.rows.selected_columns or (label == HOUR and stream.table != SPANS)):
        return None
    if metric.how is Aggregate.COUNT:
        return None if metric.column else label
    if label == _PERSON or not (metric.how in _NUMBERS or (label == _EVENT and metric.how is Aggregate.TOP_SHARE)):
        return None
    return f"{metric.column}{_SEPARATOR}{label}"


def can_use_stored(asked: MetricQuery) -> bool:
    """Return True if the stored values cover all rows of the query: without a filter; by event only for named events,
    because rows without an event are not stored."""
    if asked.by is not Dimension.EVENT:
        return not asked.where
    return set(asked.where) == {Dimension.EVENT} and None not in get_events(asked)


def get_events(asked: MetricQuery) -> Collection[Any]:
    """Return the events of the query."""
    events = asked.where[Dimension.EVENT]
    return events if isinstance(events, Collection) and not isinstance(events, str) else (events,)


COLUMNS = _columns()
"""Stored columns, by stream."""


def find_column(metric: Metric, by: Dimension | None) -> StoredColumn | None:
    """Return the stored column from which a metric by that dimension is computed, or None."""
    kept = COLUMNS.get(metric.stream, ())
    plain = metric.column if metric.how is not Aggregate.COUNT else None
    column = plain if by in (None, *DAY_DIMENSIONS) else _find_label_column(metric, by)
    return (metric.stream, column) if column is not None and column in kept else None


async def load_values(session: AsyncSession, names: Sequence[str], period: Period, zone: str) -> dict[str, Runs]:
    """Return the stored values of these days, by name."""
    asked = {"zone": zone, "names": list(names), "first": period.first, "last": period.last}
    found: dict[str, Runs] = {name: {} for name in names}
    for row in await session.execute(_RUNS, asked):
        whole, at = unpack_amounts(row.run), 0
        for day, length in zip(row.days, row.lengths, strict=True):
            after = at + length // whole.itemsize
            found[row.name][day], at = whole[at:after], after
    return found


async def load_days(
    session: AsyncSession, wanted: Sequence[StoredColumn], asked: MetricQuery, cache: PageCache | None = None
) -> dict[StoredColumn, Runs] | None:
    """Return all values of each day, by stream and column: stored ones, and from rows for other days. None if too few
    days are stored."""
    cache = {} if cache is None else cache
    keys = {one: (one, asked.period, asked.until) for one in wanted}
    if unread := [one for one, key in keys.items() if key not in cache]:
        read = await _read_days(session, unread, asked)
        cache.update({keys[one]: read and read[one] for one in unread})
    found = {one: cache[key] for one, key in keys.items()}
    return None if None in found.values() else found


async def _read_days(
    session: AsyncSession, wanted: Sequence[StoredColumn], asked: MetricQuery
) -> dict[StoredColumn, Runs] | None:
    names = {one: get_name(*one) for one in wanted}
    kept = await load_values(session, list(names.values()), asked.period, asked.zone)
    cut = periods.get_today(asked.until, asked.zone) if asked.until is not None else date.max
    whole = {day for day in set[date]().union(*kept.values()) if day < cut}.intersection(*kept.values())
    missing = find_gaps(asked.period, whole)
    if len(missing) > MOST_GAPS:
        return None
    found = {one: {day: run for day, run in kept[name].items() if day in whole} for one, name in names.items()}
    for gap in missing:
        for one, runs in (await load_from_rows(session, wanted, replace(asked, period=gap))).items():
            found[one].update(runs)
    return found


def find_gaps(period: Period, known: Collection[date]) -> list[Period]:
    """Return the spans of days that are not stored."""
    found: list[Period] = []
    for day in period.iterate_days():
        if day in known:
            continue
        if found and day - found[-1].last == _A_DAY:
            found[-1] = Period(found[-1].first, day)
        else:
            found.append(Period(day, day))
    return found


async def load_from_rows(
    session: AsyncSession, wanted: Sequence[StoredColumn], asked: MetricQuery
) -> dict[StoredColumn, Runs]:
    """Return the same values from rows; days without rows are left out."""
    columns: dict[str, list[str]] = defaultdict(list)
    for stream, column in wanted:
        columns[stream].append(column)
    of = tuple((stream, tuple(theirs)) for stream, theirs in columns.items())
    found: dict[StoredColumn, Runs] = {one: {} for one in wanted}
    for stream, day, *runs in await session.execute(_build_query(of, cut=asked.until is not None), bind_given(asked)):
        for column, run in zip(columns[stream], runs, strict=False):
            found[stream, column][day] = run or ()
    return found


@lru_cache(maxsize=_MOST_CACHED)
def _build_query(columns: Sequence[tuple[str, Sequence[str]]], *, cut: bool) -> CompoundSelect[Any]:
    """Return a query with a row for each stream and day; streams with fewer columns end with empty ones."""
    most = max(len(theirs) for _, theirs in columns)
    parts = []
    for stream, theirs in columns:
        rows = get_rows(STREAMS[stream])
        day = label_moment(Dimension.DAY, rows.c.at, ZONE)
        values = [_in_order(rows, one) for one in theirs] + [cast(null(), ARRAY(Float))] * (most - len(theirs))
        named = [value.label(f"of_{n}") for n, value in enumerate(values)]
        query = select(literal(stream, Text).label("stream"), day.label("day"), *named)
        query = query.where(*filter_days(rows.c.at)).group_by(day)
        parts.append(query.where(rows.c.at < UNTIL) if cut else query)
    return union_all(*parts)


def keep_people_by_day(column: str, runs: Runs) -> Runs:
    """Return the values without `NO_PERSON`, if values are people."""
    if column != _PERSON:
        return runs
    return {day: keep_people(run) for day, run in runs.items()}


def is_pairs(column: str) -> bool:
    """Return True if the values are pairs of a label and a value."""
    return _SEPARATOR in column


def select_value(rows: FromClause, column: str) -> ColumnElement[Any]:
    """Return a column's value as a number, in SQL: 1 or 0 for a condition; 0 for no person."""
    if is_pairs(column):
        value, _, label = column.partition(_SEPARATOR)
        return sql_array([select_value(rows, label), select_value(rows, value)])
    if column == HOUR:
        return cast(label_moment(Dimension.HOUR, rows.c.at, ZONE), Float)
    value_: ColumnElement[Any] = rows.c[column]
    if isinstance(value_.type, Boolean):
        value_ = cast(value_, Integer)
    return cast(func.coalesce(value_, NO_PERSON) if column in _OR_NO_PERSON else value_, Float)


def _in_order(rows: FromClause, column: str) -> ColumnElement[Any]:
    """Return the sorted values. Pairs are all labels, then all values: a list of lists is read ten times slower."""
    value, _, label = column.partition(_SEPARATOR)
    number = select_value(rows, value)
    if not label:
        return func.array_agg(aggregate_order_by(number, number)).filter(number.is_not(None))
    apart = select_value(rows, label)
    both = (
        func.array_agg(aggregate_order_by(one, apart, number), type_=ARRAY(Float)).filter(
            and_(number.is_not(None), apart.is_not(None))
        )
        for one in (apart, number)
    )
    return func.array_cat(*both, type_=ARRAY(Float))
