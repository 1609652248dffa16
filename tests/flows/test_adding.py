"""Adding to a request: comments and their one small receipt, messages that belong together, "which request?"."""

import pytest

from tests.flows.acts import answers, filed_and_taken, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import status
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("2.3 Adding")

BOARD = False


async def test_a_message_for_an_open_ticket_is_a_comment_with_eyes_and_no_message(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    before = await rita.received()
    said = await rita.writes("It is room 7")
    assert await rita.reactions(said) == ["👀"]
    assert await new_messages(rita, before) == []
    await stage.pass_time(seconds=3)
    assert await olga.reads() == f"#{heating} · Rita K.: It is room 7"


@pytest.mark.parametrize("by_clock", [True, False])
async def test_words_under_the_question_that_go_to_a_resolved_one_ask_whether_it_is_solved(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, by_clock: bool
) -> None:
    """As words that reply to it do: its agent reads them and can reopen, silence does not close it."""
    password, printer = await _both_asked_about(stage, rita, olga, ivan)
    said = await rita.writes("which tray was it?")
    if by_clock:
        await stage.pass_time(minutes=2, seconds=3)
    else:
        await rita.presses(f"to:{printer}")
        await stage.pass_time(seconds=3)
    asked = await rita.containing("Is it solved?")
    assert words(asked) == f"I have added this to #{printer}. Is it solved?"
    assert asked["reply_to"] == said
    told = await olga.last()
    assert words(told).endswith(f"#{printer} · Rita K.: which tray was it?")
    assert f"reopen:{printer}" in buttons(told)
    assert words(told).startswith("Rita K. did not choose a request") is by_clock
    assert not [m for m in await ivan.received() if "which tray" in words(m)]
    await rita.presses(f"solved:{printer}:no", on=asked["message_id"])
    assert (await status(stage, printer), await status(stage, password)) == ("reopened", "resolved")


async def _both_asked_about(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> tuple[int, int]:
    """Ivan's and then Olga's: both were just asked about, hers last, his with the newer word of a person."""
    password = await filed_and_taken(rita, ivan, "I forgot my password")
    printer = await filed_and_taken(rita, olga, "The printer does not print")
    stage.clock.on(seconds=5)
    await answers(ivan, password, "You have a new one")
    for agent, number in ((ivan, password), (olga, printer)):
        await agent.presses(f"resolve:{number}")
        await stage.pass_time(seconds=11)
    return password, printer
