"""Bars of a chart: whom a line is worth."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from desk import DeskSettings
from desk.figures import Chart, Dimension, Period
from desk.figures.measuring.measured import Measured, MeasuredRow, Value
from desk.i18n import say
from desk.stats import composing, event_sides, heat
from desk.stats import measured as measuring
from desk.stats.blocks import Bars
from desk.stats.question import About, StatsQuestion
from reports.request import ReportRequest
from tests.breadth import apart
from tests.desk.knowledge.test_gaps import NOW

NOTHING, ONE = Value(0.0, 0), Value(1.0, 1)
SOMEBODY = "insert into people (id, name, created_at) values (7, 'Olga', now())"


async def test_a_name_that_runs_from_right_to_left_turns_nothing_beside_it(database: Database) -> None:
    question = StatsQuestion(About.FIGURE, "filed", where={Dimension.AGENT: 7, Dimension.PRIORITY: 2})
    async with database.sessions() as session:
        await session.execute(text("insert into people (id, name, created_at) values (7, 'רחל', now())"))
        said = await composing.filters(ReportRequest(session, NOW, DeskSettings(), None, "en", {}), question)
    assert said == "agent: \u2068רחל\u2069, priority: high"
    assert event_sides._shares("en", [("רחל", 9.0), ("Olga", 1.0)]) == ("90% \u2068רחל\u2069", "10% Olga")


@pytest.mark.parametrize(
    ("somebodys", "nobodys", "said"),
    apart([(True, NOTHING, ["Olga 0"]), (True, ONE, ["Olga 0", "Nobody 1"]), (False, NOTHING, [])]),
)
async def test_nothing_of_nobody_is_no_line_nothing_of_somebody_is(
    database: Database, somebodys: bool, nobodys: Value, said: list[str]
) -> None:
    rows = [MeasuredRow(None, {"held_now": nobodys})]
    if somebodys:
        rows.insert(0, MeasuredRow(7, {"held_now": NOTHING}))
    measured = Measured(("held_now",), Period(NOW.date(), NOW.date()), Dimension.AGENT, {}, tuple(rows))
    async with database.sessions() as session:
        await session.execute(text(SOMEBODY))
        drawn = await composing.chart(ReportRequest(session, NOW, DeskSettings(), None, "en", {}), measured)
    assert isinstance(drawn, Bars)
    assert [f"{bar.name} {bar.said}" for bar in drawn.bars] == said
    assert drawn.note == ("" if said else "Nothing here.")


async def test_what_more_there_is_counts_lines_that_are_worth_one(database: Database) -> None:
    rows = [MeasuredRow(key, {"held_now": ONE}) for key in range(1, 9)]
    measured = Measured(
        ("held_now",),
        Period(NOW.date(), NOW.date()),
        Dimension.AGENT,
        {},
        (MeasuredRow(None, {"held_now": NOTHING}), *rows),
    )
    async with database.sessions() as session:
        reader = ReportRequest(session, NOW, DeskSettings(), None, "en", {})
        drawn = await composing.chart(reader, measured)
    assert isinstance(drawn, Bars)
    assert (len(drawn.bars), drawn.note) == (6, say("en", "stats-more-rows", n=2))
    assert [bar.second for bar in drawn.bars] == [None] * 6


async def test_two_lengths_of_one_row_stand_beside_each_other_and_counts_are_one_bar(database: Database) -> None:
    for keys, number, second, names in (
        (("held_now", "pending_now"), 3.0, None, 0),
        (("solution_work_median", "solution_work_p90"), 1.0, 2.0, 2),
    ):
        values = dict(zip(keys, (Value(1.0, 1), Value(2.0, 2)), strict=True))
        measured = Measured(keys, Period(NOW.date(), NOW.date()), Dimension.PRIORITY, {}, (MeasuredRow(2, values),))
        async with database.sessions() as session:
            reader = ReportRequest(session, NOW, DeskSettings(), None, "en", {})
            drawn = await composing.chart(reader, measured)
        assert isinstance(drawn, Bars)
        assert [(bar.number, bar.second) for bar in drawn.bars] == [(number, second)]
        assert len(drawn.names) == names


@pytest.mark.parametrize(("days", "before", "numbers"), [(2, 3, (1.0, 1.0)), (3, 2, (1.0, 1.0, None))])
async def test_the_days_before_stand_in_the_places_of_these(
    database: Database, days: int, before: int, numbers: tuple[float | None, ...]
) -> None:
    """Where these are fewer, or more: a month has not always as many weeks."""

    def of(many: int) -> Measured:
        all_of = [NOW.date() - timedelta(days=n) for n in range(many)]
        rows = tuple(MeasuredRow(day, {"filed": ONE}) for day in reversed(all_of))
        return Measured(("filed",), Period(all_of[-1], all_of[0]), Dimension.DAY, {}, rows)

    async with database.sessions() as session:
        found = composing.earlier(ReportRequest(session, NOW, DeskSettings(), None, "en", {}), of(days), of(before))
    assert found is not None
    assert found.numbers == numbers


def test_beyond_four_of_the_team_the_others_are_one_line_and_few_are_counted() -> None:
    solved = [(name, float(n)) for n, name in zip((40, 20, 15, 10, 10, 5), "abcdef", strict=True)]
    said = event_sides._shares("en", solved)
    assert said[:4] == ("40% a", "20% b", "15% c", "10% d")
    assert len(said) == 5
    assert said[4].startswith("15% ")
    assert event_sides._shares("en", [("a", 9.0)]) == ("9 a",)


@pytest.mark.parametrize(
    ("key", "days", "by"),
    [
        ("filed", 1, Dimension.HOUR),
        ("filed", 2, Dimension.DAY),
        ("filed", 45, Dimension.DAY),
        ("filed", 46, Dimension.WEEK),
        ("filed", 400, Dimension.WEEK),
        ("filed", 401, Dimension.MONTH),
        ("bot_messages", 1, Dimension.DAY),
        ("take_work_median", 1, Dimension.DAY),
    ],
)
def test_there_are_never_more_columns_than_can_be_seen(key: str, days: int, by: Dimension) -> None:
    period = Period(NOW.date() - timedelta(days=days - 1), NOW.date())
    assert measuring._in_steps(Chart((key,), Dimension.DAY), period).by is by


def test_what_is_filtered_by_is_not_drawn_and_of_one_day_hours_once() -> None:
    day, week = Period(NOW.date(), NOW.date()), Period(NOW.date() - timedelta(days=6), NOW.date())
    charts = [Chart(("filed",), by) for by in (Dimension.DAY, Dimension.HOUR, Dimension.PRIORITY)]
    every, where = StatsQuestion(), StatsQuestion(where={Dimension.PRIORITY: 1})
    assert measuring._drawn(charts, week, every) == charts
    assert measuring._drawn(charts, week, where) == charts[:2]
    assert measuring._drawn(charts, day, every) == [charts[0], charts[2]]
    assert measuring._drawn(charts[1:2], day, every) == charts[1:2]


@pytest.mark.parametrize(("mean", "said"), [(0.0, ""), (0.049, ""), (0.06, "0.1"), (9.94, "9.9"), (10.0, "10")])
def test_a_mean_of_next_to_nothing_is_not_said(mean: float, said: str) -> None:
    assert heat._said("en", mean) == said
