"""Figures read: one statement a stream, whatever the period. Knows no form and no picture; writes nothing.

Who reads brings the facts up to date first, in units of work of their own (`facts.bring_up_to_date`): what is not
counted yet is not in them.

Over 300 lines: what is kept of days and what is read live are put together row by row, and apart they would hand each
other all that a reading knows.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import (
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from desk.figures import amounts, kept_values, periods, statements
from desk.figures.dimensions import OF_DAYS, OF_TIME, Dimension, Label, expected, of_day
from desk.figures.forms import Chart
from desk.figures.kept_values import MOST_GAPS, Held, gaps
from desk.figures.periods import Period
from desk.figures.registry import FIGURES, TOO_FEW, Figure, FigureUnit, How
from desk.figures.statements import AskedFigures, by_hour_of_weekday, by_whom, statement
from desk.figures.streams import FEW, STREAMS, Stream
from desk.settings import DeskSettings

ROLLED = frozenset(
    figure.key for figure in FIGURES.values() if figure.how is How.COUNT and STREAMS[figure.stream].is_kept
)
"""Figures whose counts are kept for each day."""
_ALL_OF = {FIGURES[key].stream: FIGURES[key] for key in sorted(ROLLED) if not FIGURES[key].column}
"""What counts all rows of a stream."""
_IN_ORDER = sorted(ROLLED)
_KEPT = text("""
  select day, array_agg(n order by figure collate "C") as counts
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
_FILED, _LIVE = "filed", "live"
_HOURS = (_FILED, kept_values.HOUR)


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
_Ahead = Sequence[tuple[Figure, Dimension]]


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
    held: Held | None = None,
    ahead: Sequence[Chart] = (),
) -> Measured:
    """These figures of a period, told apart by one dimension, only where others have these values (a collection: one of
    them; None: nobody, none). Raises KeyError for a figure that is none. `stored`: counts of days that are
    over may be those that were kept. `until`: only what was before that moment of the period's last days. `held`:
    what was read for the same page, and is not read again; `ahead`: what will be asked of these days, and is read now,
    too."""
    figures = [FIGURES[key] for key in dict.fromkeys(keys)]
    asked, held = AskedFigures(period, by, where or {}, settings.timezone, now, until), {} if held is None else held
    await _planned_anew(session)
    found: _Found = {label: {} for label in (expected(by, period) if by else ())}
    total: dict[str, Value] = {}
    rest = figures
    more = [(FIGURES[key], chart.by) for chart in ahead for key in chart.figures]
    if stored and kept_values.may_say(asked):
        for read in (_of_counts, _of_values, _of_few):
            done = await read(session, rest, asked, (total, found), (held, more))
            rest = [one for one in rest if one not in done]
    for wanted in _by_stream(rest):
        await _read(session, wanted, asked, (total, found), (held, more))
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


async def _of_counts(
    session: AsyncSession,
    figures: Sequence[Figure],
    asked: AskedFigures,
    into: tuple[dict[str, Value], _Found],
    beside: tuple[Held, _Ahead],
) -> Sequence[Figure]:
    """Put where it belongs what the days count, kept or not; which figures these were: none where too little is
    kept."""
    wanted, (held, ahead) = [one for one in figures if one.key in ROLLED], beside
    if asked.by not in (None, *OF_DAYS) or not wanted or asked.where:
        return ()
    later = [one for one, by in ahead if by in OF_DAYS and one.key in ROLLED]
    key = (ROLLED, asked.period, asked.until)
    if key not in held:
        held[key] = await _stored(session, asked)
    known: Mapping[date, Sequence[int]] = held[key]
    missing = gaps(asked.period, known)
    if len(missing) > MOST_GAPS:
        return ()
    live = [one for gap in missing for one in await _live(session, [*wanted, *later], replace(asked, period=gap), held)]
    total, found = into
    for one in wanted:
        at = bisect_left(_IN_ORDER, one.key)
        by_day = [*((day, n[at]) for day, n in known.items()), *((day, n) for key, day, n in live if key == one.key)]
        total[one.key] = _many(sum(n for _, n in by_day))
        labels: Counter[Label] = Counter()
        for day, n in by_day if asked.by is not None else ():
            labels[of_day(asked.by, day)] += n  # type: ignore[arg-type]
        for label, n in labels.items():
            found.setdefault(label, {})[one.key] = _many(n)
    return wanted


async def _stored(session: AsyncSession, asked: AskedFigures) -> dict[date, Sequence[int]]:
    """What is kept of all counts of whole days of the period, in their order."""
    given = {"zone": asked.zone, "first": asked.period.first, "last": asked.period.last, "rolled": _IN_ORDER}
    cut = periods.today(asked.until, asked.zone) if asked.until is not None else date.max
    return {row.day: row.counts for row in await session.execute(_KEPT, given) if row.day < cut}


async def _live(
    session: AsyncSession, figures: Sequence[Figure], asked: AskedFigures, held: Held
) -> Sequence[tuple[str, date, int]]:
    """What the rows say of days of which nothing is kept: figure, day, how many; of some that were read before, too."""
    of = (_LIVE, asked.period, asked.until)
    keys, rows = held.get(of, (frozenset(), []))
    if unread := [one for one in dict.fromkeys(figures) if one.key not in keys]:
        query = statements.counts(tuple(unread), cut=asked.until is not None)
        rows = [*rows, *((row.figure, row.day, row.n) for row in await session.execute(query, statements.given(asked)))]
        held[of] = keys | {one.key for one in unread}, rows
    found: Sequence[tuple[str, date, int]] = rows
    return found


def _many(n: int) -> Value:
    return Value(float(n), n)


async def _of_values(
    session: AsyncSession,
    figures: Sequence[Figure],
    asked: AskedFigures,
    into: tuple[dict[str, Value], _Found],
    beside: tuple[Held, _Ahead],
) -> Sequence[Figure]:
    """Put where it belongs what the values of the days come to, kept or not; which figures these were."""
    columns = {one: column for one in figures if (column := kept_values.column_of(one, asked.by)) is not None}
    (held, ahead), (total, found) = beside, into
    later = [column for one, by in ahead if (column := kept_values.column_of(one, by)) is not None]
    wanted = list(dict.fromkeys([*columns.values(), *later]))
    runs = await kept_values.of_days(session, wanted, asked, held) if columns else None
    if runs is None:
        return ()
    only = kept_values.events_of(asked) if asked.where else None
    labelled: dict[kept_values.KeptColumn, Mapping[Label, amounts.Run]] = {}
    for one, column in columns.items():
        if one.how is How.COUNT:
            labels = Counter(chain.from_iterable(runs[column].values()))
            apart = {label: _many(n) for label, n in labels.items() if only is None or label in only}
            total[one.key] = _many(sum(value.of for value in apart.values()))
            by_label = {_label_of(asked.by, label): value for label, value in apart.items()}
        elif kept_values.is_pairs(column[1]):
            pairs = amounts.told_apart(runs[column].values())
            of = {label: amounts.together(of) for label, of in pairs.items() if only is None or label in only}
            total[one.key] = _made(one, *amounts.amount(one.how, of.values()))
            by_label = {
                _label_of(asked.by, label): _made(one, *amounts.amount(one.how, [of])) for label, of in of.items()
            }
        else:
            somebodys = kept_values.of_somebody(column[1], runs[column])
            total[one.key] = _made(one, *amounts.amount(one.how, somebodys.values()))
            if column not in labelled:
                labelled[column] = _in_labels(somebodys, asked.by)
            by_label = {label: _made(one, *amounts.amount(one.how, [run])) for label, run in labelled[column].items()}
        for label, value in by_label.items():
            found.setdefault(label, {})[one.key] = value
    return tuple(columns)


async def _of_few(
    session: AsyncSession,
    figures: Sequence[Figure],
    asked: AskedFigures,
    into: tuple[dict[str, Value], _Found],
    beside: tuple[Held, _Ahead],
) -> Sequence[Figure]:
    """Put where it belongs which part of all rows, as the days count them, a few are; which figures these were."""
    wanted = [one for one in figures if one.how is How.SHARE and one.column in FEW and one.stream in _ALL_OF]
    done: list[Figure] = []
    for one in wanted:
        whole = _ALL_OF[one.stream]
        everything: tuple[dict[str, Value], _Found] = ({}, {})
        if not await _of_counts(session, [whole], asked, everything, beside):
            break
        query = statements.few(STREAMS[one.stream], one.column, cut=asked.until is not None)
        labels: Counter[Label] = Counter()
        for row in await session.execute(query, statements.given(asked)):
            labels[of_day(asked.by, row.day) if asked.by is not None else None] += row.n
        total, found = everything
        into[0][one.key] = _part(one, labels.total(), total[whole.key])
        for label, values in found.items():
            if whole.key in values:
                into[1].setdefault(label, {})[one.key] = _part(one, labels[label], values[whole.key])
        done.append(one)
    return done


def _part(figure: Figure, n: int, whole: Value) -> Value:
    return _made(figure, n / whole.of if whole.of else None, whole.of)


def _in_labels(runs: kept_values.Runs, by: Dimension | None) -> Mapping[Label, amounts.Run]:
    """All values of the days that belong together."""
    found: dict[Label, list[amounts.Run]] = {}
    for day, values in runs.items() if by in OF_DAYS else ():
        found.setdefault(of_day(by, day), []).append(values)  # type: ignore[arg-type]
    return {label: amounts.together(of) for label, of in found.items()}


def _label_of(by: Dimension | None, value: float) -> Label:
    return None if by is not Dimension.HOUR and value == amounts.NOBODY else int(value)


async def _read(
    session: AsyncSession,
    figures: Sequence[Figure],
    asked: AskedFigures,
    into: tuple[dict[str, Value], _Found],
    beside: tuple[Held, _Ahead],
) -> None:
    """Put what the rows of a stream come to where it belongs: of all, by label."""
    stream, (total, found) = STREAMS[figures[0].stream], into
    given = statements.given(asked)
    plain = [one for one in figures if one.how is not How.TOP_SHARE]
    for row in await _rows(session, stream, plain, asked, beside) if plain else ():
        values = total if row.is_total else found.setdefault(row.label, {})
        values.update({one.key: _value(one, row) for one in plain})
    for one in figures:
        if one.how is How.TOP_SHARE:
            rows = (await session.execute(by_whom(stream, one, asked), given)).all()
            total[one.key] = _top_share(rows)
            for label in {row.label for row in rows} if asked.by is not None else ():
                found.setdefault(label, {})[one.key] = _top_share([row for row in rows if row.label == label])


async def _rows(
    session: AsyncSession, stream: Stream, figures: Sequence[Figure], asked: AskedFigures, beside: tuple[Held, _Ahead]
) -> Sequence[Any]:
    """A row for each label and one for all. What is counted each time is counted once for a page's numbers and its
    chart."""
    held, ahead = beside
    if not stream.is_live or asked.where:
        return await _asked(session, stream, figures, asked)
    known: tuple[Sequence[Figure], Sequence[Any]] = held.get((stream, asked.by, asked.period, asked.until), ((), ()))
    if set(figures).issubset(known[0]):
        return known[1]
    later = {one: by for one, by in ahead if STREAMS[one.stream] is stream}
    if asked.by is not None or len(set(later.values())) != 1:
        return await _asked(session, stream, figures, asked)
    (by,) = set(later.values())
    both = list(dict.fromkeys([*figures, *later]))
    rows = await _asked(session, stream, both, replace(asked, by=by))
    held[stream, by, asked.period, asked.until] = both, rows
    return [row for row in rows if row.is_total]


async def _asked(
    session: AsyncSession, stream: Stream, figures: Sequence[Figure], asked: AskedFigures
) -> Sequence[Any]:
    rows: Sequence[Any] = (await session.execute(statement(stream, figures, asked), statements.given(asked))).all()
    return rows


def _by_stream(figures: Iterable[Figure]) -> Iterable[list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.stream, []).append(figure)
    return found.values()


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


async def shared_out(
    session: AsyncSession, key: str, asked: AskedFigures, held: Held | None = None
) -> Mapping[Label, Mapping[int | None, int]]:
    """How many of each label each person has of what a share of the busiest is made of; None: nobody.
    `held` as of `measure`."""
    await _planned_anew(session)
    figure = FIGURES[key]
    found: dict[Label, dict[int | None, int]] = {}
    if asked.where and kept_values.may_say(asked) and (column := kept_values.column_of(figure, asked.by)) is not None:
        runs = await kept_values.of_days(session, [column], asked, held)
        if runs is not None:
            for event, of in amounts.told_apart(runs[column].values()).items():
                people = Counter(chain.from_iterable(of))
                found[int(event)] = {int(who) or None: n for who, n in people.items()}
            return {event: found[event] for event in kept_values.events_of(asked) if event in found}
    query = by_whom(STREAMS[figure.stream], figure, asked, nobody=True)
    for row in await session.execute(query, statements.given(asked)):
        found.setdefault(row.label, {})[row.who] = row.n
    return found


async def filed_by_hour(
    session: AsyncSession, asked: AskedFigures, held: Held | None = None
) -> Counter[tuple[int, int]]:
    """How many requests were filed, by weekday and hour; `held` as of `measure`."""
    await _planned_anew(session)
    runs = None if asked.where else await kept_values.of_days(session, [_HOURS], asked, held)
    if runs is not None:
        days: dict[int, list[amounts.Run]] = defaultdict(list)
        for day, hours in runs[_HOURS].items():
            days[day.weekday()].append(hours)
        found = {weekday: Counter(chain.from_iterable(of)) for weekday, of in days.items()}
        return Counter({(weekday, int(hour)): n for weekday, of in found.items() for hour, n in of.items()})
    rows = await session.execute(by_hour_of_weekday(STREAMS[_FILED], asked), statements.given(asked))
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
