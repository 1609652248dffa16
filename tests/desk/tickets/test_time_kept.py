"""Time of a ticket where other things happen to it: at the end of a month, merged, by who has left, erased."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.models import Role, WorkedTime
from desk import NotAllowed, Outdated, Refused
from desk.merging import merging
from desk.metrics import Dimension, Period
from desk.metrics.measuring.measure import measure
from desk.policy import Verb
from desk.policy.permissions import Grant
from desk.staff import board_accounts
from desk.tickets import time_spent
from tests.desk.stage import Someone, Stage
from tests.sql import execute, scalars

OCTOBER = datetime(2026, 10, 31, 22, 30, tzinfo=UTC)  # in Berlin half past eleven of its last evening


async def _minutes(stage: Stage) -> list[tuple[int, int]]:
    return [(one.minutes, one.billed) for one in await scalars(stage, select(WorkedTime).order_by(WorkedTime.id))]


async def _taken(stage: Stage, rita: Someone, words: str = "The heating does not work") -> int:
    stage.with_rules(team__time=True)
    return await stage.files(rita, words)


async def test_months_end_in_the_zone_of_the_desk(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _taken(stage, rita)
    for at, spent in (
        (OCTOBER, 60),
        (OCTOBER.replace(hour=23, minute=0), 90),
        (OCTOBER.replace(hour=23, minute=1), 30),
    ):
        stage.now = at
        await stage.does(olga, time_spent.record_time, number, spent)
    for zone, months in (("Europe/Berlin", {10: 1.0, 11: 2.0}), ("UTC", {10: 3.0, 11: 0.0})):
        stage.with_rules(timezone=zone)
        async with stage.database.unit_of_work() as session:
            given = {"settings": stage.rules, "now": datetime(2026, 12, 1, tzinfo=ZoneInfo(zone))}
            days = Period(date(2026, 10, 1), date(2026, 11, 30))
            by_month = await measure(session, ["time_spent"], days, by=Dimension.MONTH, **given)
            by_agent = await measure(session, ["time_spent"], days, by=Dimension.AGENT, **given)
            of_rita = await measure(session, ["time_billed"], days, by=Dimension.REQUESTER, **given)
        assert {row.label.month: row.values["time_spent"].amount for row in by_month.rows} == months
        assert [(row.label, row.values["time_spent"].amount) for row in by_agent.rows] == [(olga.id, 3.0)]
        assert [(row.label, row.values["time_billed"].amount) for row in of_rita.rows] == [(rita.id, 3.0)]


async def test_time_is_rounded_up_by_entry_and_what_was_stays(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _taken(stage, rita)
    stage.with_rules(team__time_step=time_spent.timedelta(minutes=15))
    await stage.does(olga, time_spent.record_time, number, 16)
    stage.with_rules(team__time_step=time_spent.timedelta(minutes=30))
    await stage.does(olga, time_spent.record_time, number, 15)
    await stage.does(olga, time_spent.record_time, number, 31, time_spent.FREE)
    assert await _minutes(stage) == [(16, 30), (15, 30), (31, 0)]
    for wrong in (0, -1, 961, 10**30):
        with pytest.raises(Refused, match="usage-time"):
            await stage.does(olga, time_spent.record_time, number, wrong)
        with pytest.raises(Refused, match="usage-time"):
            await stage.does(olga, time_spent.correct_time, number, 1, wrong)
    assert await _minutes(stage) == [(16, 30), (15, 30), (31, 0)]


async def test_a_second_press_is_near_also_when_the_clock_went_back(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _taken(stage, rita)
    for moved, entries in ((0, 1), (-5, 1), (-3600, 2)):
        stage.later(seconds=moved)
        await stage.does(olga, time_spent.record_time, number, 15)
        assert await _minutes(stage) == [(15, 15)] * entries


async def test_a_merged_ticket_counts_where_it_is_shown_and_splits_again(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    first, second = await _taken(stage, rita), await _taken(stage, rita, "It is still cold")
    await stage.does(olga, time_spent.record_time, second, 15)
    await stage.does(olga, merging.merge_ticket, second, first)
    await stage.does(olga, time_spent.record_time, first, 20)

    async def seen(number: int) -> tuple[int, int]:
        ticket = await stage.ticket(number)
        async with stage.database.unit_of_work() as session:
            reader = await session.get_one(time_spent.Person, olga.id)
            found = await time_spent.load_time(session, ticket, reader, stage.rules)
            assert found is not None
            return found.minutes, len(found.mine)

    assert await seen(first) == (35, 2)
    await stage.does(olga, merging.unmerge_ticket, second)
    assert (await seen(first), await seen(second)) == ((20, 1), (15, 1))
    with pytest.raises(Outdated):
        await stage.does(olga, time_spent.correct_time, first, 1, None)


async def test_only_whose_time_it_is_or_who_leads_corrects_it(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _taken(stage, rita)
    await stage.does(olga, time_spent.record_time, number, 15)
    ivan = await stage.person("Ivan", Role.AGENT)
    with pytest.raises(NotAllowed, match="time-not-yours"):
        await stage.does(ivan, time_spent.correct_time, number, 1, None)
    for alone in Grant:
        grants = {one.value: one in (alone, Grant.WORK, Grant.SEE_ALL) for one in Grant}
        person = await stage.person(f"Only {alone}", Role.AGENT, grants=grants)
        try:
            await stage.does(person, time_spent.correct_time, number, 1, 20)
            assert alone is Grant.TEAM
        except NotAllowed:
            assert alone is not Grant.TEAM
    reader = await stage.person("Reads", Role.AGENT, grants={one.value: one is not Grant.WORK for one in Grant})
    for who in (rita, reader):
        with pytest.raises(Refused):
            await stage.does(who, time_spent.record_time, number, 15)
    await execute(stage, "update people set dismissed_at = now() where id = :id", id=olga.id)
    with pytest.raises(Refused):
        await stage.does(olga, time_spent.correct_time, number, 1, None)
    assert await _minutes(stage) == [(20, 20)]
    assert Verb.RECORD_TIME
    assert any("time_spent" in one for one in board_accounts.MOVES)
