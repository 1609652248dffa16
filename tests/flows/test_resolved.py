"""Resolved: the question, stars and a word; words after the end of a ticket and what becomes of them."""

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.acts import filed_and_closed, filed_and_resolved
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import entries_of, row, status
from tests.flows.stage import Stage, staged
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("2.6 Resolved")

BOARD = False
OUTDATED = text_of("press-outdated")


async def again(phone: Phone, message_id: int) -> dict:  # type: ignore[type-arg]
    """A message as it stands now."""
    return next(m for m in await phone.received() if m["message_id"] == message_id)


async def test_yes_closes_it_and_asks_for_stars_and_a_word(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    assert await rita.buttons() == [f"solved:{solved}:yes", f"solved:{solved}:no"]
    await rita.presses(f"solved:{solved}:yes")
    assert await status(stage, solved) == "closed"
    assert await rita.buttons() == [*(f"rate:{solved}:{n}" for n in range(1, 6)), f"rate:{solved}:skip"]
    await rita.presses(f"rate:{solved}:3")
    assert await rita.reads() == "Thank you: ★★★. Would you like to add a few words? Just write them."
    assert await rita.buttons() == [f"rate:{solved}:skip"]
    said = await rita.writes("quick and kind")
    acknowledged = await rita.last()
    assert words(acknowledged) == "Thank you, I will pass it on."
    assert acknowledged["reply_to"] == said
    assert [b["text"] for line in acknowledged["buttons"] for b in line] == ["This is a new request"]


async def test_words_after_the_word_are_not_the_ratings(stage: Stage, rita: Phone, solved: int) -> None:
    await rita.presses(f"solved:{solved}:yes")
    await rita.presses(f"rate:{solved}:5")
    await rita.writes("quick and kind")
    back = await rita.writes("it stopped again")
    await stage.telegram.do("edit", person=rita.id, message_id=back, text="it stopped again, all of it")
    await stage.settle()
    await rita.writes("/delete", reply_to=back)
    await rita.writes("and where is lunch?")
    assert (await rita.buttons())[:2] == ["send:2", "cancel:2"]
    rated = await row(stage, "select rating, rating_words from tickets where number = :n", n=solved)
    assert tuple(rated) == (5, "quick and kind")


@IN_BOTH
async def test_a_question_after_the_stars_is_one_line_which_can_be_about_the_rated_one(
    database: Database, language: str
) -> None:
    asks = {"en": "and where is lunch?", "ru": "а где обед?"}[language]
    async with staged(database, board=False, begins=(cast.rita, cast.olga)) as stage, stage.speaking(language):
        rita, olga = stage.rita, stage.olga
        rated = await filed_and_resolved(rita, olga, "The heating does not work")
        await rita.presses(f"solved:{rated}:yes")
        await rita.presses(f"rate:{rated}:5")
        before = len(await rita.received())
        said = await rita.writes(asks)
        (receipt,) = (await rita.received())[before:]
        assert buttons(receipt) == ["send:2", "cancel:2", f"reopen:{rated}"]
        assert receipt["reply_to"] == said
        await stage.pass_time(minutes=1)
        assert asks in words(await olga.message_with("claim:2")), "it is sent as any other"
        receipt = await again(rita, receipt["message_id"])
        assert buttons(receipt)[-2:] == ["to:new", f"reopen:{rated}"]
        await rita.presses(f"reopen:{rated}", on=receipt["message_id"])
        assert words(await again(rita, receipt["message_id"])) == text_of("reopened", language, number=rated)
        assert (await status(stage, rated), await status(stage, 2)) == ("reopened", "cancelled")
        assert (await entries_of(stage, rated))[-1] == asks
        assert len(await rita.received()) == before + 1


async def test_this_is_a_new_request_files_the_word_instead(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    await rita.presses(f"solved:{solved}:yes")
    await rita.presses(f"rate:{solved}:5")
    await rita.writes("But now the window is stuck")
    await rita.presses("to:new", on=await rita.last_id())
    await stage.pass_time(minutes=1)
    assert "the window is stuck" in words(await olga.message_with("claim:2"))
    assert (await olga.containing(f"#{solved}")) and [m for m in await olga.texts() if m.endswith("★★★★★")]


async def test_asked_again_before_the_first_question_was_edited_only_the_newer_one_asks(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    first = await rita.last_id()
    await rita.presses(f"solved:{solved}:no", quietly=True)
    await stage.duties.poller.poll_once()
    await stage.worker.run_once()
    await olga.writes(f"/resolve {solved}")
    asking = [m for m in await rita.received() if f"solved:{solved}:yes" in buttons(m)]
    assert len(asking) == 1
    assert asking[0]["message_id"] != first
    assert "asked you again" in words(await again(rita, first))
    await rita.presses(f"solved:{solved}:yes", on=first, force=True)
    assert (await rita.answer())["text"] == OUTDATED
    assert await status(stage, solved) == "resolved"


async def test_a_message_to_a_resolved_ticket_is_added_and_asked_about(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    said = await rita.writes("Now the window rattles")
    asked = await rita.last()
    assert words(asked) == f"I have added this to #{solved}. Is it solved?"
    assert asked["reply_to"] == said
    assert [b["text"] for line in asked["buttons"] for b in line] == ["Solved", "Not yet", "New request"]
    await stage.pass_time(seconds=3)
    told = await olga.last()
    assert words(told) == f"#{solved} · Rita K.: Now the window rattles"
    assert f"reopen:{solved}" in buttons(told)


async def test_words_taken_back_after_it_was_solved_hold_up_no_closing(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    first = await rita.writes("The window in room 7 does not close either")
    second = await rita.writes("Nor does that of room 8")
    await rita.writes("/delete", reply_to=first)
    await stage.pass_time(hours=80)
    assert await status(stage, solved) == "resolved"  # somebody still waits for an answer
    await rita.writes("/delete", reply_to=second)
    await stage.pass_time(hours=71)
    assert await status(stage, solved) == "resolved"
    await stage.pass_time(hours=2)
    assert await status(stage, solved) == "closed"


async def test_to_new_begins_a_request_with_a_copy(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    await rita.writes("And the window is stuck")
    added = await rita.last_id()
    await rita.presses("to:new", on=added)
    assert words(await again(rita, added)) == "This is now a new request, #2."
    await stage.pass_time(minutes=1)
    assert await entries_of(stage, solved) == ["The heating does not work", "And the window is stuck"]
    assert await entries_of(stage, 2) == ["And the window is stuck"]
    await stage.pass_time(hours=73)
    assert await status(stage, solved) == "closed"


async def test_unanswered_it_becomes_a_new_request_that_begins_with_the_number(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_closed(rita, olga, "The heating does not work")
    await rita.writes("It is cold again", reply_to=await rita.last_id())
    asked = await rita.last_id()
    await stage.pass_time(minutes=2, seconds=1)
    assert f"#{number}: It is cold again" in words(await olga.message_with("claim:2"))
    assert words(await again(rita, asked)) == "This is now a new request, #2."
    await rita.presses(f"reopen:{number}", on=asked, force=True)
    assert (await rita.answer())["text"] == OUTDATED


async def test_long_after_its_end_a_reply_is_a_new_request_at_once(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_closed(rita, olga, "The heating does not work")
    closed = await rita.last_id()
    await stage.pass_time(days=14, seconds=1)
    await rita.writes("It is cold again", reply_to=closed)
    assert f"#{number}: It is cold again" in words(await olga.message_with("claim:2"))
    assert (await rita.reads()).startswith("#2 has gone to the team.")
