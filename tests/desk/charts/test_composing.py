"""Bars of a chart: whom a line is worth."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.database import Database
from desk import DeskSettings
from desk.charts import composition, event_comparison, heat_map
from desk.charts import report as measuring
from desk.charts.pictures import Bars, Mood, Note, Plot, Tiles
from desk.charts.report import ReportData
from desk.charts.stats_command import About, StatsQuestion
from desk.i18n import say
from desk.metrics import Chart, Dimension, Period
from desk.metrics.measuring.values import Measured, MeasuredRow, Value
from reports.request import ReportRequest
from tests.desk.knowledge.test_gaps import NOW
from tests.rules import rules_with
from tests.texts import text_of

NOTHING, ONE = Value(0.0, 0), Value(1.0, 1)
TODAY = Period(NOW.date(), NOW.date())
SOMEBODY = "insert into people (id, name, created_at) values (7, 'Olga', now())"


async def test_a_name_that_runs_from_right_to_left_turns_nothing_beside_it(database: Database) -> None:
    question = StatsQuestion(About.FIGURE, "filed", where={Dimension.AGENT: 7, Dimension.PRIORITY: 2})
    async with database.sessions() as session:
        await session.execute(text("insert into people (id, name, created_at) values (7, 'רחל', now())"))
        said = await composition.format_filters(ReportRequest(session, NOW, DeskSettings(), None, "en", {}), question)
    assert said == "agent: \u2068רחל\u2069, priority: high"
    assert event_comparison._shares("en", [("רחל", 9.0), ("Olga", 1.0)]) == ("90% \u2068רחל\u2069", "10% Olga")


@pytest.mark.parametrize(
    ("somebodys", "nobodys", "said"),
    [(True, NOTHING, ["Olga 0"]), (True, ONE, ["Olga 0", "Nobody 1"]), (False, NOTHING, [])],
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
        drawn = await composition.make_chart(ReportRequest(session, NOW, DeskSettings(), None, "en", {}), measured)
    assert isinstance(drawn, Bars)
    assert [f"{bar.name} {bar.said}" for bar in drawn.bars] == said
    assert drawn.note == ("" if said else text_of("stats-no-rows"))


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
        drawn = await composition.make_chart(reader, measured)
    assert isinstance(drawn, Bars)
    assert (len(drawn.bars), drawn.note) == (6, say("en", "stats-more-rows", n=2))
    assert [bar.second for bar in drawn.bars] == [None] * 6


def _reader(**rules: Any) -> ReportRequest:
    """Of what is put into words without a look at any table."""
    return ReportRequest(None, NOW, rules_with(**rules), None, "en", {})  # type: ignore[arg-type]


def test_a_change_is_said_with_its_mood_where_there_was_something_before() -> None:
    now = {one: Value(float(n), n) for one, n in {"solved": 15, "reopened": 12, "filed": 11, "closed": 13}.items()}
    before = {one: Value(float(n), n) for one, n in {"solved": 14, "reopened": 11, "filed": 12, "closed": 13}.items()}
    before["cancelled"] = Value(2.0, 2)
    more = {"cancelled": Value(20.0, 20), "open_now": Value(7.0, 7), "first_attempt": Value(None, 4, too_few=True)}
    found = composition.make_tiles(
        _reader(), ReportData(TODAY, now | more, before | {"first_attempt": Value(0.5, 10)}, ())
    )
    assert [(one.value, one.longer or one.change, one.mood) for one in found.tiles] == [
        ("15", "▲ 7%, was 14", Mood.GOOD),
        ("12", "▲ 9%, was 11", Mood.BAD),
        ("11", "▼ 8%, was 12", Mood.NEUTRAL),
        ("13", text_of("stats-same"), Mood.NEUTRAL),
        ("20", "was 2", Mood.NEUTRAL),  # of two no change is said
        ("7", "", Mood.NEUTRAL),
        ("–", "", Mood.NEUTRAL),
    ]


@pytest.mark.parametrize(
    ("of", "before", "until", "said"),
    [
        (StatsQuestion(period="today"), {"filed": ONE}, NOW - timedelta(days=1), "21 Nov · before: 20 Nov until 21:00"),
        (StatsQuestion(period="today"), {"filed": ONE}, None, "21 Nov · before: 20 Nov"),
        (StatsQuestion(period="today"), {}, None, "21 Nov"),
        (StatsQuestion(of="now"), {}, None, "At this moment"),
        (StatsQuestion(About.FIGURE, "late_now"), {}, None, "At this moment"),
    ],
)
def test_days_are_named_as_the_desk_has_them(
    of: StatsQuestion, before: dict[str, Value], until: datetime | None, said: str
) -> None:
    shown = ReportData(TODAY, {"filed": ONE}, before, (), until)
    assert composition.format_period(_reader(timezone="Asia/Tokyo"), of, shown) == said


async def test_a_page_says_its_filters_first_and_why_a_share_is_missing_last() -> None:
    shown = ReportData(TODAY, {"first_attempt": Value(None, 4, too_few=True)}, {}, ())
    gaps = Bars(text_of("stats-searched-in-vain"), ())
    found = await composition.make_picture(
        _reader(), ("Quality", "21 Nov", "agent: Olga", "21 Nov, 12:00"), shown, [gaps]
    )
    assert (found.title, found.subtitle, found.footer) == ("Quality", "21 Nov", "21 Nov, 12:00")
    first, numbers, more, last = found.blocks
    assert (first, more) == (Note("agent: Olga"), gaps)
    assert isinstance(numbers, Tiles)
    assert isinstance(last, Note)
    assert "fewer than ten" in last.text
    assert "fewer than ten" in composition.make_caption(_reader(), ("Quality", "21 Nov", ""), shown).text
    plenty = ReportData(TODAY, {"first_attempt": Value(0.5, 10)}, {}, ())
    assert len((await composition.make_picture(_reader(), ("Quality", "", "", ""), plenty)).blocks) == 1
    assert "fewer than ten" not in composition.make_caption(_reader(), ("Quality",), plenty).text


@pytest.mark.parametrize(
    ("number", "row", "too_few"),
    [
        (Value(None, 4, too_few=True), Value(0.5, 10), True),
        (Value(0.5, 10), Value(None, 4, too_few=True), True),
        (Value(None, 0, too_few=True), Value(None, 0, too_few=True), False),  # of nothing nobody misses a share
        (Value(0.5, 10), Value(0.5, 10), False),
    ],
)
def test_a_share_is_missing_where_it_would_be_one_of_few(number: Value, row: Value, too_few: bool) -> None:
    chart = Chart(("first_attempt",), Dimension.PRIORITY)
    rows = (MeasuredRow(1, {"first_attempt": row}),)
    measured = Measured(("first_attempt",), TODAY, Dimension.PRIORITY, {}, rows)
    assert ReportData(TODAY, {"first_attempt": number}, {}, ((chart, measured),)).too_few == too_few


@pytest.mark.parametrize(
    ("key", "days", "lines", "least", "most"),
    [
        ("filed", 2, False, 0.0, None),
        ("solution_work_median", 1, False, 0.0, None),
        ("solution_work_median", 2, True, 0.0, None),
        ("response_within", 2, True, 0.0, 1.0),
        ("mark_solution", 2, True, 1.0, 5.0),
    ],
)
async def test_what_is_no_count_is_a_line_of_several_days(
    key: str, days: int, lines: bool, least: float, most: float | None
) -> None:
    rows = tuple(MeasuredRow(NOW.date() - timedelta(days=n), {key: ONE}) for n in range(days))
    drawn = await composition.make_chart(_reader(), Measured((key,), TODAY, Dimension.DAY, {}, rows))
    assert isinstance(drawn, Plot)
    assert (drawn.lines, drawn.least, drawn.most) == (lines, least, most)


@pytest.mark.parametrize(("by", "label"), [(Dimension.DAY, NOW.date()), (Dimension.PRIORITY, 1)])
async def test_two_figures_of_one_thing_say_it_once_as_their_heading(by: Dimension, label: Any) -> None:
    keys = ("solution_work_median", "solution_work_p90")
    rows = (MeasuredRow(label, dict.fromkeys(keys, ONE)),)
    drawn = await composition.make_chart(_reader(), Measured(keys, TODAY, by, {}, rows))
    names = drawn.names if isinstance(drawn, Bars) else tuple(one.name for one in drawn.series)  # type: ignore[union-attr]
    assert names == ("median", "90%")
    assert drawn is not None
    assert drawn.title.removesuffix(" by day") == "Time to resolve, business hours"


async def test_what_is_promised_is_on_a_chart_of_whom_it_is_promised_to() -> None:
    reader, key = _reader(targets__enabled=True), "solution_work_median"
    by_day = Measured((key,), TODAY, Dimension.DAY, {}, (MeasuredRow(NOW.date(), {key: ONE}),))
    for where, many in (({}, 4), ({Dimension.PRIORITY: 2}, 1)):
        drawn = await composition.make_chart(reader, by_day, where=where)
        assert isinstance(drawn, Plot)
        assert len(drawn.goals) == many
    by_priority = Measured((key,), TODAY, Dimension.PRIORITY, {}, (MeasuredRow(2, {key: ONE}),))
    bars = await composition.make_chart(reader, by_priority)
    assert isinstance(bars, Bars)
    assert [bar.goal and bar.goal.name for bar in bars.bars] == ["high"]


def test_nothing_in_the_days_before_is_no_line() -> None:
    rows = (MeasuredRow(NOW.date(), {"filed": NOTHING}),)
    days = Measured(("filed",), TODAY, Dimension.DAY, {}, rows)
    assert composition.make_earlier_series(_reader(), days, days) is None
    assert composition.make_earlier_series(_reader(), days, None) is None


@pytest.mark.parametrize(
    ("before", "drawn"), [("0011", (None, None, 1.0, 1.0)), ("0001", None), ("1001", (1, 0, 0, 1))]
)
def test_days_before_the_first_request_are_no_line(before: str, drawn: tuple[float | None, ...] | None) -> None:
    all_of = [NOW.date() - timedelta(days=n) for n in range(4)][::-1]
    rows = tuple(
        MeasuredRow(day, {"filed": Value(float(number), 1)}) for day, number in zip(all_of, before, strict=True)
    )
    days = Measured(("filed",), Period(all_of[0], all_of[-1]), Dimension.DAY, {}, rows)
    found = composition.make_earlier_series(_reader(), days, days)
    assert (found.numbers if found is not None else None) == drawn


def test_a_figure_is_drawn_by_days_what_is_so_now_by_priority() -> None:
    assert measuring._get_default_dimension("filed") is Dimension.DAY
    assert measuring._get_default_dimension("open_now") is Dimension.PRIORITY
    question, month = StatsQuestion(), Period(NOW.date() - timedelta(days=29), NOW.date())
    now = [Chart(("open_now",), Dimension.DAY), Chart(("open_now", "late_now"), Dimension.AGENT)]
    assert measuring._draw(now, month, question) == now[1:]


async def test_two_lengths_of_one_row_stand_beside_each_other_and_counts_are_one_bar(database: Database) -> None:
    for keys, number, second, names in (
        (("held_now", "pending_now"), 3.0, None, 0),
        (("solution_work_median", "solution_work_p90"), 1.0, 2.0, 2),
    ):
        values = dict(zip(keys, (Value(1.0, 1), Value(2.0, 2)), strict=True))
        measured = Measured(keys, Period(NOW.date(), NOW.date()), Dimension.PRIORITY, {}, (MeasuredRow(2, values),))
        async with database.sessions() as session:
            reader = ReportRequest(session, NOW, DeskSettings(), None, "en", {})
            drawn = await composition.make_chart(reader, measured)
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
        found = composition.make_earlier_series(
            ReportRequest(session, NOW, DeskSettings(), None, "en", {}), of(days), of(before)
        )
    assert found is not None
    assert found.numbers == numbers


def test_beyond_four_of_the_team_the_others_are_one_line_and_few_are_counted() -> None:
    solved = [(name, float(n)) for n, name in zip((40, 20, 15, 10, 10, 5), "abcdef", strict=True)]
    said = event_comparison._shares("en", solved)
    assert said[:4] == ("40% a", "20% b", "15% c", "10% d")
    assert len(said) == 5
    assert said[4].startswith("15% ")
    assert event_comparison._shares("en", [("a", 9.0)]) == ("9 a",)


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
    assert measuring._draw(charts, week, every) == charts
    assert measuring._draw(charts, week, where) == charts[:2]
    assert measuring._draw(charts, day, every) == [charts[0], charts[2]]
    assert measuring._draw(charts[1:2], day, every) == charts[1:2]


@pytest.mark.parametrize(("mean", "said"), [(0.0, ""), (0.049, ""), (0.06, "0.1"), (9.94, "9.9"), (10.0, "10")])
def test_a_mean_of_next_to_nothing_is_not_said(mean: float, said: str) -> None:
    assert heat_map._describe("en", mean) == said
