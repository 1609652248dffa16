"""The first priority that a topic brings its requester chooses: where nobody has chosen one for this very request."""

from sqlalchemy import update

from db.models import Category
from desk.tickets import fields
from desk.topics import editing
from tests.desk.stage import Someone, Stage
from tests.sql import execute

URGENT, LOW = 1, 4


async def _urgent_topic(stage: Stage, vera: Someone) -> int:
    topic: int = await stage.does(vera, editing.add_category, "Fire")
    await execute(stage, update(Category).where(Category.id == topic).values(first_priority=URGENT))
    return topic


async def test_what_somebody_chose_for_one_request_says_nothing_of_another(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    numbers = [await stage.files(rita, "it is on fire") for _ in range(2)]
    topic = await _urgent_topic(stage, vera)
    await stage.does(vera, fields.prioritise, numbers[0], LOW)
    for number in numbers:
        await stage.does(rita, fields.categorise, number, topic)
    assert [(await stage.ticket(number)).priority for number in numbers] == [LOW, URGENT]


async def test_another_change_is_no_choice_of_a_priority(stage: Stage, rita: Someone, vera: Someone) -> None:
    number = await stage.files(rita, "it is on fire")
    topic = await _urgent_topic(stage, vera)
    await stage.does(vera, fields.rename, number, "The printer")
    await stage.does(rita, fields.categorise, number, topic)
    assert (await stage.ticket(number)).priority == URGENT
