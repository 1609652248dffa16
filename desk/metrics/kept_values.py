"""What figures of days that are over are made of: the values of a column, in order, day by day. A median of a year
comes from all values of its days, so it is exact. Reads; `rollups.py` writes them.

Kept is only what facts and stretches say, and what a ticket never changes: such a day is as it was until facts are
written, and whoever writes them forgets it where it is not.
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

from desk.metrics import amounts, periods
from desk.metrics.amounts import NOBODY, Run
from desk.metrics.dimensions import OF_DAYS, OF_TICKET, Dimension, of_moment
from desk.metrics.forms import EVENTS, FORMS
from desk.metrics.periods import Period
from desk.metrics.registry import FIGURES, Figure, How
from desk.metrics.statements import UNTIL, AskedFigures, given, in_days, rows_of
from desk.metrics.streams import STREAMS, STRETCHES, ZONE

MOST_GAPS = 3
"""Where there are more stretches of days of which nothing is kept, all is counted at once."""
_A_DAY = timedelta(days=1)
HOUR, _PERSON = "hour", "person_id"
_EVENT = OF_TICKET[Dimension.EVENT]
_TOLD_APART = {
    Dimension.AGENT: _PERSON, Dimension.HOUR: HOUR, Dimension.CATEGORY: "category_id", Dimension.PRIORITY: "priority",
    Dimension.EVENT: _EVENT,
}  # fmt: skip
_OR_NOBODY = frozenset(_TOLD_APART.values()) - {_EVENT}
"""What is kept of all rows; of events only what belongs to one."""
_BESIDE = ":"
"""Between a column and what its values are told apart by: of these pairs are kept."""
_RUNS = text("""
  select name, string_agg(run, '' order by day) as run, array_agg(day order by day) as days,
    array_agg(octet_length(run) order by day) as lengths
  from daily_runs where zone = :zone and name = any(cast(:names as text[])) and day between :first and :last
  group by name
""")
"""All days of a column as one: a row each costs more than what is in it."""

Runs = dict[date, Run]
"""The same by day, or pairs."""
KeptColumn = tuple[str, str]
"""Of which stream, which column."""
Held = dict[tuple[object, ...], Any]
"""What was read before for the same page: the same days are asked for more than once."""
_MADE = 64
_NUMBERS = (How.MEAN, How.MEDIAN, How.P90, How.LONGEST, How.SHARE)


def name_of(stream: str, column: str) -> str:
    """What it is kept under: "answered.answered_work"."""
    return f"{stream}.{column}"


def _columns() -> Mapping[str, Sequence[str]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for one in FIGURES.values():
        if one.how not in (How.COUNT, How.SUM) and STREAMS[one.stream].keeps(one.column):
            found[one.stream][one.column] = None
    for chart in (EVENTS, *(chart for form in FORMS.values() for chart in form.charts)):
        for one in (FIGURES[key] for key in chart.figures):
            column = _apart(one, chart.by)
            if column and STREAMS[one.stream].keeps(column.partition(_BESIDE)[0]):
                found[one.stream][column] = None
    return {stream: tuple(columns) for stream, columns in found.items()}


def _apart(figure: Figure, by: Dimension | None) -> str | None:
    """The column that tells its rows apart, or the pairs of what it is made of and that; a stretch knows only whose it
    was, a solution also of which event."""
    label = _TOLD_APART.get(by) if by else None
    stream = STREAMS[figure.stream]
    if label is None or not (label in stream.rows.selected_columns or (label == HOUR and stream.table != STRETCHES)):
        return None
    if figure.how is How.COUNT:
        return None if figure.column else label
    if label == _PERSON or not (figure.how in _NUMBERS or (label == _EVENT and figure.how is How.TOP_SHARE)):
        return None
    return f"{figure.column}{_BESIDE}{label}"


def may_say(asked: AskedFigures) -> bool:
    """Whether what is kept holds all rows that are asked for: those of all; by event only of events that are named, as
    what belongs to none is not among them."""
    if asked.by is not Dimension.EVENT:
        return not asked.where
    return set(asked.where) == {Dimension.EVENT} and None not in events_of(asked)


def events_of(asked: AskedFigures) -> Collection[Any]:
    """Of which it is asked."""
    events = asked.where[Dimension.EVENT]
    return events if isinstance(events, Collection) and not isinstance(events, str) else (events,)


COLUMNS = _columns()
"""Those that are kept, by stream."""


def column_of(figure: Figure, by: Dimension | None) -> KeptColumn | None:
    """The kept column that says what a figure comes to, told apart so."""
    kept = COLUMNS.get(figure.stream, ())
    plain = figure.column if figure.how is not How.COUNT else None
    column = plain if by in (None, *OF_DAYS) else _apart(figure, by)
    return (figure.stream, column) if column is not None and column in kept else None


async def stored(session: AsyncSession, names: Sequence[str], period: Period, zone: str) -> dict[str, Runs]:
    """What is kept of these days, by name."""
    asked = {"zone": zone, "names": list(names), "first": period.first, "last": period.last}
    found: dict[str, Runs] = {name: {} for name in names}
    for row in await session.execute(_RUNS, asked):
        whole, at = amounts.unpacked(row.run), 0
        for day, length in zip(row.days, row.lengths, strict=True):
            after = at + length // whole.itemsize
            found[row.name][day], at = whole[at:after], after
    return found


async def of_days(
    session: AsyncSession, wanted: Sequence[KeptColumn], asked: AskedFigures, held: Held | None = None
) -> dict[KeptColumn, Runs] | None:
    """All values of each day, by stream and column: what is kept, the others as the rows say them. None: too little is
    kept."""
    held = {} if held is None else held
    keys = {one: (one, asked.period, asked.until) for one in wanted}
    if unread := [one for one, key in keys.items() if key not in held]:
        read = await _of_days(session, unread, asked)
        held.update({keys[one]: read and read[one] for one in unread})
    found = {one: held[key] for one, key in keys.items()}
    return None if None in found.values() else found


async def _of_days(
    session: AsyncSession, wanted: Sequence[KeptColumn], asked: AskedFigures
) -> dict[KeptColumn, Runs] | None:
    names = {one: name_of(*one) for one in wanted}
    kept = await stored(session, list(names.values()), asked.period, asked.zone)
    cut = periods.today(asked.until, asked.zone) if asked.until is not None else date.max
    whole = {day for day in set[date]().union(*kept.values()) if day < cut}.intersection(*kept.values())
    missing = gaps(asked.period, whole)
    if len(missing) > MOST_GAPS:
        return None
    found = {one: {day: run for day, run in kept[name].items() if day in whole} for one, name in names.items()}
    for gap in missing:
        for one, runs in (await live(session, wanted, replace(asked, period=gap))).items():
            found[one].update(runs)
    return found


def gaps(period: Period, known: Collection[date]) -> list[Period]:
    """The stretches of days of which nothing is kept."""
    found: list[Period] = []
    for day in period.days():
        if day in known:
            continue
        if found and day - found[-1].last == _A_DAY:
            found[-1] = Period(found[-1].first, day)
        else:
            found.append(Period(day, day))
    return found


async def live(session: AsyncSession, wanted: Sequence[KeptColumn], asked: AskedFigures) -> dict[KeptColumn, Runs]:
    """The same as the rows say it; days on which nothing happened are left out."""
    columns: dict[str, list[str]] = defaultdict(list)
    for stream, column in wanted:
        columns[stream].append(column)
    of = tuple((stream, tuple(theirs)) for stream, theirs in columns.items())
    found: dict[KeptColumn, Runs] = {one: {} for one in wanted}
    for stream, day, *runs in await session.execute(_as_rows_say(of, cut=asked.until is not None), given(asked)):
        for column, run in zip(columns[stream], runs, strict=False):
            found[stream, column][day] = run or ()
    return found


@lru_cache(maxsize=_MADE)
def _as_rows_say(columns: Sequence[tuple[str, Sequence[str]]], *, cut: bool) -> CompoundSelect[Any]:
    """A row for each stream and day; those that are made of fewer columns end with empty ones."""
    most = max(len(theirs) for _, theirs in columns)
    parts = []
    for stream, theirs in columns:
        rows = rows_of(STREAMS[stream])
        day = of_moment(Dimension.DAY, rows.c.at, ZONE)
        values = [_in_order(rows, one) for one in theirs] + [cast(null(), ARRAY(Float))] * (most - len(theirs))
        named = [value.label(f"of_{n}") for n, value in enumerate(values)]
        query = select(literal(stream, Text).label("stream"), day.label("day"), *named)
        query = query.where(*in_days(rows.c.at)).group_by(day)
        parts.append(query.where(rows.c.at < UNTIL) if cut else query)
    return union_all(*parts)


def of_somebody(column: str, runs: Runs) -> Runs:
    """Without what nobody did, where values are people."""
    if column != _PERSON:
        return runs
    return {day: amounts.of_people(run) for day, run in runs.items()}


def is_pairs(column: str) -> bool:
    """Whether its values are pairs: what they are told apart by, and each."""
    return _BESIDE in column


def value_of(rows: FromClause, column: str) -> ColumnElement[Any]:
    """A column's value as a number, in SQL: 1 or 0 of what is so or not; 0 where nobody or nothing is."""
    if is_pairs(column):
        value, _, label = column.partition(_BESIDE)
        return sql_array([value_of(rows, label), value_of(rows, value)])
    if column == HOUR:
        return cast(of_moment(Dimension.HOUR, rows.c.at, ZONE), Float)
    value_: ColumnElement[Any] = rows.c[column]
    if isinstance(value_.type, Boolean):
        value_ = cast(value_, Integer)
    return cast(func.coalesce(value_, NOBODY) if column in _OR_NOBODY else value_, Float)


def _in_order(rows: FromClause, column: str) -> ColumnElement[Any]:
    """Of pairs all labels, then all values: a list of lists would be read ten times as slowly."""
    value, _, label = column.partition(_BESIDE)
    number = value_of(rows, value)
    if not label:
        return func.array_agg(aggregate_order_by(number, number)).filter(number.is_not(None))
    apart = value_of(rows, label)
    both = (
        func.array_agg(aggregate_order_by(one, apart, number), type_=ARRAY(Float)).filter(
            and_(number.is_not(None), apart.is_not(None))
        )
        for one in (apart, number)
    )
    return func.array_cat(*both, type_=ARRAY(Float))
