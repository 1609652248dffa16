"""How long one ticket was where: what the conversation does not tell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.i18n import formats
from desk.metrics.timelines import TimeSpent, load_timeline
from desk.tickets import assignment, closing, lifecycle
from tests.desk.cast import PRINTER
from tests.desk.stage import Someone, Stage
from tests.rules import rules_with


def _told(spent: tuple[TimeSpent, ...]) -> list[tuple[str | None, float, float | None]]:
    hour = timedelta(hours=1)
    return [
        (one.status or one.name, one.clock / hour, one.work / hour if one.work is not None else None) for one in spent
    ]


async def test_stretches_of_one_status_and_of_one_agent_are_summed(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    stage.later(hours=1)
    pending = lifecycle.set_pending
    for verb in (assignment.claim, pending, lifecycle.start_progress, pending, assignment.release):
        await stage.does(olga, verb, number)
        stage.later(hours=2)
    await stage.does(olga, assignment.claim, number)
    stage.later(hours=3)
    await stage.does(olga, lifecycle.resolve, number)
    stage.later(hours=4)
    await stage.does(rita, closing.confirm, number)
    stage.later(days=9)
    async with stage.database.sessions() as session:
        told = await load_timeline(session, 1, stage.rules, stage.now)
        hours = rules_with(stage.rules, hours__week=(((540, 600),),) * 7)
        worked = await load_timeline(session, 1, hours, stage.now)
    assert told is not None
    assert _told(told.statuses) == [
        ("new", 3, None),
        ("assigned", 5, None),
        ("pending", 4, None),
        ("in_progress", 2, None),
        ("resolved", 4, None),
    ]
    assert _told(told.agents) == [("Olga", 11, None)]
    assert worked is not None
    assert all((one.work or timedelta()) <= one.clock for one in (*worked.statuses, *worked.agents))
    assert worked.agents[0].work is not None


async def test_where_a_clock_goes_back_nothing_has_lasted_yet(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, number)
    async with stage.database.sessions() as session:
        back = stage.now - timedelta(hours=1)
        told = await load_timeline(session, (await stage.ticket(number)).id, stage.rules, back)
    assert told is not None
    assert {one.clock for one in (*told.statuses, *told.agents)} == {timedelta(0)}


async def test_of_a_critical_ticket_every_hour_counts(stage: Stage) -> None:
    number = await stage.files(await stage.person("Rita"), PRINTER)
    stage.later(hours=5)
    hours = rules_with(stage.rules, hours__week=(((540, 600),),) * 7)
    for priority, counts in ((1, False), (2, True)):
        await stage.change(number, priority=priority)
        async with stage.database.sessions() as session:
            told = await load_timeline(session, (await stage.ticket(number)).id, hours, stage.now)
        assert told is not None
        assert [one.work is not None for one in told.statuses] == [counts]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 h"),
        (119, "1 h 59 min"),
        (1440, "1 day"),
        (1445, "1 day"),
        (4500, "3 days 3 h"),
    ],
)
def test_two_greatest_units(minutes: int, said: str) -> None:
    assert formats.format_spent("en", timedelta(minutes=minutes, seconds=59)) == said
