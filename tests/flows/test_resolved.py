"""Resolved: the question, stars and a word; words after the end of a ticket and what becomes of them."""

from datetime import timedelta

import pytest

from db.database import Database
from tests.flows.acts import answers, filed_and_closed, filed_and_resolved, filed_and_taken, files, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import entries_of, row, status
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.accompanied

BOARD = False
OUTDATED = "This button is out of date."


async def again(phone: Phone, message_id: int) -> dict:  # type: ignore[type-arg]
    """A message as it stands now."""
    return next(m for m in await phone.received() if m["message_id"] == message_id)


async def test_yes_closes_it_and_asks_for_stars_and_a_word(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    assert buttons(await rita.last()) == [f"solved:{solved}:yes", f"solved:{solved}:no"]
    await rita.presses(f"solved:{solved}:yes")
    assert await status(stage, solved) == "closed"
    assert buttons(await rita.last()) == [*(f"rate:{solved}:{n}" for n in range(1, 6)), f"rate:{solved}:skip"]
    await rita.presses(f"rate:{solved}:3")
    assert buttons(await rita.last()) == [*(f"rate_agent:{solved}:{n}" for n in range(1, 6)), f"rate:{solved}:skip"]
    await rita.presses(f"rate_agent:{solved}:4")
    assert buttons(await rita.last()) == [f"rate:{solved}:skip"]
    said = await rita.writes("quick and kind")
    acknowledged = await rita.last()
    assert words(acknowledged) == "Thank you, I will pass it on."
    assert acknowledged["reply_to"] == said
    assert [b["text"] for line in acknowledged["buttons"] for b in line] == ["This is a new request"]


@pytest.mark.broad
async def test_the_word_may_come_without_stars(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    await rita.presses(f"solved:{solved}:yes")
    await rita.writes("quick and kind")
    assert words(await rita.last()) == "Thank you, I will pass it on."
    await rita.presses(f"rate:{solved}:5")
    assert words(await olga.message_with(f"reopen:{solved}")).endswith("★★★★★\nquick and kind")


@pytest.mark.broad
async def test_only_the_next_text_within_the_question_minutes_is_the_word(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    await rita.presses(f"solved:{solved}:yes")
    await rita.presses(f"rate:{solved}:5")
    await rita.writes("quick and kind")
    await rita.writes("The door squeaks terribly")
    assert "send:2" in buttons(await rita.last())
    await rita.presses("send:2")
    late = await filed_and_resolved(rita, olga, "There is no soap")
    await rita.presses(f"solved:{late}:yes")
    await stage.pass_time(minutes=2, seconds=1)
    await rita.writes("It squeaks in the morning")
    assert await entries_of(stage, 2) == ["The door squeaks terribly", "It squeaks in the morning"]


@pytest.mark.broad
async def test_a_photo_is_no_word(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    await rita.presses(f"solved:{solved}:yes")
    await rita.sends("photo")
    assert "send:2" in buttons(await rita.last())


async def test_this_is_a_new_request_files_the_word_instead(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    await rita.presses(f"solved:{solved}:yes")
    await rita.presses(f"rate:{solved}:5")
    await rita.writes("But now the window is stuck")
    await rita.presses("to:new", on=(await rita.last())["message_id"])
    await stage.pass_time(minutes=1)
    assert "the window is stuck" in words(await olga.message_with("claim:2"))
    assert words(await olga.message_with(f"reopen:{solved}")).endswith("★★★★★")


async def test_skip_and_the_first_of_two_marks_stands(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    await rita.presses(f"solved:{solved}:yes")
    stars = (await rita.last())["message_id"]
    await rita.presses(f"rate:{solved}:2")
    await rita.presses(f"rate:{solved}:5", on=stars, force=True)
    assert (await row(stage, "select rating from tickets where number = :n", n=solved)).rating == 2
    await stage.pass_time(days=1, seconds=1)
    skipped = await filed_and_resolved(rita, olga, "There is no soap")
    await rita.presses(f"solved:{skipped}:yes")
    stars = (await rita.last())["message_id"]
    await rita.presses(f"rate:{skipped}:skip")
    await rita.presses(f"rate:{skipped}:5", on=stars, force=True)
    assert (await row(stage, "select rating from tickets where number = :n", n=skipped)).rating is None
    assert words(await rita.containing("Thank you.")) == f"Thank you. ☑️ #{skipped} is closed."


async def test_no_reopens_it(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    await rita.presses(f"solved:{solved}:no")
    assert await status(stage, solved) == "reopened"
    assert words(await rita.last()) == f"↩️ #{solved} is with Olga again. Write what is left."
    assert f"resolve:{solved}" in buttons(await olga.message_with(f"resolve:{solved}"))


@pytest.mark.broad
async def test_whoever_has_said_what_is_left_is_not_asked(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    await rita.writes("One radiator is cold")
    await rita.presses(f"solved:{solved}:no")
    assert words(await rita.containing("is with Olga again")) == f"↩️ #{solved} is with Olga again."


@pytest.mark.broad
async def test_an_agent_who_reopens_it_does_not_ask_what_is_left(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    await olga.writes(f"/reopen {solved}")
    assert words(await rita.containing("is with Olga again")) == f"↩️ #{solved} is with Olga again."


@pytest.mark.broad
async def test_no_with_several_open_asks_for_a_reply_so_that_it_need_not_be_asked_about(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    await files(rita, "/new There is no soap")
    await rita.presses(f"solved:{solved}:no")
    told = await rita.containing("is with Olga again")
    assert words(told) == f"↩️ #{solved} is with Olga again. Reply to this message with what is left."
    await rita.writes("It is still cold", reply_to=told["message_id"])
    assert (await entries_of(stage, solved))[-1] == "It is still cold"


@pytest.mark.broad
async def test_solved_a_second_time_is_one_question_after_the_undo_time(database: Database) -> None:
    async with staged(database, board=False, undo=timedelta(seconds=5)) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await olga.writes(f"/resolve {number}")
        await stage.pass_time(seconds=6)
        await rita.presses(f"solved:{number}:no")
        await olga.writes(f"/resolve {number}")
        asking = [m for m in await rita.received() if f"solved:{number}:yes" in buttons(m)]
        assert asking == []
        await stage.pass_time(seconds=6)
        asking = [m for m in await rita.received() if f"solved:{number}:yes" in buttons(m)]
        assert len(asking) == 1
        await rita.presses(f"solved:{number}:yes")
        assert not [m for m in await rita.received() if f"solved:{number}:yes" in buttons(m)]


async def test_asked_again_before_the_first_question_was_edited_only_the_newer_one_asks(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    first = (await rita.last())["message_id"]
    await rita.presses(f"solved:{solved}:no", quietly=True)
    await stage.duties.poller.once()
    await stage.worker.run_once()
    await olga.writes(f"/resolve {solved}")
    asking = [m for m in await rita.received() if f"solved:{solved}:yes" in buttons(m)]
    assert len(asking) == 1
    assert asking[0]["message_id"] != first
    assert "asked you again" in words(await again(rita, first))
    await rita.presses(f"solved:{solved}:yes", on=first, force=True)
    assert (await rita.answers())[-1]["text"] == OUTDATED
    assert await status(stage, solved) == "resolved"


async def test_the_rating_goes_to_who_resolved_it_by_editing_their_card_and_under_the_task(
    database: Database,
) -> None:
    async with staged(database) as stage:
        olga, ivan, rita = await stage.agent("Olga"), await stage.agent("Ivan"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await ivan.writes(f"/resolve {number}")
        before, others = await ivan.received(), await olga.received()
        await rita.presses(f"solved:{number}:yes")
        await rita.presses(f"rate:{number}:5")
        await rita.writes("quick *and* kind")
        assert await new_messages(ivan, before) == await new_messages(olga, others) == []
        rated = [p for p in (olga, ivan) if "★★★★★" in " ".join(await p.texts())]
        assert ivan in rated
        assert [c for c in await stage.board.comments(number) if "★" in c] == [
            "// Rita: solved, ★★★★★ “quick \\*and\\* kind”"
        ]


async def test_a_message_to_a_resolved_ticket_is_added_and_asked_about(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    said = await rita.writes("It is still cold in here")
    asked = await rita.last()
    assert words(asked) == f"I have added this to #{solved}. Is it solved?"
    assert asked["reply_to"] == said
    assert [b["text"] for line in asked["buttons"] for b in line] == ["Solved", "Not yet", "New request"]
    await stage.pass_time(seconds=3)
    told = await olga.last()
    assert words(told) == f"#{solved} · Rita K.: It is still cold in here"
    assert f"reopen:{solved}" in buttons(told)


@pytest.mark.broad
async def test_a_reply_to_the_resolved_message_too_and_further_words_ask_no_second_time(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    await rita.writes("It is still cold in here", reply_to=(await rita.last())["message_id"])
    before = await rita.received()
    await rita.writes("and dark")
    assert await new_messages(rita, before) == []
    assert await entries_of(stage, solved) == ["The heating does not work", "It is still cold in here", "and dark"]


async def test_it_counts_as_waiting_and_is_not_closed_until_somebody_says(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    await rita.writes("It is still cold in here")
    await stage.pass_time(minutes=61)
    assert f"#{solved}" in words(await olga.last())
    assert "waiting" in words(await olga.last())
    await stage.pass_time(hours=200)
    assert await status(stage, solved) == "resolved"


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


@pytest.mark.broad
async def test_new_request_under_words_taken_back_copies_nothing(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    said = await rita.writes("The window in room 7 does not close either")
    await rita.writes("/delete", reply_to=said)
    await rita.presses("to:new")
    await stage.pass_time(seconds=40)
    assert not [text for text in await rita.texts() + await olga.texts() if "window" in text]


@pytest.mark.broad
async def test_until_an_agent_answers(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    await stage.pass_time(hours=70)
    await rita.writes("It is still cold in here", reply_to=(await rita.last())["message_id"])
    card = await olga.message_with(f"reopen:{solved}")
    await olga.writes("It takes an hour to warm up", reply_to=card["message_id"])
    await stage.pass_time(hours=71)
    assert await status(stage, solved) == "resolved"
    await stage.pass_time(hours=2)
    assert await status(stage, solved) == "closed"


async def test_otherwise_silence_closes_it_counted_anew_from_the_last_message(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    await stage.pass_time(hours=71, minutes=59)
    assert await status(stage, solved) == "resolved"
    await stage.pass_time(minutes=2)
    assert await status(stage, solved) == "closed"


@pytest.mark.broad
async def test_solved_under_the_added_words_closes_it(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    question = (await rita.last())["message_id"]
    await rita.writes("It is still cold in here")
    added = (await rita.last())["message_id"]
    await rita.presses(f"solved:{solved}:yes", on=added)
    assert await status(stage, solved) == "closed"
    assert f"rate:{solved}:5" in buttons(await again(rita, question))
    assert buttons(await again(rita, added)) == []
    await rita.presses(f"solved:{solved}:no", on=added, force=True)
    assert (await rita.answers())[-1]["text"] == OUTDATED
    assert await status(stage, solved) == "closed"


@pytest.mark.broad
async def test_a_press_on_the_first_question_settles_the_second(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    question = (await rita.last())["message_id"]
    await rita.writes("It is still cold in here")
    added = (await rita.last())["message_id"]
    await rita.presses(f"solved:{solved}:no", on=question)
    assert buttons(await again(rita, added)) == []
    await olga.presses(f"resolve:{solved}")
    for data in (f"solved:{solved}:yes", f"solved:{solved}:no", "to:new"):
        await rita.presses(data, on=added, force=True)
        assert (await rita.answers())[-1]["text"] == OUTDATED, data
    assert await status(stage, solved) == "resolved"
    await rita.writes("It is still dark in here")
    assert f"solved:{solved}:no" in buttons(await rita.last())


async def test_to_new_begins_a_request_with_a_copy(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    await rita.writes("And the window is stuck")
    added = (await rita.last())["message_id"]
    await rita.presses("to:new", on=added)
    assert words(await again(rita, added)) == "This is now a new request, #2."
    await stage.pass_time(minutes=1)
    assert await entries_of(stage, solved) == ["The heating does not work", "And the window is stuck"]
    assert await entries_of(stage, 2) == ["And the window is stuck"]
    await stage.pass_time(hours=73)
    assert await status(stage, solved) == "closed"


@pytest.mark.broad
async def test_pending_is_resolved_by_the_same_silence_and_asked_whether_it_is_needed(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await answers(olga, heating, "Which room?")
    await olga.presses(f"pending:{heating}")
    await stage.pass_time(hours=72, seconds=1)
    asked = await rita.last()
    assert words(asked) == f"✅ We did not hear from you about #{heating}. Is this still needed?"
    assert [b["text"] for line in asked["buttons"] for b in line] == ["No longer needed", "Still needed"]
    await rita.presses(f"solved:{heating}:no")
    assert await status(stage, heating) == "reopened"


@pytest.mark.broad
async def test_a_reply_to_a_closed_ticket_is_stored_and_offers_to_reopen_or_begin_anew(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_closed(rita, olga, "The heating does not work")
    closed = (await rita.last())["message_id"]
    said = await rita.writes("It is cold again", reply_to=closed)
    asked = await rita.last()
    assert asked["reply_to"] == said
    assert words(asked) == f"#{number} is already closed. Shall I open it again, or is this something new?"
    assert buttons(asked) == [f"reopen:{number}", "to:new"]
    await rita.presses(f"reopen:{number}", on=asked["message_id"])
    assert await status(stage, number) == "reopened"
    assert await entries_of(stage, number) == ["The heating does not work", "It is cold again"]
    await stage.pass_time(seconds=3)
    assert words(await olga.last()).endswith("It is cold again")


@pytest.mark.broad
async def test_a_reply_to_a_closed_ticket_that_is_taken_back_opens_nothing(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_closed(rita, olga, "The heating does not work")
    said = await rita.writes("It is cold again", reply_to=(await rita.last())["message_id"])
    asked = (await rita.last())["message_id"]
    await rita.writes("/delete", reply_to=said)
    shown = await again(rita, asked)
    assert (words(shown), buttons(shown)) == ("Not sent.", [])
    await stage.pass_time(minutes=3)
    assert await status(stage, number) == "closed"


@pytest.mark.broad
async def test_to_new_under_it_starts_a_request_of_the_reply(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_closed(rita, olga, "The heating does not work")
    await rita.writes("It is cold again", reply_to=(await rita.last())["message_id"])
    await rita.presses("to:new", on=(await rita.last())["message_id"])
    assert "send:2" in buttons(await rita.message_with("send:2"))
    assert await status(stage, number) == "closed"
    assert await entries_of(stage, 2) == ["It is cold again"]


async def test_unanswered_it_becomes_a_new_request_that_begins_with_the_number(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_closed(rita, olga, "The heating does not work")
    await rita.writes("It is cold again", reply_to=(await rita.last())["message_id"])
    asked = (await rita.last())["message_id"]
    await stage.pass_time(minutes=2, seconds=1)
    assert f"#{number}: It is cold again" in words(await olga.message_with("claim:2"))
    assert words(await again(rita, asked)) == "This is now a new request, #2."
    await rita.presses(f"reopen:{number}", on=asked, force=True)
    assert (await rita.answers())[-1]["text"] == OUTDATED


async def test_a_reply_to_a_cancelled_ticket(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await rita.presses(f"cancel:{heating}")
    receipt = (await rita.message_with(f"reopen:{heating}"))["message_id"]
    await rita.writes("It is cold again", reply_to=receipt)
    asked = await rita.last()
    assert words(asked) == f"#{heating} is cancelled. Shall I open it again, or is this something new?"
    await rita.presses(f"reopen:{heating}", on=asked["message_id"])
    assert await status(stage, heating) == "reopened"


@pytest.mark.broad
async def test_long_after_its_end_a_reply_is_a_new_request_at_once(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_closed(rita, olga, "The heating does not work")
    closed = (await rita.last())["message_id"]
    await stage.pass_time(days=14, seconds=1)
    await rita.writes("It is cold again", reply_to=closed)
    assert f"#{number}: It is cold again" in words(await olga.message_with("claim:2"))
    assert words(await rita.last()).startswith("#2 has gone to the team.")


@pytest.mark.broad
async def test_auto_close_zero_turns_it_off(database: Database) -> None:
    async with staged(database, board=False, auto_close=timedelta()) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_resolved(rita, olga, "The heating does not work")
        await stage.pass_time(days=60)
        assert await status(stage, number) == "resolved"
        other = await files(rita, "Another one")
        assert other == 2
