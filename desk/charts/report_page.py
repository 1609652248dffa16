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
from desk.charts.ratings import WordsOfMark
from desk.charts.reader import FiguresReader
from desk.charts.report_question import About, StatsQuestion
from desk.charts.report_tables import FiguresTable

MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class FiguresSection:
    """A block, and the same as a table."""

    drawn: Tiles | Bars | Plot | Heat | Table
    table: FiguresTable


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """The content of the page. `when`: the days, and those they are compared with; `notes`: why something is not shown;
    `words`: comments on ratings."""

    title: str
    when: str
    filters: str
    sections: tuple[FiguresSection, ...]
    notes: tuple[str, ...]
    words: tuple[WordsOfMark, ...] = ()


async def page(reader: FiguresReader, question: StatsQuestion) -> FiguresPage | None:
    """Return the page, or None if nothing happened in its days. The caller has checked what the reader may see
    (`report_requests.require_allowed`)."""
    if question.about is About.CARD:
        return await _of_card(reader, question)
    found = await report_data.draw_question(reader, question)
    if found.is_empty and not composition.is_of_now(question):
        return None
    sections = [FiguresSection(composition.tiles(reader, found), report_tables.numbers(reader, found))]
    for chart, one in found.charts:
        before = await report_data.before(reader, question, chart, found)
        drawn = await composition.chart(reader, one, MOST_BARS, question.where, before)
        if drawn is not None:
            line = drawn.before if isinstance(drawn, Plot) else None
            sections.append(FiguresSection(drawn, await report_tables.make_table(reader, one, line)))
    if (hours := await heat_map.of_question(reader, question, found.period, found.held)) is not None:
        sections.append(FiguresSection(hours, heat_map.table(reader, hours)))
    given = await ratings.read_stars(reader, question, found.period)
    if given is not None:
        sections.append(FiguresSection(given.bars, report_tables.of_block(reader, given.bars)))
    for block in await article_gaps.blocks(reader, question, found.period):
        sections.append(FiguresSection(block, report_tables.of_block(reader, block)))
    return FiguresPage(
        await composition.title(reader, question),
        composition.when(reader, question, found),
        await composition.filters(reader, question),
        tuple(sections),
        composition.notes(reader, found),
        given.words if given is not None else (),
    )


async def _of_card(reader: FiguresReader, question: StatsQuestion) -> FiguresPage | None:
    drawn = await agent_card.make_card(reader, question)
    if drawn is None:
        return None
    picture, _ = drawn
    notes = tuple(block.text for block in picture.blocks if isinstance(block, Note))
    blocks = [block for block in picture.blocks if not isinstance(block, Note | Table)]
    sections = tuple(FiguresSection(block, report_tables.of_block(reader, block)) for block in blocks)
    return FiguresPage(picture.title, picture.subtitle, "", sections, notes)


async def events_page(reader: FiguresReader) -> FiguresPage | None:
    """Return the comparison of events, for admins; None if none has begun."""
    found = await event_comparison.side_by_side(reader)
    if found is None:
        return None
    title, blocks = found.page.title, found.page.blocks
    sections = tuple(
        FiguresSection(one, report_tables.of_table(title, one)) for one in blocks if isinstance(one, Table)
    )
    return FiguresPage(title, found.page.subtitle, "", sections, tuple(n.text for n in blocks if isinstance(n, Note)))
