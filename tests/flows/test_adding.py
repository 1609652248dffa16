"""Adding to a request: comments and their one small receipt, messages that belong together, "which request?"."""

import pytest

from tests.flows.acts import answers, filed_and_taken, files, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import entries_of, row, status
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("2.3 Adding")

NEXT_IS_NEW = "Write what happened; your next message starts a new request."
BOARD = False
QUESTION = "And when does the projector come?"


async def two(rita: Phone, olga: Phone) -> tuple[int, int]:
    """A request that Olga has, and a newer one that nobody has."""
    return await filed_and_taken(rita, olga, "The heating does not work"), await files(rita, "The window is stuck")


async def test_a_message_for_an_open_ticket_is_a_comment_with_eyes_and_no_message(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    before = await rita.received()
    said = await rita.writes("It is room 7")
    assert await rita.reactions(said) == ["👀"]
    assert await new_messages(rita, before) == []
    await stage.pass_time(seconds=3)
    assert words(await olga.last()) == f"#{heating} · Rita K.: It is room 7"


async def test_words_that_join_a_request_just_filed_do_not_name_it_anew(stage: Stage, rita: Phone) -> None:
    await rita.writes("No wifi")
    await rita.presses("send:1")
    await rita.writes("and it drips", quietly=True)
    await stage.settle()
    assert len(await entries_of(stage, 1)) == 1
    ticket = await row(stage, "select subject from tickets where number = 1")
    assert ticket.subject == "No wifi"


async def test_forwards_sent_together_are_one_entry(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    stage.clock.on(seconds=5)
    origin = {"type": "hidden_user", "sender_user_name": "Caretaker", "date": 1}
    await rita.writes("look what they say", quietly=True)
    await rita.writes("The boiler is off", quietly=True, forward_origin=origin)
    await rita.writes("until Monday", quietly=True, forward_origin=origin)
    await stage.settle()
    await stage.pass_time(seconds=5)
    assert len(await entries_of(stage, heating)) == 2


async def test_which_request_has_a_button_per_open_ticket_and_one_for_a_new_one(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    heating, window = await two(rita, olga)
    said = await rita.writes(QUESTION)
    asked = await rita.last()
    assert asked["reply_to"] == said
    assert buttons(asked) == [f"to:{heating}", f"to:{window}", "to:new"]
    shown = [b["text"] for row in asked["buttons"] for b in row]
    assert shown == [f"#{heating} The heating does not work", f"#{window} The window is stuck", "New request"]


async def test_further_messages_join_the_question_and_arrive_in_order(stage: Stage, rita: Phone, olga: Phone) -> None:
    heating, _ = await two(rita, olga)
    await rita.writes(QUESTION)
    before = await rita.received()
    more = await rita.writes("The big one")
    assert await rita.reactions(more) == ["👀"]
    assert await new_messages(rita, before) == []
    await rita.presses(f"to:{heating}")
    assert await entries_of(stage, heating) == ["The heating does not work", QUESTION, "The big one"]
    assert await new_messages(rita, before) == []
    assert words(await rita.last()) == f"Added to #{heating}."
    await stage.pass_time(seconds=5)
    assert "The big one" in words(await olga.last())


async def test_the_ticket_named_is_the_one_with_the_newest_message_in_their_chat(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    heating, window = await two(rita, olga)
    await olga.writes(f"/note {heating} called the caretaker")  # they do not see it
    await rita.writes(QUESTION)
    assert words(await rita.last()).endswith(f"it goes to #{window} in 2 minutes.")
    await rita.presses(f"to:{window}")
    await stage.pass_time(minutes=2, seconds=5)
    await answers(olga, heating, "Is it warm now?")
    await stage.pass_time(minutes=2, seconds=5)
    await rita.writes(QUESTION)
    assert words(await rita.last()).endswith(f"it goes to #{heating} in 2 minutes.")


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


async def test_what_time_adds_is_read_by_the_agent_whose_message_was_the_newest_too(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    password, printer = await _both_asked_about(stage, rita, olga, ivan)
    await rita.writes("it still does not let me in")
    which = (await rita.last())["message_id"]
    await stage.pass_time(seconds=30)
    card = await ivan.message_with(f"reopen:{password}")
    await ivan.writes("Have you tried the new one?", reply_to=card["message_id"])
    await stage.pass_time(minutes=2, seconds=3)
    assert await entries_of(stage, printer) == ["The printer does not print", "it still does not let me in"]
    for agent in (olga, ivan):
        said = "Rita K. did not choose a request, so it is here.\n"
        assert words(await agent.last()) == f"{said}#{printer} · Rita K.: it still does not let me in"
    await rita.presses(f"to:{password}", on=which)
    await stage.pass_time(seconds=3)
    told = [words(m) for m in await ivan.received() if "does not let me in" in words(m)]
    assert told == [f"#{password} · Rita K.: it still does not let me in"]


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


async def test_the_kept_buttons_move_them_until_the_next_message(stage: Stage, rita: Phone, olga: Phone) -> None:
    heating, window = await two(rita, olga)
    await rita.writes(QUESTION)
    await rita.presses(f"to:{window}")
    await rita.presses(f"to:{heating}")
    assert words(await rita.last()) == f"Added to #{heating}."
    assert buttons(await rita.last()) == [f"to:{window}", "to:new"]
    assert await entries_of(stage, window) == ["The window is stuck"]
    assert await entries_of(stage, heating) == ["The heating does not work", QUESTION]
    asked = (await rita.last())["message_id"]
    await rita.writes("It is cold", reply_to=(await rita.message_with(f"cancel:{heating}"))["message_id"])
    await rita.presses(f"to:{window}", on=asked, force=True)
    assert (await rita.answers())[-1]["text"] == text_of("press-outdated")
    assert await entries_of(stage, window) == ["The window is stuck"]


async def test_to_new_makes_a_draft_that_gathers(stage: Stage, rita: Phone, olga: Phone) -> None:
    await two(rita, olga)
    await rita.writes(QUESTION)
    await rita.presses("to:new")
    assert words(await rita.containing("now a new request")) == "This is now a new request, #3."
    receipt = await rita.message_with("send:3")
    assert words(receipt).startswith("#3 noted.")
    await rita.writes("The big one, for the main hall")
    await stage.pass_time(seconds=11)
    assert await entries_of(stage, 3) == [QUESTION, "The big one, for the main hall"]
    assert "The big one" in words(await olga.message_with("claim:3"))


async def test_a_press_under_an_old_question_does_nothing_but_say_so(stage: Stage, rita: Phone, olga: Phone) -> None:
    heating, window = await two(rita, olga)
    await rita.writes("/new")
    old = (await rita.last())["message_id"]
    await rita.writes("There is no soap")
    await rita.presses("send:3")
    await rita.writes(QUESTION)
    which = (await rita.last())["message_id"]
    await rita.presses(f"to:{heating}")
    await rita.writes("/tickets")
    await rita.writes("It is cold", reply_to=(await rita.message_with(f"cancel:{heating}"))["message_id"])
    before = {n: await entries_of(stage, n) for n in (heating, window, 3)}
    for data, on in ((f"to:{window}", which), ("to:new", which), (f"to:{window}", old), ("to:none", which)):
        await rita.presses(data, on=on, force=True)
        assert (await rita.answers())[-1]["text"] == text_of("press-outdated"), data
    assert {n: await entries_of(stage, n) for n in (heating, window, 3)} == before
    await rita.writes("/tickets")
    assert "#4" not in words(await rita.last())


async def test_what_asks_for_the_next_message_asks_once_when_it_is_pressed_twice(
    stage: Stage, rita: Phone, heating: int
) -> None:
    await rita.writes(f"/ticket {heating}")
    card = (await rita.last())["message_id"]
    for press, key in ((f"add:{heating}", "add-next"), (f"subject:{heating}", "subject-ask")):
        known = len(await rita.received())
        for _ in range(2):
            await rita.presses(press, on=card)
        (asked,) = (await rita.received())[known:]
        assert piece_of(key) in words(asked)
    receipt = (await rita.message_with("to:new"))["message_id"]
    known = len(await rita.received())
    for _ in range(2):
        await rita.presses("to:new", on=receipt)
    assert [words(m) for m in (await rita.received())[known:]] == [NEXT_IS_NEW]
    stage.clock.on(seconds=10)
    await rita.presses("to:new", on=receipt)
    assert words(await rita.last()) == NEXT_IS_NEW
    assert len(await rita.received()) == known + 2
    await rita.writes("The window is stuck")
    assert await entries_of(stage, 2) == ["The window is stuck"]
