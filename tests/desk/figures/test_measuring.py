"""Figures read from facts that are laid out by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import (
    Category,
    Event,
    Mark,
    MarkAbout,
    Origin,
    Person,
    Role,
    RootCause,
    Status,
    Ticket,
    TicketFacts,
    TicketSpan,
)
from desk import DeskSettings
from desk.figures import FIGURES, TOO_FEW, AskedFigures, Dimension, FigureUnit, Period
from desk.figures.dimensions import expected
from desk.figures.forms import FORMS
from desk.figures.measuring.measure import measure
from desk.figures.measuring.measured import Measured, Value
from desk.figures.measuring.people_and_hours import filed_by_hour, shared_out

pytestmark = pytest.mark.broad

BERLIN = DeskSettings(timezone="Europe/Berlin")
FIRST = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)  # half past eleven on the evening before clocks go back
NOW = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = Period(date(2026, 10, 24), date(2026, 10, 26))


async def _filed(database: Database, *ats: datetime, priority: int = 3, **own: Any) -> None:
    async with database.unit_of_work() as session:
        rita = Person(name="Rita", role=Role.REQUESTER, created_at=FIRST)
        session.add(rita)
        await session.flush()
        moments = dict.fromkeys(
            ("created_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at", "labels_at"), FIRST
        )
        for n, at in enumerate(ats):
            number = priority * 100 + n
            ticket = Ticket(
                number=number, requester_id=rita.id, origin=Origin.TELEGRAM, priority=priority, filed_at=at,
                **moments, **own,
            )  # fmt: skip
            session.add(ticket)
            await session.flush()
            session.add(TicketFacts(ticket_id=ticket.id, filed_at=at, filed_open=True, hours=""))


async def _measured(database: Database, **asked: Any) -> Measured:
    async with database.sessions() as session:
        return await measure(session, ["filed", "solved"], DAYS, settings=BERLIN, now=NOW, **asked)


@pytest.mark.parametrize("where", [{}, {Dimension.PRIORITY: 3}])
async def test_an_hour_is_the_desks_where_clocks_are_moved_by_half_of_one(
    database: Database, where: dict[Dimension, int]
) -> None:
    """Also in a period whose both ends are at full hours of the world's time, and whose middle is not."""
    at = datetime(2026, 7, 1, 13, 45, tzinfo=UTC)  # a quarter past midnight there, of a Thursday
    await _filed(database, at)
    await _filed(database, at, priority=1)
    island = DeskSettings(timezone="Australia/Lord_Howe")
    year = Period(date(2025, 12, 1), date(2026, 12, 1))
    async with database.sessions() as session:
        now = datetime(2026, 12, 2, tzinfo=UTC)
        asked = AskedFigures(year, None, where, island.timezone, now, None)
        assert await filed_by_hour(session, asked) == {(3, 0): 1 if where else 2}


async def test_what_nobody_did_is_shared_out_too(database: Database) -> None:
    async with database.sessions() as session:
        for n, who in enumerate((7, 7, 8, None), start=1):
            spans = {"kind": "status", "n": 1, "status": Status.RESOLVED, "started_at": FIRST}
            session.add(TicketSpan(ticket_id=n, person_id=who, **spans))
        await session.flush()
        asked = AskedFigures(DAYS, None, {}, BERLIN.timezone, NOW, None)
        assert await shared_out(session, "busiest_solving", asked) == {0: {7: 2, 8: 1, None: 1}}
        await session.rollback()


def _counts(measured: Measured) -> dict[object, float | None]:
    return {row.label: row.values["filed"].amount for row in measured.rows}


async def test_days_are_those_of_the_desks_zone(database: Database) -> None:
    hours = (0, 1, 12, 25, 26, 60)  # a day of twenty-five hours lies between
    await _filed(database, *(FIRST + timedelta(hours=n) for n in hours))
    by_day = await _measured(database, by=Dimension.DAY)
    assert _counts(by_day) == {date(2026, 10, 24): 1, date(2026, 10, 25): 3, date(2026, 10, 26): 1}
    assert by_day.total["filed"].amount == 5
    assert by_day.total["solved"].amount == 0
    by_hour = _counts(await _measured(database, by=Dimension.HOUR))
    assert {hour: n for hour, n in by_hour.items() if n} == {23: 2, 0: 2, 10: 1}
    assert len(by_hour) == 24
    assert _counts(await _measured(database, by=Dimension.WEEKDAY))[6] == 3
    assert _counts(await _measured(database, by=Dimension.WEEK)) == {date(2026, 10, 19): 4, date(2026, 10, 26): 1}


async def test_one_dimension_is_filtered_by_others(database: Database) -> None:
    await _filed(database, FIRST, FIRST + timedelta(hours=5))
    await _filed(database, FIRST, FIRST, FIRST, priority=1)
    assert _counts(await _measured(database, by=Dimension.PRIORITY)) == {1: 3, 3: 2}
    of_one = {Dimension.PRIORITY: 3, Dimension.SOURCE: ("telegram", "todoist")}
    assert (await _measured(database, where=of_one)).total["filed"].amount == 2
    assert (await _measured(database, where={Dimension.CATEGORY: None})).total["filed"].amount == 5
    assert (await _measured(database, where={Dimension.AGENT: 7})).total["filed"].amount == 0
    await _filed(database, *[FIRST] * 4, priority=4)
    assert list(_counts(await _measured(database, by=Dimension.PRIORITY))) == [1, 3, 4], "the gravest first"
    assert list(_counts(await _measured(database, by=Dimension.REQUESTER)).values()) == [4, 3, 2], "most first"


async def test_what_came_at_its_target_was_in_time_and_two_stars_are_few(database: Database) -> None:
    late = (-1.0, *[0.0] * 8, 1.0)
    async with database.sessions() as session:
        for n, seconds in enumerate(late, start=1):
            moments = {"filed_at": FIRST, "answered_at": FIRST, "solved_at": FIRST}
            own = {"answered_late": seconds, "solved_late": seconds, "filed_open": True, "hours": ""}
            session.add(TicketFacts(ticket_id=n, **moments, **own))
        await session.flush()
        keys = ("response_within", "solution_within", "responses_late", "solutions_late")
        found = (await measure(session, keys, DAYS, settings=BERLIN, now=NOW)).total
        await session.rollback()
    assert [found[key].amount for key in keys] == [0.9, 0.9, 1, 1]
    await _filed(database, *[FIRST] * 3)
    async with database.sessions() as session:
        for stars, ticket in zip((1, 2, 3), await session.scalars(select(Ticket)), strict=True):
            session.add(Mark(ticket_id=ticket.id, about=MarkAbout.SOLUTION, stars=stars, marked_at=FIRST))
        await session.flush()
        found = (await measure(session, ["marks", "low_marks"], DAYS, settings=BERLIN, now=NOW)).total
        await session.rollback()
    assert [found[key].amount for key in ("marks", "low_marks")] == [3, 2]


async def test_a_draft_is_not_open(database: Database) -> None:
    await _filed(database, FIRST)
    moments = ("created_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at", "labels_at")
    async with database.sessions() as session:
        rita = (await session.scalars(select(Person))).one()
        draft = {"number": 7, "requester_id": rita.id, "origin": Origin.TELEGRAM}
        session.add(Ticket(**draft, **dict.fromkeys(moments, FIRST)))
        await session.flush()
        found = (await measure(session, ["open_now", "untaken_now"], DAYS, settings=BERLIN, now=NOW)).total
        await session.rollback()
    assert [found[key].amount for key in ("open_now", "untaken_now")] == [1, 1]


async def test_each_dimension_has_its_own_column(database: Database) -> None:
    own = {"category_id": 3, "event_id": 4, "root_cause_id": 5}
    dated = {"starts_on": DAYS.first, "ends_on": DAYS.last, "created_at": FIRST}
    async with database.unit_of_work() as session:
        session.add_all(
            [
                Category(id=3, name="Doors", folded="doors"),
                Event(id=4, slug="fair", name="Fair", **dated),
                RootCause(id=5, name="Power", folded="power"),
            ]
        )
    await _filed(database, FIRST, priority=2, **own)
    labels = {
        Dimension.CATEGORY: 3, Dimension.EVENT: 4, Dimension.ROOT_CAUSE: 5, Dimension.PRIORITY: 2,
        Dimension.SOURCE: "telegram", Dimension.AGENT: None,
    }  # fmt: skip
    for by, label in labels.items():
        assert _counts(await _measured(database, by=by)) == {label: 1}, by
        assert (await _measured(database, where={by: label})).total["filed"].amount == 1, by
        assert (await _measured(database, where={by: "other" if label == "telegram" else 77})).total["filed"].of == 0


@pytest.mark.parametrize(("many", "too_few"), [(TOO_FEW - 1, True), (TOO_FEW, False)])
async def test_a_share_of_fewer_than_ten_is_not_said(database: Database, many: int, too_few: bool) -> None:
    await _filed(database, *[FIRST + timedelta(hours=1)] * many)
    share = next(key for key, one in FIGURES.items() if one.unit is FigureUnit.SHARE and one.stream == "filed")
    async with database.sessions() as session:
        total = (await measure(session, [share], DAYS, settings=BERLIN, now=NOW)).total[share]
    assert (total.of, total.too_few, total.amount is None) == (many, too_few, too_few)


async def test_a_figure_that_is_none(database: Database) -> None:
    async with database.sessions() as session:
        with pytest.raises(KeyError):
            await measure(session, ["nonsense"], DAYS, settings=BERLIN, now=NOW)


@pytest.mark.parametrize("by", [None, *Dimension])
async def test_every_figure_by_every_dimension(database: Database, by: Dimension | None) -> None:
    """Of nothing: no count is missing, no share is made up."""
    async with database.sessions() as session:
        found = await measure(session, FIGURES, DAYS, by=by, where={Dimension.HOUR: 7}, settings=BERLIN, now=NOW)
    for key, value in found.total.items():
        amount = 0 if FIGURES[key].unit is FigureUnit.COUNT else None
        assert value == Value(amount, 0, too_few=FIGURES[key].is_share)
    assert {row.label for row in found.rows} == set(expected(by, DAYS) if by else ())


def test_every_form_shows_figures_that_there_are() -> None:
    for form in FORMS.values():
        assert {*form.numbers, *(key for chart in form.charts for key in chart.figures)} <= FIGURES.keys()
        assert all(len({FIGURES[key].unit for key in chart.figures}) == 1 for chart in form.charts)
