"""Changing one's mind: edited messages, cancelling by command and by button."""

import pytest

from db.database import Database
from tests.flows.acts import filed_and_taken, new_messages
from tests.flows.phone import Phone, words
from tests.flows.scenes import entries_of, status
from tests.flows.stage import Stage, staged
from tests.texts import text_of

pytestmark = pytest.mark.sentence("2.7 Changing")

BOARD = False


async def edits(phone: Phone, message_id: int, text: str) -> None:
    await phone.stage.telegram.do("edit", person=phone.id, message_id=message_id, text=text)
    await phone.stage.settle()


async def test_editing_a_message_edits_what_the_agent_got_and_the_comment(database: Database) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        said = await rita.writes("It is room 7")
        await stage.pass_time(seconds=3)
        before = await olga.received()
        await edits(rita, said, "It is room 8")
        assert await new_messages(olga, before) == []
        assert words(await olga.last()).startswith(f"#{number} · Rita: It is room 8")
        assert "edited" in words(await olga.last())
        assert await stage.board.comments(number) == ["**Rita:** It is room 8"]


@pytest.mark.parametrize("typed", ["№9", "9.", "please", "#9, #8"])
async def test_words_that_are_no_number_cancel_nothing(
    stage: Stage, rita: Phone, olga: Phone, cold: int, typed: str
) -> None:
    await rita.writes(f"/cancel {typed}")
    assert words(await rita.last()) == text_of("usage-number", command="cancel")
    assert await status(stage, cold) == "new"


@pytest.mark.parametrize("asked", ["to:new", "add:1", "subject:1"])
async def test_cancel_after_the_bot_asked_for_the_next_message_ends_that_question_alone(
    stage: Stage, rita: Phone, olga: Phone, cold: int, asked: str
) -> None:
    await rita.writes(f"/ticket {cold}")
    await rita.presses(asked)
    await rita.writes("/cancel")
    assert words(await rita.last()) == text_of("cancel-question")
    assert await status(stage, cold) == "new"
    await rita.writes("the window is open, too")
    assert await entries_of(stage, cold) == ["The heating does not work", "the window is open, too"]
    await rita.writes("/cancel")
    assert await status(stage, cold) == "cancelled"


async def test_with_nothing_open_it_says_so(stage: Stage, rita: Phone) -> None:
    await rita.writes("/cancel")
    assert words(await rita.last()) == "You have no open requests."


async def test_cancel_says_so_where_no_receipt_shows_it(stage: Stage, rita: Phone, olga: Phone, cold: int) -> None:
    """The receipt far up is edited; the command itself gets an answer too."""
    said = await rita.writes(f"/cancel {cold}")
    answer = await rita.last()
    assert words(answer) == f"#{cold} is cancelled."
    assert answer["message_id"] > said
