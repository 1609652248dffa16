"""What stands around every page: how much is past due or soon will be of what its viewer is shown, and what is away."""

from datetime import timedelta

from db.models import Person, Status
from desk.queries.panel.page_status import PageStatus, load_page_status
from tests.desk.stage import Someone, Stage
from tests.sql import execute

MOMENT = timedelta(microseconds=1)


async def _around(stage: Stage, who: Someone) -> PageStatus:
    async with stage.database.reading() as session:
        return await load_page_status(session, await session.get_one(Person, who.id), stage.now)


async def test_what_is_nearly_due_is_counted_of_those_that_its_viewer_is_shown(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone, ivan: Someone
) -> None:
    """By admins of all but their own, by agents of what they have; from the last half hour on."""
    numbers = [await stage.files(who, f"The {what} is late") for who, what in ((rita, "parcel"), (vera, "lamp"))]
    soon = stage.now + timedelta(minutes=30)
    for number in numbers:
        await stage.change(number, assignee_id=olga.id, status=Status.ASSIGNED, promised_at=soon)
    assert [(await _around(stage, who)).urgent for who in (vera, olga, ivan, rita)] == [0, 0, 0, 0]
    for number in numbers:
        await stage.change(number, promised_at=soon - MOMENT)
    assert [(await _around(stage, who)).urgent for who in (vera, olga, ivan, rita)] == [1, 2, 0, 0]
    await stage.change(numbers[0], status=Status.PENDING)
    assert [(await _around(stage, who)).urgent for who in (vera, olga)] == [0, 1]


async def test_what_is_away_is_said_with_its_moment(stage: Stage, vera: Someone) -> None:
    assert (await _around(stage, vera)).late == {}
    told = f'{{"board": "{stage.now.isoformat()}"}}'
    await execute(stage, "insert into desk (id) values (1) on conflict do nothing")
    await execute(stage, "update desk set troubles = cast(:told as jsonb)", told=told)
    assert (await _around(stage, vera)).late == {"board": stage.now}
