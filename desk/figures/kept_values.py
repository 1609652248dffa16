"""What figures of days that are over are made of: the values of a column, in order, day by day. A median of a year
comes from all values of its days, so it is exact. Reads; `rollups.py` writes them.

Kept is only what facts and stretches say, and what a ticket never changes: such a day is as it was until facts are
written, and whoever writes them forgets it where it is not.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Float, FromClause, Integer, cast, func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from desk.figures.dimensions import OF_DAYS, Dimension, of_moment
from desk.figures.periods import Period
from desk.figures.registry import FIGURES, Figure, How
from desk.figures.statements import AskedFigures, in_days
from desk.figures.streams import STREAMS, ZONE

NOBODY = 0
"""Instead of a person, where there is none."""
_PERSON, _HOUR = "person_id", "hour"
_TOLD_APART = {Dimension.AGENT: _PERSON, Dimension.HOUR: _HOUR}
_BY_HOUR = "filed"
"""The rows that are drawn by hour."""
_VALUES = text("""
  select name, day, values from daily_values
  where zone = :zone and name = any(cast(:names as text[])) and day between :first and :last
""")

Runs = dict[date, Sequence[float]]
"""Values in order, by day."""


def name_of(stream: str, column: str) -> str:
    """What it is kept under: "answered.answered_work"."""
    return f"{stream}.{column}"


def _columns() -> Mapping[str, Sequence[str]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for one in FIGURES.values():
        if one.how not in (How.COUNT, How.SUM) and STREAMS[one.stream].keeps(one.column):
            found[one.stream][one.column] = None
    found[_BY_HOUR][_HOUR] = None
    return {stream: tuple(columns) for stream, columns in found.items()}


COLUMNS = _columns()
"""Those that are kept, by stream."""


def column_of(figure: Figure, by: Dimension | None) -> str | None:
    """The kept column that says what a figure comes to, told apart so."""
    kept = COLUMNS.get(figure.stream, ())
    if by in (None, *OF_DAYS):
        column = figure.column if figure.how is not How.COUNT else None
    else:
        column = _TOLD_APART.get(by) if by and figure.how is How.COUNT and not figure.column else None
    return column if column in kept else None


async def stored(session: AsyncSession, names: Sequence[str], period: Period, zone: str) -> dict[str, Runs]:
    """What is kept of these days, by name."""
    given = {"zone": zone, "names": list(names), "first": period.first, "last": period.last}
    found: dict[str, Runs] = {name: {} for name in names}
    for name, day, values in await session.execute(_VALUES, given):
        found[name][day] = values
    return found


async def live(session: AsyncSession, stream: str, columns: Sequence[str], asked: AskedFigures) -> dict[str, Runs]:
    """The same as the rows say it, by column; days on which nothing happened are left out."""
    rows = STREAMS[stream].rows.subquery("s")
    day = of_moment(Dimension.DAY, rows.c.at, ZONE)
    values = [_in_order(value_of(rows, one)).label(one) for one in columns]
    query = select(day.label("day"), *values).where(*in_days(rows.c.at, asked.period)).group_by(day)
    if asked.until is not None:
        query = query.where(rows.c.at < asked.until)
    found: dict[str, Runs] = {one: {} for one in columns}
    for row in (await session.execute(query, {"zone": asked.zone})).mappings():
        for one in columns:
            found[one][row["day"]] = row[one] or ()
    return found


def of_somebody(column: str, runs: Runs) -> Runs:
    """Without what nobody did, where values are people."""
    if column != _PERSON:
        return runs
    return {day: values[bisect_right(values, NOBODY) :] for day, values in runs.items()}


def value_of(rows: FromClause, column: str) -> ColumnElement[Any]:
    """A column's value as a number, in SQL: 1 or 0 of what is so or not."""
    if column == _HOUR:
        return cast(of_moment(Dimension.HOUR, rows.c.at, ZONE), Float)
    value: ColumnElement[Any] = rows.c[column]
    if isinstance(value.type, Boolean):
        value = cast(value, Integer)
    return cast(func.coalesce(value, NOBODY) if column == _PERSON else value, Float)


def _in_order(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.array_agg(aggregate_order_by(value, value)).filter(value.is_not(None))
