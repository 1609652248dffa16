"""What joins and what stands for itself: beside words taken back, in an album that does not end, late, on the way."""

from db.models import Entry
from desk import Desk
from desk.conversation import editing
from desk.tickets import assignment
from tests.desk.cast import PRINTER, cast
from tests.desk.conversation.test_thread import comments
from tests.desk.stage import PHOTO, Someone, Stage


async def _takes_back(stage: Stage, who: Someone, entry: Entry) -> None:
    async def withdraw(desk: Desk) -> None:
        await editing.withdraw_entry(desk, await desk.session.get_one(Entry, entry.id))

    await stage.does(who, withdraw)


async def test_a_part_of_an_album_that_was_taken_back_stands_for_itself(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, number)
    first = await comments(stage, rita, number, files=(PHOTO,), album="a1")
    await _takes_back(stage, rita, first)
    second = await comments(stage, rita, number, files=(PHOTO,), album="a1")
    assert (second.id != first.id, second.withdrawn_at) == (True, None)
