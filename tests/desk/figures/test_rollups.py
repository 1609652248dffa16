"""Days that are over are counted once, and again where a ticket of theirs is no longer what it was."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.models import Role, Status
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.feedback import ratings
from desk.figures import FIGURES, Dimension, Held, Period, facts
from desk.figures.amounts import packed, unpacked
from desk.figures.measuring import measured
from desk.figures.measuring.day_counts import ROLLED
from desk.figures.measuring.measure import measure
from desk.figures.measuring.measured import Measured
from desk.text import RichText
from desk.tickets import assignment, closing, escalation, lifecycle, promises
from tests.breadth import apart
from tests.desk.stage import Stage

DAYS = Period(date(2026, 11, 19), date(2026, 11, 30))
_OFFERED = (
    "insert into articles (id, slug, state, created_at, updated_at) values (1, 'a', 'published', :at, :at)",
    "insert into offers (article_id, ticket_id, person_id, position, score, shown_at) "
    "select 1, id, :who, 1, 1, :at from tickets where number = 1",
)
BY = (None, Dimension.DAY, Dimension.WEEK, Dimension.WEEKDAY, Dimension.AGENT, Dimension.HOUR)


async def _read(stage: Stage, by: Dimension | None = None, **more: Any) -> Measured:
    async with stage.database.sessions() as session:
        return await measure(session, FIGURES, DAYS, by=by, settings=stage.rules, now=stage.now, **more)


async def _kept(stage: Stage) -> list[date]:
    async with stage.database.sessions() as session:
        return list(await session.scalars(text("select distinct day from daily_counts order by day")))


async def _count(stage: Stage) -> None:
    await facts.bring_up_to_date(stage.database, stage.rules, stage.now)


@pytest.mark.broad
async def test_what_is_kept_says_what_counting_says(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    first = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, lambda desk: assignment.claim(desk, first))
    await _count(stage)
    assert await _kept(stage) == [], "today is live"
    stage.later(days=1)
    second = await stage.files(rita, "And the scanner is too")
    stage.later(days=1)
    await stage.does(rita, lambda desk: closing.cancel(desk, second))
    await _count(stage)
    assert await _kept(stage) == [date(2026, 11, 20), date(2026, 11, 21)]
    for by in BY:
        assert await _read(stage, by) == await _read(stage, by, stored=False)
    of_none: dict[str, Any] = {"by": Dimension.EVENT, "where": {Dimension.EVENT: (None, 1)}}
    assert await _read(stage, **of_none) == await _read(stage, stored=False, **of_none)
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update daily_counts set n = n + 5 where figure = 'filed' and day = '2026-11-21'"))
    assert (await _read(stage)).total["filed"].amount == 7, "it is what is kept that is read"
    by_day = {row.label: row.values["filed"].amount for row in (await _read(stage, Dimension.DAY)).rows}
    assert (by_day[date(2026, 11, 21)], by_day[date(2026, 11, 22)]) == (6, 0)
    assert (await _read(stage, Dimension.AGENT)).total["filed"].amount == 2


@pytest.mark.broad
async def test_a_day_that_is_no_longer_so_is_counted_again(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "The printer is on fire")
    stage.later(days=3)
    await _count(stage)
    assert len(await _kept(stage)) == 3
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    await facts.bring_up_to_date(stage.database, stage.rules, stage.now)
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update daily_counts set n = 9 where figure = 'filed'"))
        await session.execute(text("update tickets set filed_at = filed_at + interval '1 day', updated_at = now()"))
        await facts.refresh(session, stage.rules, stage.now)
    assert await _kept(stage) == [date(2026, 11, 22)], "the days before and after, and no other"
    await _count(stage)
    assert (await _read(stage, Dimension.DAY, stored=False)).total["filed"].amount == 1


@pytest.mark.broad
async def test_what_becomes_known_of_a_ticket_later_is_told_of_the_day_on_which_it_came(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its stars, its withdrawal, what closed it: none of it is among what is kept of that day."""
    monkeypatch.setattr(measured, "TOO_FEW", 1)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    asked, dropped, answered, late = [await stage.files(rita, f"Printer {n} is on fire") for n in range(4)]
    await stage.does(olga, lambda desk: assignment.claim(desk, asked))
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, asked))
    await stage.does(rita, lambda desk: closing.confirm(desk, asked))
    await stage.does(olga, lambda desk: thread.reply(desk, late, NewEntry(RichText("Which one?"))))
    await stage.change(late, first_due_at=stage.now - timedelta(minutes=1))
    async with stage.database.unit_of_work() as session:
        for one in _OFFERED:
            await session.execute(text(one), {"at": stage.now, "who": rita.id})
    stage.later(days=2)
    await _count(stage)
    keys = ("cancelled_share", "solved_by_itself", "marks_answered", "responses_late", "offers_helped")
    assert [(await _read(stage)).total[key].amount for key in keys] == [0, 0, 0, 1, 0]
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update offers set outcome = 'helped'"))
    await stage.does(rita, lambda desk: ratings.rate(desk, asked, 4))
    await stage.does(rita, lambda desk: closing.cancel(desk, dropped))
    await stage.change(answered, status=Status.CLOSED, end_reason="answered", ended_at=stage.now)
    await stage.change(late, first_due_at=stage.now)
    await _count(stage)
    assert [(await _read(stage)).total[key].amount for key in keys] == [1 / 4, 1 / 4, 1, 0, 1]
    for by in BY:
        assert await _read(stage, by) == await _read(stage, by, stored=False)


async def _kept_values(stage: Stage, name: str) -> dict[date, list[float]]:
    async with stage.database.sessions() as session:
        query = "select day, run from daily_runs where name = :name and run <> ''"
        return {row.day: list(unpacked(row.run)) for row in await session.execute(text(query), {"name": name})}


@pytest.mark.broad
async def test_values_of_a_day_are_kept_until_one_of_them_changes(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    stage.later(minutes=10)
    await stage.does(olga, lambda desk: thread.reply(desk, number, NewEntry(RichText("Switch it off"))))
    stage.later(days=1)
    await stage.files(rita, "The scanner too")
    stage.later(days=2)
    await _count(stage)
    day = date(2026, 11, 20)
    assert await _kept_values(stage, "answered.answered_clock") == {day: [600.0]}
    async with stage.database.unit_of_work() as session:
        await session.execute(
            text("update daily_runs set run = :run where name = 'answered.answered_clock' and day = :day"),
            {"day": day, "run": packed([60])},
        )
    assert (await _read(stage)).total["response_clock_median"].amount == 60, "it is what is kept that is read"
    assert (await _read(stage, Dimension.PRIORITY)).total["response_clock_median"].amount == 600
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update tickets set first_response_at = first_response_at + interval '1 minute'"))
        await facts.refresh(session, stage.rules, stage.now)
    assert await _kept(stage) == [day, date(2026, 11, 21), date(2026, 11, 22)], "no count is another"
    assert await _kept_values(stage, "answered.answered_clock") == {}
    assert await _kept_values(stage, "filed.requester") == {date(2026, 11, 21): [rita.id]}, "and no other day"
    await _count(stage)
    assert await _kept_values(stage, "answered.answered_clock") == {day: [660.0]}
    for by in BY:
        assert await _read(stage, by) == await _read(stage, by, stored=False)


@pytest.mark.broad
@pytest.mark.parametrize("table", ["ticket_facts", "ticket_spans"])
async def test_who_writes_facts_and_knows_of_no_values_leaves_none(stage: Stage, table: str) -> None:
    await stage.files(await stage.person("Rita"), "The printer is on fire")
    stage.later(days=2)
    await _count(stage)
    assert await _kept_values(stage, "filed.requester")
    async with stage.database.unit_of_work() as session:
        await session.execute(text(f"delete from {table}"))  # noqa: S608  (one of the two above)
    assert await _kept_values(stage, "filed.requester") == {}


@pytest.mark.broad
@pytest.mark.parametrize("most", apart([2, 9]))
async def test_until_a_moment_of_a_day_that_is_kept(stage: Stage, most: int) -> None:
    rita = await stage.person("Rita")
    for hours in (4, 4, 24):
        await stage.files(rita, "The printer is on fire")
        stage.later(hours=hours)
        between = stage.now - timedelta(hours=2)
    stage.later(days=1)
    await _count(stage)
    for until, many in ((between, 3), (between - timedelta(hours=24), 2), (between - timedelta(hours=28), 1)):
        for by in BY[:most]:
            assert (await _read(stage, by, until=until)).total["filed"].amount == many
            assert await _read(stage, by, until=until) == await _read(stage, by, until=until, stored=False)


@pytest.mark.broad
async def test_what_a_page_has_read_answers_nothing_else_that_it_asks(stage: Stage) -> None:
    olga = await stage.person("Olga", Role.AGENT)
    for n in range(4):
        number = await stage.files(await stage.person(f"Person {n}"), "The printer is on fire")
        stage.later(minutes=n)
        await stage.does(olga, lambda desk, n=number: assignment.claim(desk, n))
        await stage.does(olga, lambda desk, n=number: lifecycle.resolve(desk, n))
        stage.later(hours=9)
    await _count(stage)
    parts: list[dict[str, Any]] = [{"until": stage.now - timedelta(hours=n)} for n in (14, 30)]
    parts.append({"where": {Dimension.PRIORITY: 1}})
    asked: list[Any] = [(["filed"], {}), (FIGURES, {}), *((FIGURES, one) for one in parts), (FIGURES, {})]
    held: Held = {}
    async with stage.database.sessions() as session:
        given: dict[str, Any] = {"settings": stage.rules, "now": stage.now}
        for keys, more in asked:
            counted = await measure(session, keys, DAYS, stored=False, **given, **more)
            assert await measure(session, keys, DAYS, held=held, **given, **more) == counted, more


@pytest.mark.broad
async def test_in_another_time_zone_all_is_counted_anew(stage: Stage) -> None:
    stage.now += timedelta(hours=14)  # eleven at night
    rita = await stage.person("Rita")
    await stage.files(rita, "The printer is on fire")
    stage.later(days=2)
    await _count(stage)
    stage.rules = stage.rules.__class__(timezone="Asia/Tokyo")
    by_day = {row.label: row.values["filed"].amount for row in (await _read(stage, Dimension.DAY)).rows}
    assert by_day[date(2026, 11, 21)] == 1, "not what is kept of other days"
    for by in BY:
        assert await _read(stage, by) == await _read(stage, by, stored=False)
    await _count(stage)
    assert await _kept(stage) == [date(2026, 11, 21), date(2026, 11, 22)]


async def test_a_day_is_kept_an_hour_after_it_ended(stage: Stage) -> None:
    rita = await stage.person("Rita")
    await stage.files(rita, "The printer is on fire")
    stage.now = stage.now.replace(hour=0, minute=59) + timedelta(days=1)
    await _count(stage)
    assert await _kept(stage) == []
    stage.later(minutes=2)
    await _count(stage)
    assert await _kept(stage) == [date(2026, 11, 20)]
    async with stage.database.unit_of_work() as session:
        await session.execute(text("delete from daily_counts where figure = 'filed'"))
    assert (await _read(stage)).total["filed"].amount == 1, "a day of a version with fewer figures is counted again"
    assert "filed" in ROLLED


@pytest.mark.broad
async def test_what_is_merged_leaves_days_that_are_kept_and_makes_nobody_known(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    first = await stage.files(rita, "The printer is on fire")
    second = await stage.files(rita, "It burns")
    await stage.does(olga, lambda desk: assignment.claim(desk, first))
    stage.later(days=1)  # a day on which nothing else happens
    await stage.does(olga, lambda desk: escalation.escalate(desk, first, "It burns"))
    await stage.does(olga, lambda desk: promises.promise(desk, first, stage.now + timedelta(hours=5)))
    stage.later(days=1)
    await _count(stage)
    assert {key: (await _read(stage)).total[key].amount for key in ("escalations", "promises_made")} == {
        "escalations": 1,
        "promises_made": 1,
    }
    async with stage.database.unit_of_work() as session:
        merged = "update tickets t set merged_into_id = o.id, status = 'closed' from tickets o"
        await session.execute(
            text(f"{merged} where t.number = :first and o.number = :second"), {"first": first, "second": second}
        )
    await _count(stage)
    for stored in (True, False):
        found = (await _read(stage, stored=stored)).total
        counted = [found[key].amount for key in ("filed", "escalations", "promises_made", "new_requesters")]
        assert counted == [1, 0, 0, 1]
