"""Who is away and who works when: what an admin says is written down, and is of one person alone."""

from datetime import timedelta

from db.models import Person
from desk.schedule import due_work
from desk.schedule.due_items import Due, DueItem
from desk.staff import availability
from tests.desk.cast import cast, lines
from tests.desk.stage import Someone, Stage
from tests.sql import get


async def _row(stage: Stage, who: Someone) -> Person:
    return await get(stage, Person, who.id)


async def _returns(stage: Stage, who: Someone) -> None:
    """The clock does what it found due a moment ago."""
    async with stage.database.unit_of_work() as session:
        await due_work.do_item(DueItem(Due.RETURN, who.id, stage.now), session, stage.now, stage.rules)


async def test_who_gives_a_later_time_while_the_clock_is_at_it_is_not_back(stage: Stage) -> None:
    _, olga, *_ = await cast(stage)
    await stage.does(olga, availability.set_away, stage.now + timedelta(hours=1))
    stage.later(hours=1)
    until = stage.now + timedelta(microseconds=1)
    await stage.does(olga, availability.set_away, until)
    await _returns(stage, olga)
    assert (await _row(stage, olga)).away_until == until
    await stage.does(olga, availability.set_away)
    await _returns(stage, olga)
    assert (await _row(stage, olga)).away
    assert "back-by-itself" not in await lines(stage, olga)
