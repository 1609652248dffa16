"""A card that nobody has is dragged: a signed webhook says by whom, and it is theirs as if they had pressed Take."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.acts import files, new_messages
from tests.flows.hooks import webhooks
from tests.flows.phone import Phone, words
from tests.flows.scenes import assignee, status
from tests.flows.stage import Stage, staged
from tests.texts import text_of

pytestmark = pytest.mark.sentence("4 Status and board")

STATUS = {"Assigned": "assigned", "In progress": "in_progress", "Pending": "pending"}
ASKED = "The projector in hall B shows everything in green"


@pytest_asyncio.fixture
async def hooked(stage: Stage) -> AsyncIterator[str]:
    """The webhook's address of this desk, told to Todoist."""
    async with webhooks(stage) as url:
        yield url


async def drags(stage: Stage, number: int, section: str, *, by: str, deliveries: int = 1) -> None:
    """A drag, of which Todoist's webhooks have come when the board is read."""
    before = (await stage.board.state())["webhooks"]["sent"]
    await stage.board.move(number, section, by=by, quietly=True)
    async with asyncio.timeout(20):
        while (await stage.board.state())["webhooks"]["sent"] < before + deliveries:
            pass
    await stage.settle()


@pytest.mark.parametrize("section", ["Assigned", "In progress"])
async def test_what_an_account_dragged_is_that_accounts(
    stage: Stage, hooked: str, rita: Phone, olga: Phone, account_of_olga: str, section: str
) -> None:
    """Whoever can write on the board acts as an agent there, linked or not."""
    number, pavel = await files(rita, ASKED), await stage.board.user("Pavel")
    await drags(stage, number, section, by=pavel)
    assert (await status(stage, number), await assignee(stage, number)) == (STATUS[section], "Pavel")
    assert await stage.board.section(number) == section
    assert await stage.board.comments(number) == []


@pytest.mark.parametrize("section", ["Assigned", "In progress", "Pending"])
async def test_what_nobody_known_dragged_is_taken_on_the_board(
    stage: Stage, hooked: str, rita: Phone, olga: Phone, ivan: Phone, account_of_olga: str, section: str
) -> None:
    """Where Todoist does not say who, somebody is on it all the same: nobody is called any more, and who takes it,
    comments or is assigned has it."""
    number = await files(rita, ASKED)
    await stage.todoist.do("webhooks", mode="lose")
    await stage.board.move(number, section, by=account_of_olga)
    await stage.settle()
    await stage.pass_time(seconds=20)
    assert (await status(stage, number), await assignee(stage, number)) == (STATUS[section], None)
    assert await stage.board.section(number) == section
    assert await stage.board.comments(number) == []
    card = await ivan.message_with(f"claim:{number}")
    assert text_of("card-on-board", number=number) in words(card)
    assert text_of("taken-on-board", number=number) in await rita.texts()
    before = await ivan.received()
    await stage.pass_time(hours=2)
    assert await new_messages(ivan, before) == [], "somebody is on it"
    await ivan.writes("/queue")
    assert await ivan.reads() == "The queue is empty."
    await ivan.presses(f"claim:{number}")
    assert await assignee(stage, number) == "Ivan"
    assert await status(stage, number) == STATUS[section]


@pytest.mark.parametrize("how", ["comment", "assign", "release", "back"])
async def test_what_was_taken_on_the_board_is_held_by_who_speaks_first_or_goes_back(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, account_of_olga: str, how: str
) -> None:
    number = await files(rita, ASKED)
    await stage.board.move(number, "In progress", by=account_of_olga)
    assert (await status(stage, number), await assignee(stage, number)) == ("in_progress", None)
    if how == "comment":
        await stage.board.comment(number, "Press the blue button", by=account_of_olga)
    elif how == "assign":
        await stage.board.update(number, by=account_of_olga, responsible_uid=account_of_olga)
    elif how == "release":
        await stage.pass_time(seconds=30)
        await ivan.writes(f"/release {number}")
    else:
        await stage.board.move(number, "New", by=account_of_olga)
    is_back = how in ("release", "back")
    assert (await status(stage, number), await assignee(stage, number)) == (
        ("new", None) if is_back else ("in_progress", "Olga")
    )
    if is_back:
        await ivan.writes("/queue")
        assert f"#{number}" in await ivan.reads()
        before = await ivan.received()
        await stage.pass_time(minutes=40)
        assert await new_messages(ivan, before), "it is announced again"


@pytest.mark.parametrize("how", ["take", "hand", "answer"])
async def test_who_takes_it_right_after_the_drag_is_named_once(database: Database, how: str) -> None:
    begins, undo = (cast.rita, cast.olga, cast.ivan, cast.account_of_olga), timedelta(seconds=10)
    async with staged(database, begins=begins, team__undo=undo) as stage:
        rita, olga, ivan = (stage.people[name] for name in ("Rita", "Olga", "Ivan"))
        number = await files(rita, ASKED)
        await stage.board.move(number, "In progress", by=await stage.once(cast.account_of_olga))
        card = await ivan.message_with(f"claim:{number}")
        if how == "take":
            await ivan.presses(f"claim:{number}")
        elif how == "hand":
            await olga.writes(f"/hand {number} Ivan")
        else:
            await ivan.writes("Press the blue button", reply_to=card["message_id"])
        await stage.pass_time(seconds=30)
        told = [text for text in await rita.texts() if text.startswith("🙋")]
        assert len(told) == (0 if how == "answer" else 1)
        assert await assignee(stage, number) == "Ivan"
