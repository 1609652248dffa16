"""A report as sections of a panel page, each drawn and as a table. Reads; draws nothing."""

from dataclasses import dataclass

from sqlalchemy import func, select

from db.models import Rating, RatingAbout, Ticket
from desk.charts import agent_card, composition, event_comparison, events_ahead, heat_map, report, report_tables
from desk.charts.pictures import Bar, Bars, Heat, Note, Plot, Table, Tiles
from desk.charts.report_tables import ReportTable
from desk.charts.stats_command import About, ReportReader, StatsQuestion
from desk.i18n import say
from desk.metrics import STREAMS, MetricQuery, Period
from desk.metrics.metric_queries import bind_given, select_columns
from desk.text import RichText

_OF, _MOST_STARS, _LOW, _MOST_WORDS = "quality", 5, 2, 12


@dataclass(frozen=True, slots=True)
class RatingComment:
    """The comment on a rating, and its ticket."""

    number: int
    stars: int
    words: str


@dataclass(frozen=True, slots=True)
class Ratings:
    """How often each number of stars was given, the most stars first. `words`: some comments, those of low ratings
    first, then the newest."""

    bars: Bars
    words: tuple[RatingComment, ...]


async def load_ratings(reader: ReportReader, question: StatsQuestion, period: Period) -> Ratings | None:
    """Return ratings of the resolution in these days; None if the report is not about quality, or has no ratings."""
    if (question.about, question.of) != (About.FORM, _OF):
        return None
    asked = MetricQuery(period, None, question.where, reader.rules.timezone, reader.now, None)
    at = bind_given(asked)
    marks = select_columns(STREAMS["marked"], asked, "at", "ticket_id", "stars").subquery("m")
    counts = select(marks.c.stars, func.count()).where(marks.c.stars.is_not(None)).group_by(marks.c.stars)
    found = dict(map(tuple, await reader.session.execute(counts, at)))
    if not found:
        return None
    said = (
        select(Ticket.number, marks.c.stars, Rating.words)
        .join(Ticket, Ticket.id == marks.c.ticket_id)
        .join(Rating, (Rating.ticket_id == marks.c.ticket_id) & (Rating.about == RatingAbout.SOLUTION))
        .where(Rating.words.is_not(None), Rating.words != "")
        .order_by((marks.c.stars > _LOW), marks.c.at.desc(), Ticket.number)
        .limit(_MOST_WORDS)
    )
    bars = tuple(Bar(f"{n} ★", float(found.get(n, 0)), str(found.get(n, 0))) for n in range(_MOST_STARS, 0, -1))
    words = tuple(RatingComment(*row) for row in await reader.session.execute(said, at))
    return Ratings(Bars(say(reader.language, "stats-stars"), bars), words)


_MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A block, and the same as a table."""

    drawn: Tiles | Bars | Plot | Heat | Table
    table: ReportTable


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The content of the page. `when`: the days, and those they are compared with; `notes`: why something is not shown;
    `words`: comments on ratings."""

    title: str
    when: str
    filters: str
    sections: tuple[ReportSection, ...]
    notes: tuple[str, ...]
    words: tuple[RatingComment, ...] = ()


async def make_page(reader: ReportReader, question: StatsQuestion) -> ReportPage | None:
    """Return the page, or None if nothing happened in its days. The caller has checked what the reader may see
    (`report_requests.require_allowed`)."""
    if question.about is About.CARD:
        return await _of_card(reader, question)
    found = await report.measure_report(reader, question)
    if found.is_empty and not composition.is_of_now(question):
        return None
    sections = [ReportSection(composition.make_tiles(reader, found), report_tables.make_numbers_table(reader, found))]
    for chart, one in found.charts:
        before = await report.measure_before(reader, question, chart, found)
        drawn = await composition.make_chart(reader, one, _MOST_BARS, question.where, before)
        if drawn is not None:
            line = drawn.before if isinstance(drawn, Plot) else None
            sections.append(ReportSection(drawn, await report_tables.make_table(reader, one, line)))
    if (hours := await heat_map.make_heat_map(reader, question, found.period)) is not None:
        sections.append(ReportSection(hours, heat_map.make_table(reader, hours)))
    given = await load_ratings(reader, question, found.period)
    if given is not None:
        sections.append(ReportSection(given.bars, report_tables.convert_block(reader, given.bars)))
    for block in await event_comparison.make_blocks(reader, question, found.period):
        sections.append(ReportSection(block, report_tables.convert_block(reader, block)))
    sections += [ReportSection(*one) for one in events_ahead.list_sections(reader, found.ahead)]
    return ReportPage(
        await composition.make_title(reader, question),
        composition.format_period(reader, question, found),
        await composition.format_filters(reader, question),
        tuple(sections),
        composition.list_notes(reader, found),
        given.words if given is not None else (),
    )


async def make_words(reader: ReportReader, question: StatsQuestion) -> RichText | None:
    """Return the text of a report as it is under its picture, or None if nothing happened in its days. The caller has
    checked what the reader may see."""
    if question.about is About.CARD:
        drawn = await agent_card.make_card(reader, question)
        return drawn[1] if drawn is not None else None
    found = await report.measure_report(reader, question, charts=False)
    if found.is_empty and not composition.is_of_now(question):
        return None
    return composition.make_caption(reader, await composition.make_heads(reader, question, found), found)


async def _of_card(reader: ReportReader, question: StatsQuestion) -> ReportPage | None:
    drawn = await agent_card.make_card(reader, question)
    if drawn is None:
        return None
    picture, _ = drawn
    notes = tuple(block.text for block in picture.blocks if isinstance(block, Note))
    blocks = [block for block in picture.blocks if not isinstance(block, Note | Table | Heat)]
    sections = tuple(ReportSection(block, report_tables.convert_block(reader, block)) for block in blocks)
    return ReportPage(picture.title, picture.subtitle, "", sections, notes)


async def make_events_page(reader: ReportReader) -> ReportPage | None:
    """Return the comparison of events, for admins; None if none has begun."""
    found = await event_comparison.compare_events(reader)
    if found is None:
        return None
    title, blocks = found.page.title, found.page.blocks
    sections = tuple(
        ReportSection(one, report_tables.convert_table(title, one)) for one in blocks if isinstance(one, Table)
    )
    return ReportPage(title, found.page.subtitle, "", sections, tuple(n.text for n in blocks if isinstance(n, Note)))
