"""Figures read: one statement a stream, whatever the period. Knows no form and no picture; writes nothing.

Who reads brings the facts up to date first, in units of work of their own (`facts.bring_up_to_date`): what is not
counted yet is not in them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import (
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from desk.figures import kept_values, periods
from desk.figures.dimensions import OF_DAYS, OF_TIME, Dimension, Label, expected, of_day
from desk.figures.kept_values import MOST_GAPS, gaps
from desk.figures.periods import Period
from desk.figures.registry import FIGURES, TOO_FEW, Figure, FigureUnit, How
from desk.figures.statements import AskedFigures, by_hour_of_weekday, by_whom, statement
from desk.figures.streams import STREAMS, Stream
from desk.settings import DeskSettings

ROLLED = frozenset(
    figure.key for figure in FIGURES.values() if figure.how is How.COUNT and STREAMS[figure.stream].is_kept
)
"""Figures whose counts are kept for each day."""
_KEPT = text("""
  select day, array_agg(n order by array_position(cast(:wanted as text[]), figure))
    filter (where figure = any(cast(:wanted as text[]))) as counts
  from daily_counts where zone = :zone and day between :first and :last and figure = any(cast(:rolled as text[]))
  group by day having count(*) = cardinality(cast(:rolled as text[]))
""")
"""A day counts as kept where all figures of it are."""
_PLAN_ANEW = text("""
  select set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('max_parallel_workers_per_gather', '0', true)
""")
"""On one core: the others are for answers, and to begin there costs ten milliseconds."""
_PLANNED = "figures are planned anew"
_FILED = "filed"


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


_Found = dict[Label, dict[str, Value]]


async def measure(
    session: AsyncSession,
    keys: Iterable[str],
    period: Period,
    *,
    by: Dimension | None = None,
    where: Mapping[Dimension, object] | None = None,
    settings: DeskSettings,
    now: datetime,
    stored: bool = True,
    until: datetime | None = None,
) -> Measured:
    """These figures of a period, told apart by one dimension, only where others have these values (a collection: one of
    them; None: nobody, none). Raises KeyError for a figure that is none. `stored`: counts of days that are
    over may be those that were kept. `until`: only what was before that moment of the period's last days."""
    figures = [FIGURES[key] for key in dict.fromkeys(keys)]
    asked = AskedFigures(period, by, where or {}, settings.timezone, now, until)
    await _planned_anew(session)
    known = await _stored(session, figures, asked) if stored and not where else {}
    found: _Found = {label: {} for label in (expected(by, period) if by else ())}
    total: dict[str, Value] = {}
    for stream, wanted in _by_stream(figures):
        kept = [one for one in wanted if known and one.key in ROLLED]
        valued = await _of_values(session, wanted, asked, (total, found)) if stored and not where else ()
        rest = [one for one in wanted if one not in kept and one not in valued]
        await _read(session, stream, rest, asked, (total, found))
        for gap in gaps(period, known) if kept else ():
            live: tuple[dict[str, Value], _Found] = ({}, {})
            await _read(session, stream, kept, replace(asked, period=gap), live)
            for one in kept:
                _add(total, one, live[0].get(one.key, _nothing(one)).of)
                for label, values in live[1].items():
                    _add(found.setdefault(label, {}), one, values.get(one.key, _nothing(one)).of)
        for one in kept:
            _add(total, one, sum(counts[one.key] for counts in known.values()))
            for label, n in _by_label(known, one.key, by).items() if by is not None else ():
                _add(found.setdefault(label, {}), one, n)
    return Measured(
        tuple(one.key for one in figures),
        period,
        by,
        {one.key: total.get(one.key, _nothing(one)) for one in figures},
        tuple(_ordered(found, figures, by)),
    )


async def _planned_anew(session: AsyncSession) -> None:
    """Once a unit of work: a plan that is kept for all periods suits none, as it knows neither their days nor how much
    a filter leaves."""
    if not session.info.get(_PLANNED):
        session.info[_PLANNED] = True
        await session.execute(_PLAN_ANEW)


async def _stored(session: AsyncSession, figures: Sequence[Figure], asked: AskedFigures) -> dict[date, dict[str, int]]:
    """What is kept of these figures of whole days of the period; nothing where it would not help."""
    keys = [one.key for one in figures if one.key in ROLLED]
    if asked.by not in (None, *OF_DAYS) or not keys:
        return {}
    given = {"zone": asked.zone, "first": asked.period.first, "last": asked.period.last, "wanted": keys}
    rows = await session.execute(_KEPT, given | {"rolled": sorted(ROLLED)})
    cut = periods.today(asked.until, asked.zone) if asked.until is not None else date.max
    whole = {row.day: dict(zip(keys, row.counts, strict=True)) for row in rows if row.day < cut}
    return whole if len(gaps(asked.period, whole)) <= MOST_GAPS else {}


async def _of_values(
    session: AsyncSession, figures: Sequence[Figure], asked: AskedFigures, into: tuple[dict[str, Value], _Found]
) -> Sequence[Figure]:
    """Put where it belongs what the values of a stream's days come to, kept or not; which figures these were."""
    columns = {one: column for one in figures if (column := kept_values.column_of(one, asked.by)) is not None}
    wanted = list(dict.fromkeys(columns.values()))
    runs = await kept_values.of_days(session, figures[0].stream, wanted, asked) if columns else None
    if runs is None:
        return ()
    total, found = into
    somebodys = {column: kept_values.of_somebody(column, runs[column]) for column in runs}
    labelled = {column: _in_labels(values, asked.by) for column, values in somebodys.items()}
    for one, column in columns.items():
        if one.how is How.COUNT:
            labels: Counter[float] = Counter(chain.from_iterable(runs[column].values()))
            total[one.key] = Value(float(labels.total()), labels.total())
            by_label = {_label_of(asked.by, label): Value(float(n), n) for label, n in labels.items()}
        elif kept_values.is_pairs(column):
            apart = kept_values.told_apart(runs[column].values())
            total[one.key] = _made(one, *kept_values.amount(one.how, chain.from_iterable(apart.values())))
            by_label = {
                _label_of(asked.by, label): _made(one, *kept_values.amount(one.how, of)) for label, of in apart.items()
            }
        else:
            total[one.key] = _made(one, *kept_values.amount(one.how, somebodys[column].values()))
            by_label = {
                label: _made(one, *kept_values.amount(one.how, [run])) for label, run in labelled[column].items()
            }
        for label, value in by_label.items():
            found.setdefault(label, {})[one.key] = value
    return tuple(columns)


def _in_labels(runs: kept_values.Runs, by: Dimension | None) -> Mapping[Label, kept_values.Run]:
    """All values of the days that belong together."""
    found: dict[Label, list[kept_values.Run]] = {}
    for day, values in runs.items() if by in OF_DAYS else ():
        found.setdefault(of_day(by, day), []).append(values)  # type: ignore[arg-type]
    return {label: kept_values.together(of) for label, of in found.items()}


def _label_of(by: Dimension | None, value: float) -> Label:
    return None if by is not Dimension.HOUR and value == kept_values.NOBODY else int(value)


def _by_label(known: Mapping[date, Mapping[str, int]], key: str, by: Dimension) -> Counter[Label]:
    """What is kept of a figure, added up."""
    found: Counter[Label] = Counter()
    for day, counts in known.items():
        found[of_day(by, day)] += counts[key]
    return found


def _add(values: dict[str, Value], figure: Figure, n: int) -> None:
    before = values.get(figure.key, _nothing(figure))
    values[figure.key] = Value((before.amount or 0) + n, before.of + n)


async def _read(
    session: AsyncSession,
    stream: Stream,
    figures: Sequence[Figure],
    asked: AskedFigures,
    into: tuple[dict[str, Value], _Found],
) -> None:
    """Put what the rows of a stream come to where it belongs: of all, by label."""
    total, found = into
    given = {"now": asked.now, "zone": asked.zone}
    plain = [one for one in figures if one.how is not How.TOP_SHARE]
    for row in await session.execute(statement(stream, plain, asked), given) if plain else ():
        values = total if row.is_total else found.setdefault(row.label, {})
        values.update({one.key: _value(one, row) for one in plain})
    for one in figures:
        if one.how is How.TOP_SHARE:
            rows = (await session.execute(by_whom(stream, one, asked), given)).all()
            total[one.key] = _top_share(rows)
            for label in {row.label for row in rows} if asked.by is not None else ():
                found.setdefault(label, {})[one.key] = _top_share([row for row in rows if row.label == label])


def _by_stream(figures: Iterable[Figure]) -> Iterable[tuple[Stream, list[Figure]]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.stream, []).append(figure)
    return [(STREAMS[name], wanted) for name, wanted in found.items()]


def _ordered(
    found: Mapping[Label, Mapping[str, Value]], figures: Sequence[Figure], by: Dimension | None
) -> list[MeasuredRow]:
    rows = [
        MeasuredRow(label, {one.key: values.get(one.key, _nothing(one)) for one in figures})
        for label, values in found.items()
    ]
    if by in OF_TIME or not figures:
        return rows
    if by is Dimension.PRIORITY:  # the gravest first, whatever there is of it
        return sorted(rows, key=lambda row: str(row.label))
    return sorted(rows, key=lambda row: (-(row.values[figures[0].key].amount or 0), str(row.label)))


def _value(figure: Figure, row: Any) -> Value:
    return _made(figure, getattr(row, figure.key), getattr(row, f"{figure.key}_of"))


def _made(figure: Figure, amount: Any, of: int) -> Value:
    if not of:
        return _nothing(figure)
    return Value(None, of, too_few=True) if figure.is_share and of < TOO_FEW else Value(float(amount), of)


async def shared_out(session: AsyncSession, key: str, asked: AskedFigures) -> Mapping[Label, Mapping[int | None, int]]:
    """How many of each label each person has of what a share of the busiest is made of; None: nobody."""
    await _planned_anew(session)
    figure = FIGURES[key]
    query = by_whom(STREAMS[figure.stream], figure, asked, nobody=True)
    found: dict[Label, dict[int | None, int]] = {}
    for row in await session.execute(query, {"now": asked.now, "zone": asked.zone}):
        found.setdefault(row.label, {})[row.who] = row.n
    return found


async def filed_by_hour(session: AsyncSession, asked: AskedFigures) -> Counter[tuple[int, int]]:
    """How many requests were filed, by weekday and hour."""
    await _planned_anew(session)
    runs = None if asked.where else await kept_values.of_days(session, _FILED, [kept_values.HOUR], asked)
    if runs is not None:
        return Counter((day.weekday(), int(hour)) for day, hours in runs[kept_values.HOUR].items() for hour in hours)
    rows = await session.execute(by_hour_of_weekday(STREAMS[_FILED], asked), {"now": asked.now, "zone": asked.zone})
    return Counter({(row.weekday, row.hour): row.n for row in rows})


def _top_share(rows: Sequence[Any]) -> Value:
    """The part of whoever has most, over all labels of these rows."""
    by_person: Counter[int | None] = Counter()
    for row in rows:
        by_person[row.who] += row.n
    return top_share(by_person)


def top_share(by_person: Mapping[int | None, int]) -> Value:
    """The part of whoever has most; what nobody has is none of it."""
    by_person = {who: n for who, n in by_person.items() if who is not None}
    of = sum(by_person.values())
    return Value(None, of, too_few=True) if of < TOO_FEW else Value(max(by_person.values()) / of, of)


def _nothing(figure: Figure) -> Value:
    counts = figure.unit is FigureUnit.COUNT
    return Value(0.0 if counts else None, 0, too_few=figure.is_share)
