"""A heat map of when requests come: the mean of each hour of each weekday, and the hours in which the desk is closed.
Reads; draws nothing."""

from collections import Counter
from collections.abc import Sequence

from desk import Week
from desk.charts import wording
from desk.charts.pictures import Heat, HeatCell
from desk.charts.report_tables import ReportRow, ReportTable
from desk.charts.stats_command import About, ReportReader, StatsQuestion
from desk.i18n import formats, say
from desk.metrics import Dimension, MetricQuery, Period
from desk.metrics.measuring.tables import count_by_hour

_OF = "volume"
_A_WEEK, _HOURS = 7, 24
_WHOLE, _LEAST = 10, 0.05
"""From the first on, a mean has no decimal; below the second it is not shown."""


async def make_heat_map(reader: ReportReader, question: StatsQuestion, period: Period) -> Heat | None:
    """Return the heat map of the days that have come. None if the report is not about volume, covers less than a week,
    or nothing came."""
    days = Period(period.first, min(period.last, reader.today))
    told_apart = {Dimension.WEEKDAY, Dimension.HOUR} & set(question.where)
    if (question.about, question.of) != (About.FORM, _OF) or days.length < _A_WEEK or told_apart:
        return None
    asked = MetricQuery(days, None, question.where, reader.rules.timezone, reader.now, None)
    found = await count_by_hour(reader.session, asked)
    of = Counter(day.weekday() for day in days.iterate_days())
    means = [[found[day, hour] / of[day] for hour in range(_HOURS)] for day in range(_A_WEEK)]
    return _draw(reader, means, find_closed_hours(reader.rules.hours.week)) if found else None


def make_table(reader: ReportReader, block: Heat) -> ReportTable:
    """Return the heat map as a table, a row for each hour."""
    heads = (say(reader.language, "stats-dimension", by="hour"), *block.days)
    rows = tuple(
        ReportRow(
            hour, tuple(of[at].said or wording.NOTHING for of in block.rows), tuple(of[at].mean for of in block.rows)
        )
        for at, hour in enumerate(block.hours)
    )
    return ReportTable(block.title, heads, heads, rows)


def find_closed_hours(week: Week) -> list[list[bool]]:
    """Return by weekday and hour if the desk is closed for the whole hour; never closed if no hours are set."""
    if not week:
        return [[False] * _HOURS for _ in range(_A_WEEK)]
    minutes = [(24 * 60 * day + start, 24 * 60 * day + end) for day, of in enumerate(week) for start, end in of]
    minutes += [
        (start - 7 * 24 * 60, end - 7 * 24 * 60) for start, end in minutes
    ]  # Sunday's night hours reach into Monday
    return [
        [
            not any(start < 60 * (at + 1) and end > 60 * at for start, end in minutes)
            for at in range(first, first + _HOURS)
        ]
        for first in range(0, _A_WEEK * _HOURS, _HOURS)
    ]


def _draw(reader: ReportReader, means: Sequence[Sequence[float]], shut: Sequence[Sequence[bool]]) -> Heat:
    """Return the map from the first hour with requests or business hours to the last."""
    language, hours = reader.language, bool(reader.rules.hours.week)
    seen = [at for at in range(_HOURS) if any(of[at] for of in means) or (hours and not all(of[at] for of in shut))]
    shown = range(seen[0], seen[-1] + 1)
    names = [formats.format_weekday(language, day) for day in range(_A_WEEK)]
    whole = all(mean.is_integer() for of in means for mean in of)
    n, day, hour = max((mean, -day, -hour) for day, of in enumerate(means) for hour, mean in enumerate(of))
    return Heat(
        say(language, "stats-heat"),
        tuple(names),
        tuple(f"{at:02}" for at in shown),
        tuple(
            tuple(HeatCell(of[at], _describe(language, of[at], whole=whole), off[at]) for at in shown)
            for of, off in zip(means, shut, strict=True)
        ),
        tuple(_describe(language, sum(of), whole=whole) for of in means),
        say(language, "stats-heat-busiest", day=names[-day], hour=f"{-hour:02}", n=_describe(language, n, whole=whole)),
        lambda mean: _describe(language, mean),
    )


def _describe(language: str, mean: float, *, whole: bool = False) -> str:
    """Return the mean in words; "" for next to nothing. `whole`: every mean of the map is a whole number."""
    if mean < _LEAST:
        return ""
    return wording.format_count(mean) if whole or mean >= _WHOLE else formats.format_decimal(language, mean)
