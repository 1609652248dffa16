"""Where a message goes: the order of the contract, one rung after the other, each against the rung below it."""

import pytest

from tests.flows.acts import filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import entries_of
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("2 Where a message goes")

BOARD = False


async def test_first_a_known_command_even_as_a_reply(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await rita.writes("/tickets", reply_to=(await rita.last())["message_id"])
    assert words(await rita.last()).startswith("Your requests")
    assert await entries_of(stage, heating) == ["The heating does not work"]


@pytest.mark.usefixtures("heating")
async def test_then_an_open_question_above_the_only_open_ticket(stage: Stage, rita: Phone, olga: Phone) -> None:
    window = await files(rita, "The window does not close")
    await rita.writes("And when does the projector come?")
    await rita.writes(f"/cancel {window}")
    said = await rita.writes("The big one, I mean")
    assert await rita.reactions(said) == ["👀"]
    await stage.pass_time(minutes=2, seconds=1)
    assert len([t for t in await rita.texts() if "Which request" in t]) == 0


async def test_with_several_and_no_reply_the_message_is_asked_about_and_safe_meanwhile(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    second = await files(rita, "The window does not close")
    await rita.writes("And when does the projector come?")
    await stage.reopen()
    await stage.pass_time(seconds=60)
    asked = await rita.last()
    assert buttons(asked) == [f"to:{heating}", f"to:{second}", "to:new"]
    assert words(asked) == f"Which request is this for?\nIf you do not choose, it goes to #{second} in 2 minutes."
    await rita.presses(f"to:{heating}")
    assert await entries_of(stage, heating) == ["The heating does not work", "And when does the projector come?"]


async def _asked_about(rita: Phone, *, read: bool) -> None:
    """Words that the agent of a ticket reads at once, or, as more may come, a moment later."""
    if read:
        await rita.writes("It is in room 7")
    else:
        await rita.sends("photo", caption="It is in room 7")


async def test_words_that_became_a_new_request_no_longer_stand_as_said_to_another(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    first = await filed_and_taken(rita, olga, "The beamer is dark")
    await filed_and_taken(rita, olga, "No soap")
    await _asked_about(rita, read=True)
    asked = (await rita.last())["message_id"]
    await rita.presses(f"to:{first}", on=asked)
    assert f"#{first} · Rita K.: It is in room 7" in await olga.texts()
    await rita.presses("to:new", on=asked)
    assert not [said for said in await olga.texts() if "room 7" in said]
    await rita.presses(f"to:{first}", on=asked)
    assert (await olga.texts())[-1] == f"#{first} · Rita K.: It is in room 7"
    await rita.presses("to:new", on=asked)
    assert not [said for said in await olga.texts() if "room 7" in said]
    await stage.pass_time(minutes=1)
    (told,) = [m for m in await olga.received() if "room 7" in words(m)]
    assert "claim:4" in buttons(told)


@pytest.mark.parametrize("read", [False, True])
async def test_words_moved_to_another_ticket_of_the_same_agent_come_once(
    stage: Stage, rita: Phone, olga: Phone, read: bool
) -> None:
    first = await filed_and_taken(rita, olga, "The beamer is dark")
    second = await filed_and_taken(rita, olga, "No soap")
    await _asked_about(rita, read=read)
    await rita.presses(f"to:{first}")
    await rita.presses(f"to:{second}")
    await stage.pass_time(seconds=3)
    told = [words(m) for m in await olga.received() if "It is in room 7" in words(m)]
    assert told == [f"#{second} · Rita K.: It is in room 7"]
