"""Compose a report: its title and text, and its blocks in words. Measures nothing, draws nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from desk import TargetLengths
from desk.charts import events_ahead, report, wording
from desk.charts.pictures import Bar, Bars, Block, Goal, Mood, Note, Picture, Plot, Series, Tile, Tiles
from desk.charts.report import ReportData
from desk.charts.stats_command import NO_FILTERS, About, Filters, ReportReader, StatsQuestion
from desk.i18n import formats, say
from desk.metrics import METRICS, STREAMS, TIME_DIMENSIONS, Dimension, Label, Metric, MetricUnit, periods
from desk.metrics.measuring.staffing import FEWEST_REQUESTS, FEWEST_WEEKS, StaffingNeed, TooLittle
from desk.metrics.measuring.values import Measured, MeasuredRow, Value
from desk.text import RichText, directions, join_texts

_FIRST, _SOLUTION = "response_work", "solution_work"
"""Metrics in working time, as targets are."""


def list_goals(reader: ReportReader, metric: Metric, where: Mapping[Dimension, object]) -> tuple[Goal, ...]:
    """Return the targets of all priorities in the report, the shortest first."""
    only = where.get(Dimension.PRIORITY)
    found = (_goal(reader, metric, n) for n in reader.rules.targets.by_priority if only in (None, n))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.number))


def find_goal(
    reader: ReportReader, metric: Metric, by: Dimension, label: Label, where: Mapping[Dimension, object]
) -> Goal | None:
    """Return the target of the priority that a row is about, or None."""
    priority = label if by is Dimension.PRIORITY else where.get(Dimension.PRIORITY)
    return _goal(reader, metric, priority) if isinstance(priority, int) else None


def _goal(reader: ReportReader, metric: Metric, priority: int) -> Goal | None:
    lengths = reader.rules.targets.by_priority.get(priority)
    if not reader.rules.targets.enabled or lengths is None or metric.unit is not MetricUnit.SECONDS:
        return None
    seconds = _seconds(metric, lengths)
    if seconds is None:
        return None
    name = say(reader.language, "priority-name", priority=priority)
    return Goal(name, seconds, wording.format_length(reader.language, seconds))


def _seconds(metric: Metric, lengths: TargetLengths) -> float | None:
    if metric.key.startswith(_FIRST):
        return lengths.first_response.total_seconds()
    return lengths.solution.total_seconds() if metric.key.startswith(_SOLUTION) else None


_MOST_BARS = 6
_MOST = {MetricUnit.SHARE: 1.0, MetricUnit.STARS: 5.0}
_LEAST = {MetricUnit.STARS: 1.0}
_MOODS = {True: Mood.GOOD, False: Mood.BAD, None: Mood.NEUTRAL}


async def make_title(reader: ReportReader, question: StatsQuestion) -> str:
    """Return "Volume", or "Requests by category"."""
    language = reader.language
    if question.about is About.FORM:
        said = say(language, "stats-form", form=question.of)
    else:
        said = say(language, METRICS[question.of].name)
        if question.by is not None:
            said = say(language, "stats-figure-by", figure=said, by=question.by.value)
    return said


async def format_filters(reader: ReportReader, question: StatsQuestion) -> str:
    """Return "agent: Olga, priority: high"; "" without filters."""
    said = []
    for by, value in question.where.items():
        found = await report.load_names(reader.session, reader.language, by, [value])
        said.append(say(reader.language, "stats-filter", by=by.value, value=directions.isolate_plain(found[value])))
    return ", ".join(said)


def format_period(reader: ReportReader, question: StatsQuestion, shown: ReportData) -> str:
    """Return the days, and the days they are compared with; of a period that is not over, the same part."""
    language, zone, today = reader.language, reader.rules.timezone, reader.today
    if is_of_now(question):
        return say(language, "stats-at-this-moment")
    days, before = wording.format_days(language, shown.period, today), periods.get_period_before(shown.period)
    if not shown.before:
        return days
    if shown.until is None:
        return say(language, "stats-against", days=days, before=wording.format_days(language, before, today))
    part = periods.Period(before.first, periods.get_today(shown.until, zone))
    clock = wording.format_clock(shown.until, zone)
    return say(
        language, "stats-against-part", days=days, before=wording.format_days(language, part, today), clock=clock
    )


def list_notes(reader: ReportReader, shown: ReportData) -> tuple[str, ...]:
    """Return the notes needed to read it right: why a share is missing; and how many people next week needs, and what
    the next events will bring."""
    need = [] if shown.staffing is None else [_describe_need(reader, shown.staffing)]
    return (
        *need,
        *events_ahead.list_notes(reader, shown.ahead),
        *([say(reader.language, "stats-too-few")] if shown.too_few else []),
    )


def _describe_need(reader: ReportReader, need: StaffingNeed | TooLittle) -> str:
    language = reader.language
    if isinstance(need, TooLittle):
        given = {"weeks": need.weeks, "finished": need.finished, "most": FEWEST_WEEKS, "fewest": FEWEST_REQUESTS}
        return say(language, "stats-staffing-missing", **given)
    return say(
        language,
        "stats-staffing",
        people=formats.format_decimal(language, need.people),
        low=formats.format_decimal(language, need.low),
        high=formats.format_decimal(language, need.high),
        requests=wording.format_count(need.requests),
        minutes=wording.format_count(need.minutes),
        hours=reader.rules.team.staffing_hours,
        weeks=need.weeks,
    )


async def make_heads(reader: ReportReader, question: StatsQuestion, shown: ReportData) -> tuple[str, str, str]:
    """Return the title, the days and the filters of a report."""
    return (
        await make_title(reader, question),
        format_period(reader, question, shown),
        await format_filters(reader, question),
    )


def make_caption(reader: ReportReader, heads: tuple[str, ...], shown: ReportData) -> RichText:
    """Return the short text under a picture: its title, each number with its change, why a share is missing."""
    lines = [RichText(heads[0]).with_style("bold"), *(RichText(head) for head in heads[1:] if head)]
    for key, value in shown.numbers.items():
        metric = METRICS[key]
        said = wording.format_amount(reader.language, metric, value.amount)
        change = wording.format_change(reader.language, metric, value, shown.before[key]) if key in shown.before else ""
        lines.append(
            RichText(" ".join(part for part in (f"{say(reader.language, metric.name)}: {said}", change) if part))
        )
    lines.extend(RichText(note) for note in list_notes(reader, shown))
    return join_texts(lines, "\n")


async def make_picture(
    reader: ReportReader,
    heads: tuple[str, ...],
    shown: ReportData,
    more: Iterable[Block] = (),
    where: Filters = NO_FILTERS,
) -> Picture:
    """Return the picture: its numbers, its charts with the targets of these filters, and `more`."""
    blocks: list[Block] = [Note(heads[2])] if heads[2] else []
    blocks.append(make_tiles(reader, shown))
    blocks += [block for _, one in shown.charts if (block := await make_chart(reader, one, where=where)) is not None]
    blocks += more
    blocks += events_ahead.list_bars(reader, shown.ahead)
    blocks.extend(Note(note) for note in list_notes(reader, shown))
    return Picture(heads[0], heads[1], tuple(blocks), heads[3])


def make_tiles(reader: ReportReader, shown: ReportData) -> Tiles:
    """Return its numbers, each with the number before."""
    return Tiles(tuple(_tile(reader, key, value, shown.before) for key, value in shown.numbers.items()))


def _tile(reader: ReportReader, key: str, value: Value, before: Mapping[str, Value]) -> Tile:
    metric, language = METRICS[key], reader.language
    said = wording.format_amount(language, metric, value.amount)
    name = say(language, metric.name)
    sign = wording.get_arrow(value, before[key]) if key in before else ""
    if key not in before or None in (value.amount, before[key].amount):
        return Tile(name, said)
    was = say(language, "stats-was", value=wording.format_amount(language, metric, before[key].amount))
    if not sign:
        return Tile(name, said, was)
    mood = _MOODS[wording.is_better(metric, value, before[key])]
    change = wording.format_change(language, metric, value, before[key])
    if sign == "=" or was in change:
        return Tile(name, said, change, mood)
    return Tile(name, said, f"{sign} {was}", mood, f"{change}, {was}")


async def make_chart(
    reader: ReportReader,
    measured: Measured,
    most: int = _MOST_BARS,
    where: Filters = NO_FILTERS,
    before: Measured | None = None,
) -> Plot | Bars | None:
    """Return a chart of at most `most` bars, or None without data. `where`: the filters of the targets drawn on it;
    `before`: the period before, drawn behind it."""
    by = measured.by
    assert by is not None
    metrics = [METRICS[key] for key in measured.keys]
    if measured.rows and not any(value.amount is not None for row in measured.rows for value in row.values.values()):
        return None
    if by in TIME_DIMENSIONS:
        drawn = _plot(reader, metrics, by, measured, where)
        return (
            replace(drawn, before=make_earlier_series(reader, measured, before)) if isinstance(drawn, Plot) else drawn
        )
    return await _bars(reader, metrics, measured, most, where)


def _plot(
    reader: ReportReader, metrics: list[Metric], by: Dimension, measured: Measured, where: Filters
) -> Plot | Bars:
    """Return a plot over time, or a sentence if there is nothing to plot."""
    language, first, today = reader.language, metrics[0], reader.today
    labels = tuple(wording.format_time_label(language, by, row.label, today) for row in measured.rows)
    shared, names = _split_names(language, metrics[:2])
    series = tuple(
        Series(name, tuple(row.values[metric.key].amount for row in measured.rows))
        for name, metric in zip(names, metrics, strict=False)
    )
    heading = _upper(say(language, "stats-figure-by", figure=shared, by=by.value).strip())
    if first.unit is MetricUnit.COUNT and not any(number for one in series for number in one.numbers):
        return Bars(heading, (), say(language, "stats-no-rows"))
    return Plot(
        heading,
        labels,
        series,
        lambda number: wording.format_on_axis(language, first, number),
        is_time=first.unit is MetricUnit.SECONDS,
        lines=first.unit is not MetricUnit.COUNT and len(labels) > 1,
        least=_LEAST.get(first.unit, 0.0),
        most=_MOST.get(first.unit),
        goals=list_goals(reader, first, where),
    )


def make_earlier_series(reader: ReportReader, measured: Measured, before: Measured | None) -> Series | None:
    """Return the same series in the period before, at the places of this one; None without data. By days it begins with
    the first day that has a number, and one day alone is no line."""
    if before is None:
        return None
    numbers = [row.values[before.keys[0]].amount for row in before.rows][: len(measured.rows)]
    empty = next((n for n, number in enumerate(numbers) if number), len(numbers))
    if empty == len(numbers) or (before.by is Dimension.DAY and empty and empty == len(numbers) - 1):
        return None
    if before.by is Dimension.DAY:
        numbers[:empty] = [None] * empty
    said = wording.format_days(reader.language, before.period, reader.today)
    name = say(
        reader.language, "stats-before-line", figure=say(reader.language, METRICS[before.keys[0]].name), days=said
    )
    return Series(name, (*numbers, *(None for _ in range(len(measured.rows) - len(numbers)))))


async def _bars(reader: ReportReader, metrics: list[Metric], measured: Measured, most: int, where: Filters) -> Bars:
    by, known_rows = measured.by, [row for row in measured.rows if row.label is not None or _holds(row)]
    assert by is not None
    rows = known_rows[:most]
    called = await report.load_names(reader.session, reader.language, by, [row.label for row in rows])
    counts = all(metric.unit is MetricUnit.COUNT for metric in metrics)
    bars = []
    for row in rows:
        values = [row.values[metric.key].amount for metric in metrics]
        said = " · ".join(
            wording.format_amount(reader.language, one, n) for one, n in zip(metrics, values, strict=True)
        )
        known = [number for number in values if number is not None]
        number = (sum(known) if counts else known[0]) if known else None
        goal = find_goal(reader, metrics[0], by, row.label, where)
        second = values[1] if len(values) > 1 and not counts else None
        bars.append(Bar(_upper(called[row.label]), number, said, goal=goal, second=second))
    more = len(known_rows) - len(rows)
    note = say(reader.language, "stats-more-rows", n=more) if more else ""
    shared, names = _split_names(reader.language, metrics)
    note = note if bars else say(reader.language, "stats-no-rows")
    two = names if len(names) > 1 and not counts else ()
    return Bars(shared or " · ".join(names), tuple(bars), note, two, _MOST.get(metrics[0].unit))


def _split_names(language: str, metrics: Sequence[Metric]) -> tuple[str, tuple[str, ...]]:
    """Return the heading of metrics and the name of each under it: "First response" and ("median", "90%"). Metrics
    that share no heading have none."""
    names = tuple(say(language, metric.name) for metric in metrics)
    if len(names) == 1:
        return names[0], names
    shared = names[0].rpartition(", ")[0]
    if not shared or not all(one.startswith(f"{shared}, ") for one in names):
        return "", names
    return shared, tuple(one.removeprefix(f"{shared}, ") for one in names)


def _holds(row: MeasuredRow) -> bool:
    """Return True if any value is not zero: a row without a person and without values is left out."""
    return any(value.amount for value in row.values.values())


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def format_drawn_at(reader: ReportReader) -> str:
    """Return when it was drawn, in words."""
    local = wording.format_day(reader.language, reader.today, reader.today)
    clock = wording.format_clock(reader.now, reader.rules.timezone)
    return say(reader.language, "stats-drawn", day=local, clock=clock)


def is_of_now(question: StatsQuestion) -> bool:
    """Return True if it is about the current state, whatever the period."""
    return question.of == "now" if question.about is About.FORM else STREAMS[METRICS[question.of].stream].is_now


def is_long(reader: ReportReader, question: StatsQuestion) -> bool:
    """Return True if it covers a month or more."""
    return question.get_period(reader.today).length >= periods.find_period("month", reader.today).length


def name_days(reader: ReportReader, question: StatsQuestion) -> str:
    """Return the days it covers, in words."""
    return wording.format_days(reader.language, question.get_period(reader.today), reader.today)
