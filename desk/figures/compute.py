"""Figures read: one statement a stream, whatever the period. Knows no form and no picture; writes nothing.

Who reads brings the facts up to date first (`facts.refresh`): what is not counted yet is not in them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, FromClause, Integer, Select, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Ticket
from desk.figures.dimensions import OF_TICKET, OF_TIME, Dimension, Label, expected, of_moment
from desk.figures.periods import Period
from desk.figures.registry import FIGURES, TOO_FEW, Figure, How
from desk.figures.streams import STREAMS
from desk.settings import DeskSettings


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's number in its unit; None: of nothing, or (`too_few`) a share of fewer than ten. `of`: how many rows it
    is made of."""

    amount: float | None
    of: int
    too_few: bool = False


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """What belongs to one label, by a figure's key."""

    label: Label
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of a period: `total` of all of it, `rows` by label: of time in its order and without gaps, else most
    first."""

    keys: tuple[str, ...]
    period: Period
    by: Dimension | None
    total: Mapping[str, Value]
    rows: tuple[MeasuredRow, ...] = field(default=())


async def measure(
    session: AsyncSession,
    keys: Iterable[str],
    period: Period,
    *,
    by: Dimension | None = None,
    where: Mapping[Dimension, object] | None = None,
    settings: DeskSettings,
    now: datetime,
) -> Measured:
    """These figures of a period, told apart by one dimension, only where others have these values (a collection: one of
    them; None: nobody, none). Raises KeyError for a figure that is none."""
    figures = [FIGURES[key] for key in dict.fromkeys(keys)]
    asked = _Asked(period, by, where or {}, settings.timezone, now)
    of_stream = defaultdict(list)
    for figure in figures:
        of_stream[figure.stream].append(figure)
    total: dict[str, Value] = {}
    rows: dict[Label, dict[str, Value]] = {label: {} for label in (expected(by, period) if by else ())}
    for stream, wanted in of_stream.items():
        for row in await session.execute(_statement(stream, wanted, asked)):
            values = {figure.key: _value(figure, row) for figure in wanted}
            if by is None or row.is_total:
                total |= values
            else:
                rows.setdefault(row.label, {}).update(values)
    filled = [
        MeasuredRow(label, {one.key: found.get(one.key, _nothing(one)) for one in figures})
        for label, found in rows.items()
    ]
    if by is not None and by not in OF_TIME:
        filled.sort(key=lambda row: -(row.values[figures[0].key].amount or 0) if figures else 0)
    ordered = {one.key: total.get(one.key, _nothing(one)) for one in figures}
    return Measured(tuple(ordered), period, by, ordered, tuple(filled))


@dataclass(frozen=True, slots=True)
class _Asked:
    period: Period
    by: Dimension | None
    where: Mapping[Dimension, object]
    zone: str
    now: datetime


def _statement(stream: str, figures: Iterable[Figure], asked: _Asked) -> Select[Any]:
    """A row for each label and one for all of it, with two columns a figure: its number, and of how many."""
    rows = STREAMS[stream].subquery("s")
    start, end = asked.period.moments(asked.zone)
    tables: FromClause = rows
    if any(one in OF_TICKET for one in (asked.by, *asked.where)):
        tables = rows.join(Ticket.__table__, Ticket.__table__.c.id == rows.c.ticket_id)
    columns: list[ColumnElement[Any]] = []
    for figure in figures:
        number, many = _reckoned(figure, rows)
        columns += [number.label(figure.key), many.label(f"{figure.key}_of")]
    query = select(*columns).select_from(tables).where(rows.c.at >= start, rows.c.at < end)
    for dimension, value in asked.where.items():
        query = query.where(_is(_label(dimension, rows, asked.zone), value))
    if asked.by is None:
        return query
    label = _label(asked.by, rows, asked.zone)
    query = query.add_columns(label.label("label"), (func.grouping(label) == 1).label("is_total"))
    return query.group_by(func.grouping_sets(label, func.row()))


def _label(by: Dimension, rows: FromClause, zone: str) -> ColumnElement[Any]:
    if by is Dimension.AGENT:
        return rows.c.person_id
    return OF_TICKET[by] if by in OF_TICKET else of_moment(by, rows.c.at, zone)


def _is(label: ColumnElement[Any], value: object) -> ColumnElement[bool]:
    if not isinstance(value, Collection) or isinstance(value, str):
        return label.is_not_distinct_from(value)
    return or_(*(label.is_not_distinct_from(one) for one in value))


def _reckoned(figure: Figure, rows: FromClause) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The number and of how many, in SQL."""
    column = rows.c[figure.column] if figure.column else literal(1)
    many = func.count(column)
    number: dict[How, Any] = {
        How.COUNT: many,
        How.SUM: func.sum(column),
        How.DISTINCT: func.count(column.distinct()),
        How.LONGEST: func.max(column),
        How.MEAN: func.avg(column),
        How.MEDIAN: func.percentile_cont(0.5).within_group(column),
        How.P90: func.percentile_cont(0.9).within_group(column),
        How.SHARE: func.avg(cast(cast(column, Integer), Float)),
    }
    return number[figure.how], many


def _value(figure: Figure, row: Any) -> Value:
    amount, of = getattr(row, figure.key), getattr(row, f"{figure.key}_of")
    if figure.is_share and of < TOO_FEW:
        return Value(None, of, too_few=True)
    return Value(None if amount is None else float(amount), of)


def _nothing(figure: Figure) -> Value:
    if figure.is_share:
        return Value(None, 0, too_few=True)
    return Value(0.0 if figure.how in (How.COUNT, How.DISTINCT) else None, 0)
