"""How one of the team does: whom the median is of, and which days are drawn."""

from datetime import timedelta

import pytest

from db.database import Database
from desk import DeskSettings
from desk.charts import agent_card
from desk.charts.pictures import Note, Plot, Tiles
from desk.charts.stats_command import About, StatsQuestion, format_period_word
from desk.metrics import Dimension, Period
from desk.metrics.periods import find_period, get_period_before
from reports.request import ReportRequest
from tests.desk.charts.laid_out import people, solved
from tests.desk.knowledge.test_gaps import DAY, NOW
from tests.texts import text_of

TODAY = NOW.date()


@pytest.mark.parametrize(
    ("theirs", "nobodys", "team"),
    [
        ((1, 2, 4), 9, " · team 2"),  # what nobody did is none of the team's
        ((1, 2), 9, ""),  # of two it would say what the other one has
        ((1, 2, 0), 0, ""),
    ],
)
async def test_the_median_is_of_whom_is_known(
    database: Database, theirs: tuple[int, ...], nobodys: int, team: str
) -> None:
    async with database.sessions() as session:
        ids = await people(session, *"ABC"[: len(theirs)])
        work = [who for who, many in zip([*ids, None], [*theirs, nobodys], strict=True) for _ in range(many)]
        for key, who in enumerate(work, start=1):
            await solved(session, key, NOW - DAY, who, requester=ids[0])
        reader = ReportRequest(session, NOW, DeskSettings(), None, "en", {})
        drawn = await agent_card.make_card(reader, StatsQuestion(About.CARD, str(ids[1])))
        await session.rollback()
    assert drawn is not None
    page, caption = drawn
    assert text_of("figure-solved") + f": 2{team}" in caption.text.splitlines()
    tiles = next(block for block in page.blocks if isinstance(block, Tiles))
    assert [(one.value, one.change) for one in tiles.tiles if one.name == text_of("figure-solved")] == [
        ("2", team.removeprefix(" · "))
    ]
    small = any(isinstance(block, Note) and text_of("stats-team-too-small", n=3) in block.text for block in page.blocks)
    assert small == (not team)


@pytest.mark.parametrize(("days", "columns"), [(1, None), (2, 2), (45, 45), (46, 7)])
async def test_days_of_a_card_are_columns_and_weeks_where_they_are_many(
    database: Database, days: int, columns: int | None
) -> None:
    period = format_period_word(Period(TODAY - timedelta(days=days - 1), TODAY))
    async with database.sessions() as session:
        mine, other = await people(session, "A", "B")
        for key, who in enumerate((mine, mine, other), start=1):
            await solved(session, key, NOW, who, requester=mine)
        reader = ReportRequest(session, NOW, DeskSettings(), None, "en", {})
        drawn = await agent_card.make_card(reader, StatsQuestion(About.CARD, str(mine), period))
        await session.rollback()
    assert drawn is not None
    plots = [block for block in drawn[0].blocks if isinstance(block, Plot)]
    assert [len(plot.labels) for plot in plots] == ([] if columns is None else [columns])
    for plot in plots:
        assert plot.series[1].numbers[-1] == 2, "of nobody else"


async def test_who_did_nothing_has_no_card_who_did_too_little_to_say_a_share_has(database: Database) -> None:
    async with database.sessions() as session:
        mine, other = await people(session, "A", "B")
        await solved(session, 1, NOW, mine, requester=mine)
        reader = ReportRequest(session, NOW, DeskSettings(), None, "en", {})
        for question, there in (
            (StatsQuestion(About.CARD, str(mine)), True),
            (StatsQuestion(About.CARD, str(other)), False),
            (StatsQuestion(About.CARD, str(mine), where={Dimension.PRIORITY: 1}), False),
            (
                StatsQuestion(About.CARD, str(mine), format_period_word(get_period_before(find_period("week", TODAY)))),
                False,
            ),
        ):
            drawn = await agent_card.make_card(reader, question)
            assert (drawn is not None) == there
            if drawn is not None:
                assert "fewer than ten" in drawn[1].text
        await session.rollback()
