"""Metrics as SQL: one statement for each stream of a query. Runs nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    ColumnElement,
    Date,
    Float,
    FromClause,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    text,
)

from db.models import (
    Outlet,
    Ticket,
    TicketFacts,
)
from desk.metrics.periods import Period, get_midnight
from desk.metrics.registry import TICKET_COLUMNS, Aggregate, Dimension, Metric, label_moment
from desk.metrics.streams import SPANS, ZONE, Stream

_A_DAY, _AN_HOUR = timedelta(days=1), timedelta(hours=1)
_WEEK = 7
_OUTLET = TICKET_COLUMNS[Dimension.OUTLET]
_HOUR: ColumnElement[Any] = literal_column("interval '1 hour'")
_QUARTER: ColumnElement[Any] = literal_column("interval '15 minutes'")
_FIRST_MOMENT: ColumnElement[Any] = literal_column("timestamptz '2000-01-01 00:00:00+00'")
"""Hours are counted from here; the hours of every zone begin at a quarter of one."""
_MOST_CACHED = 128
"""Statements are built once and cached: their form does not depend on who asks."""
_FIRST, _LAST = (bindparam(name, type_=Date) for name in ("first", "last"))
_SURELY = [bindparam(name, type_=TIMESTAMP(timezone=True)) for name in ("sure", "surely")]
_PERHAPS = [bindparam(name, type_=TIMESTAMP(timezone=True)) for name in ("perhaps", "perhaps_until")]
_ALL: ColumnElement[Any] = literal_column("()")
"""One group of all rows; `row()` would be a value, which makes PostgreSQL sort."""
_ANY_TIME = datetime.min.replace(tzinfo=UTC)
UNTIL = bindparam("until", type_=TIMESTAMP(timezone=True))


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """A query of metrics: see `measuring/measure.py`. `zone`: the time zone of its days."""

    period: Period
    by: Dimension | None
    where: Mapping[Dimension, object]
    zone: str
    now: datetime
    until: datetime | None


def build_query(stream: Stream, metrics: Sequence[Metric], asked: MetricQuery, by: Sequence[Dimension]) -> Select[Any]:
    """Return a query with a row for each label of each dimension and one for all rows, in one pass. `is_of` tells which
    it is (see `get_grouping`), `label_<place>` is its label. Each metric has two columns: its number, and the number of
    rows."""
    if asked.where:
        return _statement(stream, metrics, asked, by)
    return _without_filter(stream, tuple(metrics), tuple(by), cut=asked.until is not None)


def get_grouping(place: int | None, many: int) -> int:
    """Return the value of `is_of` for rows of the dimension at that place; with None, for all rows."""
    everything = (1 << many) - 1
    return everything if place is None else everything ^ (1 << (many - 1 - place))


@lru_cache(maxsize=_MOST_CACHED)
def _without_filter(stream: Stream, metrics: Sequence[Metric], by: Sequence[Dimension], *, cut: bool) -> Select[Any]:
    return _statement(stream, metrics, _anywhere(None, cut=cut), by)


def _anywhere(by: Dimension | None, *, cut: bool) -> MetricQuery:
    """Return a query without filters; its days are given when it is executed."""
    return MetricQuery(Period(date.min, date.min), by, {}, "", _ANY_TIME, _ANY_TIME if cut else None)


def _statement(stream: Stream, metrics: Iterable[Metric], asked: MetricQuery, by: Sequence[Dimension]) -> Select[Any]:
    rows = get_rows(stream)
    columns: list[ColumnElement[Any]] = []
    for metric in metrics:
        number, many = _compute(metric, rows, stream)
        columns += [number.label(metric.key), many.label(f"{metric.key}_of")]
    query = _add_conditions(select(*columns), stream, rows, asked, by)
    if not by:
        return query.add_columns(literal(get_grouping(None, 0)).label("is_of"))
    labels = [_label(one, rows, stream) for one in by]
    named = [label.label(f"label_{place}") for place, label in enumerate(labels)]
    query = query.add_columns(*named, func.grouping(*labels).label("is_of"))
    return query.group_by(func.grouping_sets(*labels, _ALL))


def build_by_person(stream: Stream, metric: Metric, asked: MetricQuery, *, with_no_person: bool = False) -> Select[Any]:
    """Return a query of how many rows each person has for each label; `with_no_person`: also rows without a person."""
    rows = get_rows(stream)
    who = rows.c[metric.column]
    label = _label(asked.by, rows, stream) if asked.by is not None else literal(0)
    query = select(label.label("label"), who.label("who"), func.count().label("n"))
    query = query if with_no_person else query.where(who.is_not(None))
    by = (asked.by,) if asked.by is not None else ()
    return _add_conditions(query, stream, rows, asked, by).group_by(text("label"), text("who"))


def _filter_days(at: ColumnElement[Any]) -> tuple[ColumnElement[bool], ...]:
    """Return conditions for the period. The moments serve the index and the planner; the exact day is checked only near
    the ends, where it depends on the zone."""
    day = label_moment(Dimension.DAY, at, ZONE)
    inside = and_(at >= _SURELY[0], at < _SURELY[1])
    return at >= _PERHAPS[0], at < _PERHAPS[1], or_(inside, day.between(_FIRST, _LAST))


def bind_given(asked: MetricQuery) -> dict[str, Any]:
    """Return the parameters of the statements, which are built once for all periods."""
    first, last = asked.period.first, asked.period.last
    start, end = asked.period.get_bounds("UTC")
    moments = {"sure": start + _A_DAY, "surely": end - _A_DAY, "perhaps": start - _A_DAY, "perhaps_until": end + _A_DAY}
    return moments | {"now": asked.now, "zone": asked.zone, "first": first, "last": last, "until": asked.until}


def build_by_hour(stream: Stream, asked: MetricQuery) -> Select[Any]:
    """Return a query of how many rows each hour of each weekday has; grouped by moment first, so that fewer have to be
    converted to local time."""
    rows = get_rows(stream)
    start, end = asked.period.get_bounds(asked.zone)
    within = range(0, asked.period.length, _WEEK)  # some places shift their clocks by half an hour
    middles = [get_midnight(asked.period.first + timedelta(days=n), asked.zone) for n in within]
    step = _HOUR if all(_is_at_full_hours(at, asked.zone) for at in (*middles, end)) else _QUARTER
    at = func.date_bin(step, rows.c.at, _FIRST_MOMENT).label("moment")
    query = select(at, func.count().label("n")).select_from(_with_tickets(stream, rows, asked.where))
    query = _add_filters(query.where(rows.c.at >= start, rows.c.at < end), stream, rows, asked)
    counted = query.group_by(text("moment")).subquery("c")
    labels = [label_moment(one, counted.c.moment, ZONE).label(one.value) for one in (Dimension.WEEKDAY, Dimension.HOUR)]
    return select(*labels, cast(func.sum(counted.c.n), Integer).label("n")).group_by(text("weekday"), text("hour"))


def select_columns(stream: Stream, asked: MetricQuery, *columns: str) -> Select[Any]:
    """Return a query of these columns of the rows."""
    rows = get_rows(stream)
    return _add_conditions(select(*(rows.c[one] for one in columns)), stream, rows, asked)


@lru_cache(maxsize=_MOST_CACHED)
def get_rows(stream: Stream) -> Subquery:
    """Return the stream's rows under the name that every statement uses."""
    return stream.rows.subquery("s")


def _is_at_full_hours(at: datetime, zone: str) -> bool:
    return not (at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()) % _AN_HOUR


def _add_conditions(
    query: Select[Any], stream: Stream, rows: FromClause, asked: MetricQuery, by: Iterable[Dimension] = ()
) -> Select[Any]:
    """Add period, filters and the join that labels need."""
    query = query.select_from(_with_tickets(stream, rows, (*by, *asked.where)))
    if not stream.is_now:
        query = query.where(*_filter_days(rows.c.at))
        if asked.until is not None:
            query = query.where(rows.c.at < UNTIL)
    return _add_filters(query, stream, rows, asked)


def _add_filters(query: Select[Any], stream: Stream, rows: FromClause, asked: MetricQuery) -> Select[Any]:
    for dimension, value in asked.where.items():
        query = query.where(_is(_label(dimension, rows, stream), value))
    return query


def _with_tickets(stream: Stream, rows: FromClause, by: Iterable[Dimension]) -> FromClause:
    """Join the tickets if the rows lack a column of a label, and their outlets if a label is of these."""
    asked = set(by)
    wanted = {_OUTLET} if Dimension.EQUIPMENT in asked else set()
    wanted |= {TICKET_COLUMNS[one] for one in asked if one in TICKET_COLUMNS}
    found, table = rows, _tickets(stream)
    if not wanted <= set(rows.c.keys()):
        key = table.c.ticket_id if table is TicketFacts.__table__ else table.c.id
        found = found.outerjoin(table, key == rows.c.ticket_id)
    if Dimension.EQUIPMENT in asked:
        found = found.outerjoin(Outlet.__table__, Outlet.__table__.c.id == _column(_OUTLET, rows, stream))
    return found


def _tickets(stream: Stream) -> FromClause:
    """Return the table of facts for time spans, which is faster, else that of tickets."""
    return TicketFacts.__table__ if stream.table == SPANS else Ticket.__table__


def _label(by: Dimension, rows: FromClause, stream: Stream) -> ColumnElement[Any]:
    if by is Dimension.AGENT:
        return rows.c.person_id
    if by is Dimension.HOUR and stream.is_daily:
        return cast(null(), Integer)
    if by is Dimension.ANSWER:
        return rows.c.answer if "answer" in rows.c else cast(null(), Text)
    if by is Dimension.CRITERION:
        return rows.c.criterion if "criterion" in rows.c else cast(null(), BigInteger)
    if by is Dimension.EQUIPMENT:
        return func.equipment_models(Outlet.__table__.c.equipment, type_=Text)
    if by not in TICKET_COLUMNS:
        return label_moment(by, rows.c.at, ZONE)
    return _column(TICKET_COLUMNS[by], rows, stream)


def _column(name: str, rows: FromClause, stream: Stream) -> ColumnElement[Any]:
    return rows.c[name] if name in rows.c else _tickets(stream).c[name]


def _is(label: ColumnElement[Any], value: object) -> ColumnElement[bool]:
    values = value if isinstance(value, Collection) and not isinstance(value, str) else (value,)
    return or_(*(label.is_(None) if one is None else label == one for one in values))


def _compute(metric: Metric, rows: FromClause, stream: Stream) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return the number and the count of rows, as SQL."""
    column = rows.c[metric.column] if metric.column else literal(1)
    many = func.count() if metric.column in stream.certain else func.count(column)
    number: dict[Aggregate, Any] = {
        Aggregate.COUNT: many,
        Aggregate.SUM: func.sum(column),
        Aggregate.DISTINCT: func.count(column.distinct()),
        Aggregate.LONGEST: func.max(column),
        Aggregate.MEAN: func.avg(column),
        Aggregate.MEDIAN: func.percentile_cont(0.5).within_group(column),
        Aggregate.P90: func.percentile_cont(0.9).within_group(column),
        Aggregate.SHARE: func.avg(cast(cast(column, Integer), Float)),
    }
    return number[metric.how], many
