"""When the clock looks at a ticket's reminders: seldom moved, and never too late."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from tests.desk.stage import Someone, Stage

HOUR = timedelta(hours=1)


async def _read(stage: Stage, number: int) -> Any:
    asked = (
        "select look_at, least(remind_at, escalate_at) as due, updated_on, updated_at from tickets where number = :n"
    )
    async with stage.database.reading() as session:
        return (await session.execute(text(asked), {"n": number})).one()


async def test_a_look_moves_only_to_an_earlier_reminder(stage: Stage, rita: Someone, olga: Someone) -> None:
    number, first = await stage.files(rita, "The printer on floor 2 is on fire"), stage.now + HOUR / 6
    for remind_at, look_at in (
        (first, first),
        (None, first),
        (first + HOUR, first),
        (first - HOUR / 8, first - HOUR / 8),
    ):
        await stage.change(number, remind_at=remind_at, escalate_at=None)
        assert (await _read(stage, number)).look_at == look_at


async def test_a_look_that_finds_nothing_is_at_the_next_reminder(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.change(number, remind_at=stage.now + HOUR, escalate_at=stage.now + 5 * HOUR)
    await stage.change(number, remind_at=stage.now + 2 * HOUR, escalate_at=None)
    stage.later(hours=1)
    assert (await stage.ticks(), await stage.ticks()) == (1, 0)
    assert (await _read(stage, number)).look_at == stage.now + HOUR
    stage.later(hours=1)
    assert (await stage.ticks(), await stage.ticks()) == (1, 0)
    found = await _read(stage, number)
    assert found.look_at == found.due > stage.now


async def test_the_day_of_a_change_is_kept(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    for days in (0, 1, -1):
        await stage.change(number, updated_at=stage.now + timedelta(days=days))
        found = await _read(stage, number)
        assert found.updated_on == found.updated_at.date()
