"""The card of an agent: their metrics next to the team's median, with no other name."""

from collections.abc import Sequence
from statistics import median

from desk.charts import report, wording
from desk.charts.composition import format_filters
from desk.charts.pictures import Block, Mood, Note, Picture, Plot, Series, Tile, Tiles
from desk.charts.stats_command import Filters, ReportReader, StatsQuestion
from desk.i18n import say
from desk.metrics import METRICS, Dimension, Metric, Period
from desk.metrics.measuring.measure import measure
from desk.metrics.measuring.values import Measured, Value
from desk.text import RichText, join_texts

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
    person, today = int(question.of), reader.today
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
    today = reader.today
    labels = tuple(wording.format_time_label(reader.language, by, row.label, today) for row in found.rows)
    series = tuple(
        Series(say(reader.language, METRICS[key].name), tuple(row.values[key].amount for row in found.rows))
        for key in keys
    )
    heading = say(reader.language, "stats-figure-by", figure="", by=by.value).strip().capitalize()
    return Plot(heading, labels, series, wording.format_count)
