"""A report as sections of a panel page, each drawn and as a table. Reads; draws nothing."""

from dataclasses import dataclass

from desk.charts import (
    agent_card,
    article_gaps,
    composition,
    event_comparison,
    heat_map,
    ratings,
    report_data,
    report_tables,
)
from desk.charts.blocks import Bars, Heat, Note, Plot, Table, Tiles
from desk.charts.ratings import RatingComment
from desk.charts.reader import ReportReader
from desk.charts.report_question import About, StatsQuestion
from desk.charts.report_tables import ReportTable

MOST_BARS = 12


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
    found = await report_data.measure_report(reader, question)
    if found.is_empty and not composition.is_of_now(question):
        return None
    sections = [ReportSection(composition.make_tiles(reader, found), report_tables.make_numbers_table(reader, found))]
    for chart, one in found.charts:
        before = await report_data.measure_before(reader, question, chart, found)
        drawn = await composition.make_chart(reader, one, MOST_BARS, question.where, before)
        if drawn is not None:
            line = drawn.before if isinstance(drawn, Plot) else None
            sections.append(ReportSection(drawn, await report_tables.make_table(reader, one, line)))
    if (hours := await heat_map.make_heat_map(reader, question, found.period, found.cache)) is not None:
        sections.append(ReportSection(hours, heat_map.make_table(reader, hours)))
    given = await ratings.load_ratings(reader, question, found.period)
    if given is not None:
        sections.append(ReportSection(given.bars, report_tables.convert_block(reader, given.bars)))
    for block in await article_gaps.make_blocks(reader, question, found.period):
        sections.append(ReportSection(block, report_tables.convert_block(reader, block)))
    return ReportPage(
        await composition.make_title(reader, question),
        composition.format_period(reader, question, found),
        await composition.format_filters(reader, question),
        tuple(sections),
        composition.list_notes(reader, found),
        given.words if given is not None else (),
    )


async def _of_card(reader: ReportReader, question: StatsQuestion) -> ReportPage | None:
    drawn = await agent_card.make_card(reader, question)
    if drawn is None:
        return None
    picture, _ = drawn
    notes = tuple(block.text for block in picture.blocks if isinstance(block, Note))
    blocks = [block for block in picture.blocks if not isinstance(block, Note | Table)]
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
