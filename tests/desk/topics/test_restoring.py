"""A topic that is taken back: whose requests have it again."""

import pytest
from sqlalchemy import select, update

from db.models import Box, Job, JobState, Status, Ticket
from desk.tickets import fields
from desk.topics import editing
from tests.desk.stage import Someone, Stage
from tests.sql import execute, scalars


async def _topics(stage: Stage, vera: Someone, *names: str) -> list[int]:
    return [await stage.does(vera, editing.add_category, name) for name in names]


async def _into(stage: Stage, who: Someone, number: int, topic: int | None) -> None:
    await stage.does(who, fields.categorise, number, topic)


async def _of_each(stage: Stage) -> list[int | None]:
    return await scalars(stage, select(Ticket.category_id).order_by(Ticket.number))


@pytest.fixture
async def three(stage: Stage, rita: Someone) -> None:
    """Three requests."""
    for _ in range(3):
        await stage.files(rita, "it is on fire")


async def test_restored_it_goes_back_to_who_lost_it_then_and_has_chosen_no_other(
    stage: Stage, vera: Someone, three: None
) -> None:
    doors, soap = await _topics(stage, vera, "Doors", "Soap")
    for number in (1, 2):
        await _into(stage, vera, number, doors)
    await _into(stage, vera, 3, soap)
    await stage.does(vera, editing.remove_category, soap)
    await stage.does(vera, editing.remove_category, doors)  # at the same moment
    [heat] = await _topics(stage, vera, "Heat")
    await _into(stage, vera, 2, heat)
    await stage.does(vera, editing.restore_category, doors)
    assert await _of_each(stage) == [doors, heat, None]


async def test_what_was_taken_from_it_before_or_is_over_stays_as_it_is(
    stage: Stage, vera: Someone, three: None
) -> None:
    [doors] = await _topics(stage, vera, "Doors")
    for number in (1, 2, 3):
        await _into(stage, vera, number, doors)
    await _into(stage, vera, 1, None)
    stage.later(minutes=1)
    await execute(stage, update(Job).values(state=JobState.DONE))
    await stage.does(vera, editing.remove_category, doors)
    lost = (Job.box == Box.TO_TODOIST, Job.state == JobState.WAITING)
    numbers = select(Ticket.number).join(Job, Job.ticket_id == Ticket.id).where(*lost)
    assert sorted(await scalars(stage, numbers)) == [2, 3], "the board shows who lost it"
    await execute(stage, update(Ticket).where(Ticket.number == 2).values(status=Status.CLOSED))
    await stage.does(vera, editing.restore_category, doors)
    assert await _of_each(stage) == [None, None, doors]
