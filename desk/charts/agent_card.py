"""The card of an agent: their metrics next to the team's median, with no other name."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Lane, Organization, Person
from desk import Desk, Week
from desk.charts import composition, report, wording
from desk.charts.composition import format_filters
from desk.charts.pictures import Block, Heat, HeatCell, Mood, Note, Picture, Plot, Series, Tile, Tiles
from desk.charts.question import About, Filters, ReportReader, StatsQuestion
from desk.charts.report import ReportRow, ReportTable
from desk.i18n import formats, say
from desk.metrics import METRICS, Dimension, Metric, MetricQuery, PageCache, Period, periods
from desk.metrics.measuring.staffing import Measured, Value, count_by_hour, measure
from desk.metrics.registry import OF_CLIENT
from desk.organizations import members
from desk.outbox import queue_report
from desk.text import RichText, join_texts, rich_text

# A heat map of when requests come: the mean of each hour of each weekday, and the hours in which the desk is closed.
# Reads; draws nothing.


_OF = "volume"
_A_WEEK, _HOURS = 7, 24
_WHOLE, _LEAST = 10, 0.05
"""From the first on, a mean has no decimal; below the second it is not shown."""


async def make_heat_map(
    reader: ReportReader, question: StatsQuestion, period: Period, cache: PageCache | None = None
) -> Heat | None:
    """Return the heat map of the days that have come. None if the report is not about volume, covers less than a week,
    or nothing came. `cache`: what was read for the same page."""
    days = Period(period.first, min(period.last, periods.get_today(reader.now, reader.rules.timezone)))
    told_apart = {Dimension.WEEKDAY, Dimension.HOUR} & set(question.where)
    if (question.about, question.of) != (About.FORM, _OF) or days.length < _A_WEEK or told_apart:
        return None
    asked = MetricQuery(days, None, question.where, reader.rules.timezone, reader.now, None)
    found = await count_by_hour(reader.session, asked, cache)
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
    names = [say(language, "weekday-short", day=f"d{day}") for day in range(_A_WEEK)]
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


# Figures of one organization for its directors: asked for, and composed as a picture. Draws nothing. Only requests
# that were filed for the organization count, never personal ones. Who may read them is asked three times: when they
# are asked for, drawn and delivered.


KIND = "client"
"""The kind of the report job; its argument is the organization's id."""
_PERIOD = "month"


async def request_figures(desk: Desk, organization_id: int) -> None:
    """Queue the picture for the actor. Raises NotAllowed, Refused unless they lead the organization."""
    await members.require_leader(desk, organization_id)
    await queue_report(desk, KIND, desk.require_actor().id, {"organization": organization_id}, lane=Lane.PEOPLE)


async def can_read_figures(session: AsyncSession, person: Person, organization_id: int) -> bool:
    """Return True if the person leads the organization now."""
    return await members.find_leading_role(session, person, organization_id) is not None


async def make_figures(reader: ReportReader, organization_id: int) -> tuple[Picture, RichText] | None:
    """Return the picture of the month and its caption; None if there was nothing."""
    question = StatsQuestion(of=OF_CLIENT, period=_PERIOD, where={Dimension.ORGANIZATION: organization_id})
    found = await report.measure_report(reader, question)
    if found.is_empty:
        return None
    organization = await reader.session.get_one(Organization, organization_id)
    heads = (
        say(reader.language, "org-figures-title", organization=rich_text.isolate_plain(organization.name)),
        composition.format_period(reader, question, found),
        "",
    )
    page = await composition.make_picture(reader, (*heads, composition.format_drawn_at(reader)), found)
    return page, composition.make_caption(reader, heads, found)


DrawnCard = tuple[Picture, RichText]
KEYS = (
    "taken", "solved", "response_work_median", "solution_work_median", "response_within", "solution_within",
    "first_attempt", "reopened_share", "mark_solution", "handed_over",
)  # fmt: skip
_NOW = "held_now"
_FEWEST = 3
"""For fewer people than this, the median would tell a colleague's number."""


async def make_card(reader: ReportReader, question: StatsQuestion) -> DrawnCard | None:
    """Return the card of the person of the question, or None if they did nothing in the period."""
    person, today = int(question.of), periods.get_today(reader.now, reader.rules.timezone)
    period = question.get_period(today)
    team = await _of_team(reader, KEYS, period, question)
    own = _own(team, person)
    if not any(value.of for value in own.values()):
        return None
    held = _own(await _of_team(reader, (_NOW,), period, question), person)
    name = (await report.load_names(reader.session, reader.language, Dimension.AGENT, [person]))[person]
    days = " · ".join(
        filter(None, (wording.format_days(reader.language, period, today), await format_filters(reader, question)))
    )
    medians = {key: _median(team, key) for key in KEYS}
    tiles = [_tile(reader, METRICS[key], own[key], medians[key]) for key in KEYS]
    tiles.append(
        Tile(
            say(reader.language, METRICS[_NOW].name),
            wording.format_amount(reader.language, METRICS[_NOW], held[_NOW].amount or 0.0),
        )
    )
    blocks: list[Block] = [Tiles(tuple(tiles))]
    if period.length > 1:
        blocks.append(await _by_days(reader, period, {**question.where, Dimension.AGENT: person}))
    notes = _notes(reader, own, medians)
    blocks += [Note(note) for note in notes]
    page = Picture(name, days, tuple(blocks))
    said = [_line(reader, METRICS[key], own[key], medians[key]) for key in KEYS]
    heads = (RichText(name).with_style("bold"), RichText(days))
    return page, join_texts([*heads, *said, *(RichText(note) for note in notes)], "\n")


async def _of_team(reader: ReportReader, keys: Sequence[str], period: Period, question: StatsQuestion) -> Measured:
    return await measure(
        reader.session, keys, period, by=Dimension.AGENT, where=question.where, settings=reader.rules, now=reader.now
    )


def _own(team: Measured, person: int) -> dict[str, Value]:
    found = next((row.values for row in team.rows if row.label == person), {})
    return {key: found.get(key, Value(None, 0)) for key in team.keys}


def _median(team: Measured, key: str) -> float | None:
    """Return the median of everybody who has that number, or None if they are too few to stay anonymous."""
    amounts = [row.values[key].amount for row in team.rows if row.label is not None]
    known = [amount for amount in amounts if amount is not None]
    return median(known) if len(known) >= _FEWEST else None


def _tile(reader: ReportReader, metric: Metric, own: Value, team: float | None) -> Tile:
    name, said = say(reader.language, metric.name), wording.format_amount(reader.language, metric, own.amount)
    if team is None:
        return Tile(name, said)
    beside = say(reader.language, "stats-team", value=wording.format_amount(reader.language, metric, team))
    return Tile(name, said, beside, Mood.NEUTRAL)


def _line(reader: ReportReader, metric: Metric, own: Value, team: float | None) -> RichText:
    said = f"{say(reader.language, metric.name)}: {wording.format_amount(reader.language, metric, own.amount)}"
    if team is not None:
        said += " · " + say(reader.language, "stats-team", value=wording.format_amount(reader.language, metric, team))
    return RichText(said)


def _notes(reader: ReportReader, own: dict[str, Value], medians: dict[str, float | None]) -> list[str]:
    notes = []
    if any(value.too_few and value.of for value in own.values()):
        notes.append(say(reader.language, "stats-too-few"))
    if all(value is None for value in medians.values()):
        notes.append(say(reader.language, "stats-team-too-small", n=_FEWEST))
    return notes


async def _by_days(reader: ReportReader, period: Period, where: Filters) -> Plot:
    by = Dimension.DAY if period.length <= 45 else Dimension.WEEK
    keys = ("taken", "solved")
    found = await measure(reader.session, keys, period, by=by, where=where, settings=reader.rules, now=reader.now)
    today = periods.get_today(reader.now, reader.rules.timezone)
    labels = tuple(wording.format_time_label(reader.language, by, row.label, today) for row in found.rows)
    series = tuple(
        Series(say(reader.language, METRICS[key].name), tuple(row.values[key].amount for row in found.rows))
        for key in keys
    )
    heading = say(reader.language, "stats-figure-by", figure="", by=by.value).strip().capitalize()
    return Plot(heading, labels, series, wording.format_count)
