"""Compose a report: its title and text, and its blocks in words. Measures nothing, draws nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from desk.charts import row_names, target_marks, wording
from desk.charts.blocks import Bar, Bars, Block, Mood, Note, Picture, Plot, Series, Tile, Tiles
from desk.charts.reader import FiguresReader
from desk.charts.report_data import Shown
from desk.charts.report_question import NO_FILTERS, About, Filters, StatsQuestion
from desk.i18n import say
from desk.metrics import FIGURES, OF_TIME, STREAMS, Dimension, Figure, FigureUnit, periods
from desk.metrics.measuring.results import Measured, MeasuredRow, Value
from desk.text import RichText, bidi, join_texts

_MOST_BARS = 6
_MOST = {FigureUnit.SHARE: 1.0, FigureUnit.STARS: 5.0}
_MOODS = {True: Mood.GOOD, False: Mood.BAD, None: Mood.NEUTRAL}


async def title(reader: FiguresReader, question: StatsQuestion) -> str:
    """Return "Volume", or "Requests by category"."""
    language = reader.language
    if question.about is About.FORM:
        said = say(language, "stats-form", form=question.of)
    else:
        said = say(language, FIGURES[question.of].name)
        if question.by is not None:
            said = say(language, "stats-figure-by", figure=said, by=question.by.value)
    return said


async def filters(reader: FiguresReader, question: StatsQuestion) -> str:
    """Return "agent: Olga, priority: high"; "" without filters."""
    said = []
    for by, value in question.where.items():
        found = await row_names.names_of(reader.session, reader.language, by, [value])
        said.append(say(reader.language, "stats-filter", by=by.value, value=bidi.isolate_plain(found[value])))
    return ", ".join(said)


def when(reader: FiguresReader, question: StatsQuestion, shown: Shown) -> str:
    """Return the days, and the days they are compared with; of a period that is not over, the same part."""
    language, zone, today = reader.language, reader.rules.timezone, _today(reader)
    if is_of_now(question):
        return say(language, "stats-at-this-moment")
    days, before = wording.days(language, shown.period, today), periods.before(shown.period)
    if not shown.before:
        return days
    if shown.until is None:
        return say(language, "stats-against", days=days, before=wording.days(language, before, today))
    part = periods.Period(before.first, periods.today(shown.until, zone))
    clock = wording.clock(shown.until, zone)
    return say(language, "stats-against-part", days=days, before=wording.days(language, part, today), clock=clock)


def notes(reader: FiguresReader, shown: Shown) -> tuple[str, ...]:
    """Return the notes needed to read it right: why a share is missing, which business hours were used."""
    keys = {*shown.numbers, *(key for _, one in shown.charts for key in one.keys)}
    in_hours = bool(reader.rules.hours.week) and any("_work" in key for key in keys)
    said = {"stats-too-few": shown.too_few, "stats-hours-now": in_hours}
    return tuple(say(reader.language, key) for key, is_so in said.items() if is_so)


def caption(reader: FiguresReader, heads: tuple[str, ...], shown: Shown) -> RichText:
    """Return the short text under a picture: its title, each number with its change, why a share is missing."""
    lines = [RichText(heads[0]).with_style("bold"), *(RichText(head) for head in heads[1:] if head)]
    for key, value in shown.numbers.items():
        figure = FIGURES[key]
        said = wording.amount(reader.language, figure, value.amount)
        change = wording.format_change(reader.language, figure, value, shown.before[key]) if key in shown.before else ""
        lines.append(
            RichText(" ".join(part for part in (f"{say(reader.language, figure.name)}: {said}", change) if part))
        )
    lines.extend(RichText(note) for note in notes(reader, shown))
    return join_texts(lines, "\n")


async def picture(reader: FiguresReader, heads: tuple[str, ...], shown: Shown, more: Iterable[Block] = ()) -> Picture:
    """Return the picture: its numbers, its charts, and `more`."""
    blocks: list[Block] = [Note(heads[2])] if heads[2] else []
    blocks.append(tiles(reader, shown))
    blocks += [block for _, one in shown.charts if (block := await chart(reader, one)) is not None]
    blocks += more
    blocks.extend(Note(note) for note in notes(reader, shown))
    return Picture(heads[0], heads[1], tuple(blocks), heads[3])


def tiles(reader: FiguresReader, shown: Shown) -> Tiles:
    """Return its numbers, each with the number before."""
    return Tiles(tuple(_tile(reader, key, value, shown.before) for key, value in shown.numbers.items()))


def _tile(reader: FiguresReader, key: str, value: Value, before: Mapping[str, Value]) -> Tile:
    figure, language = FIGURES[key], reader.language
    said = wording.amount(language, figure, value.amount)
    name = say(language, figure.name)
    sign = wording.arrow(value, before[key]) if key in before else ""
    if key not in before or None in (value.amount, before[key].amount):
        return Tile(name, said)
    was = say(language, "stats-was", value=wording.amount(language, figure, before[key].amount))
    if not sign:
        return Tile(name, said, was)
    mood = _MOODS[wording.is_better(figure, value, before[key])]
    return Tile(name, said, say(language, "stats-same") if sign == "=" else f"{sign} {was}", mood)


async def chart(
    reader: FiguresReader,
    measured: Measured,
    most: int = _MOST_BARS,
    where: Filters = NO_FILTERS,
    before: Measured | None = None,
) -> Plot | Bars | None:
    """Return a chart of at most `most` bars, or None without data. `where`: the filters of the targets drawn on it;
    `before`: the period before, drawn behind it."""
    by = measured.by
    assert by is not None
    figures = [FIGURES[key] for key in measured.keys]
    if measured.rows and not any(value.amount is not None for row in measured.rows for value in row.values.values()):
        return None
    if by in OF_TIME:
        drawn = _plot(reader, figures, by, measured, where)
        return replace(drawn, before=earlier(reader, measured, before)) if isinstance(drawn, Plot) else drawn
    return await _bars(reader, figures, measured, most, where)


def _plot(
    reader: FiguresReader, figures: list[Figure], by: Dimension, measured: Measured, where: Filters
) -> Plot | Bars:
    """Return a plot over time, or a sentence if there is nothing to plot."""
    language, first, today = reader.language, figures[0], _today(reader)
    labels = tuple(wording.label_of_time(language, by, row.label, today) for row in measured.rows)
    series = tuple(
        Series(say(language, figure.name), tuple(row.values[figure.key].amount for row in measured.rows))
        for figure in figures[:2]
    )
    alone = say(language, first.name) if len(figures) == 1 else ""
    heading = _upper(say(language, "stats-figure-by", figure=alone, by=by.value).strip())
    if first.unit is FigureUnit.COUNT and not any(number for one in series for number in one.numbers):
        return Bars(heading, (), say(language, "stats-no-rows"))
    return Plot(
        heading,
        labels,
        series,
        lambda number: wording.on_axis(language, first, number),
        is_time=first.unit is FigureUnit.SECONDS,
        lines=first.unit is not FigureUnit.COUNT and len(labels) > 1,
        most=_MOST.get(first.unit),
        goals=target_marks.over_time(reader, first, where),
    )


def earlier(reader: FiguresReader, measured: Measured, before: Measured | None) -> Series | None:
    """Return the same series in the period before, at the places of this one; None without data."""
    if before is None:
        return None
    numbers = [row.values[before.keys[0]].amount for row in before.rows][: len(measured.rows)]
    if not any(numbers):
        return None
    said = wording.days(reader.language, before.period, _today(reader))
    name = say(
        reader.language, "stats-before-line", figure=say(reader.language, FIGURES[before.keys[0]].name), days=said
    )
    return Series(name, (*numbers, *(None for _ in range(len(measured.rows) - len(numbers)))))


async def _bars(reader: FiguresReader, figures: list[Figure], measured: Measured, most: int, where: Filters) -> Bars:
    by, known_rows = measured.by, [row for row in measured.rows if row.label is not None or _holds(row)]
    assert by is not None
    rows = known_rows[:most]
    called = await row_names.names_of(reader.session, reader.language, by, [row.label for row in rows])
    counts = all(figure.unit is FigureUnit.COUNT for figure in figures)
    bars = []
    for row in rows:
        values = [row.values[figure.key].amount for figure in figures]
        said = " · ".join(wording.amount(reader.language, one, n) for one, n in zip(figures, values, strict=True))
        known = [number for number in values if number is not None]
        number = (sum(known) if counts else known[0]) if known else None
        goal = target_marks.of_row(reader, figures[0], by, row.label, where)
        second = values[1] if len(values) > 1 and not counts else None
        bars.append(Bar(_upper(called[row.label]), number, said, goal=goal, second=second))
    more = len(known_rows) - len(rows)
    note = say(reader.language, "stats-more-rows", n=more) if more else ""
    titles = tuple(say(reader.language, figure.name) for figure in figures)
    note = note if bars else say(reader.language, "stats-no-rows")
    two = titles if len(titles) > 1 and not counts else ()
    return Bars(" · ".join(titles), tuple(bars), note, two, _MOST.get(figures[0].unit))


def _holds(row: MeasuredRow) -> bool:
    """Return True if any value is not zero: a row without a person and without values is left out."""
    return any(value.amount for value in row.values.values())


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _today(reader: FiguresReader) -> date:
    return periods.today(reader.now, reader.rules.timezone)


def moment(reader: FiguresReader) -> str:
    """Return when it was drawn, in words."""
    local = wording.day(reader.language, _today(reader), _today(reader))
    clock = wording.clock(reader.now, reader.rules.timezone)
    return say(reader.language, "stats-drawn", day=local, clock=clock)


def is_of_now(question: StatsQuestion) -> bool:
    """Return True if it is about the current state, whatever the period."""
    return question.of == "now" if question.about is About.FORM else STREAMS[FIGURES[question.of].stream].is_now


def is_long(reader: FiguresReader, question: StatsQuestion) -> bool:
    """Return True if it covers a month or more."""
    today = _today(reader)
    return question.days(today).length >= periods.find_period("month", today).length


def name_days(reader: FiguresReader, question: StatsQuestion) -> str:
    """Return the days it covers, in words."""
    today = _today(reader)
    return wording.days(reader.language, question.days(today), today)
