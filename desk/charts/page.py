"""A report as sections of a panel page, each drawn and as a table. Reads; draws nothing."""

from dataclasses import dataclass

from desk.charts import card, composing, event_sides, heat, measured, missing, stars, tables
from desk.charts.blocks import Bars, Heat, Note, Plot, Table, Tiles
from desk.charts.question import About, StatsQuestion
from desk.charts.reading import FiguresReader
from desk.charts.stars import WordsOfMark
from desk.charts.tables import FiguresTable

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
    (`asking.allowed`)."""
    if question.about is About.CARD:
        return await _of_card(reader, question)
    found = await measured.draw_question(reader, question)
    if found.is_empty and not composing.is_of_now(question):
        return None
    sections = [FiguresSection(composing.tiles(reader, found), tables.numbers(reader, found))]
    for chart, one in found.charts:
        before = await measured.before(reader, question, chart, found)
        drawn = await composing.chart(reader, one, MOST_BARS, question.where, before)
        if drawn is not None:
            line = drawn.before if isinstance(drawn, Plot) else None
            sections.append(FiguresSection(drawn, await tables.make_table(reader, one, line)))
    if (hours := await heat.of_question(reader, question, found.period, found.held)) is not None:
        sections.append(FiguresSection(hours, heat.table(reader, hours)))
    given = await stars.read_stars(reader, question, found.period)
    if given is not None:
        sections.append(FiguresSection(given.bars, tables.of_block(reader, given.bars)))
    for block in await missing.blocks(reader, question, found.period):
        sections.append(FiguresSection(block, tables.of_block(reader, block)))
    return FiguresPage(
        await composing.title(reader, question),
        composing.when(reader, question, found),
        await composing.filters(reader, question),
        tuple(sections),
        composing.notes(reader, found),
        given.words if given is not None else (),
    )


async def _of_card(reader: FiguresReader, question: StatsQuestion) -> FiguresPage | None:
    drawn = await card.make_card(reader, question)
    if drawn is None:
        return None
    picture, _ = drawn
    notes = tuple(block.text for block in picture.blocks if isinstance(block, Note))
    blocks = [block for block in picture.blocks if not isinstance(block, Note | Table)]
    sections = tuple(FiguresSection(block, tables.of_block(reader, block)) for block in blocks)
    return FiguresPage(picture.title, picture.subtitle, "", sections, notes)


async def events_page(reader: FiguresReader) -> FiguresPage | None:
    """Return the comparison of events, for admins; None if none has begun."""
    found = await event_sides.side_by_side(reader)
    if found is None:
        return None
    title, blocks = found.page.title, found.page.blocks
    sections = tuple(FiguresSection(one, tables.of_table(title, one)) for one in blocks if isinstance(one, Table))
    return FiguresPage(title, found.page.subtitle, "", sections, tuple(n.text for n in blocks if isinstance(n, Note)))
