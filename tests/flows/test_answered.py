"""Being answered: how answers arrive, what else the requester is told, by which message, and when nothing rings."""

from datetime import timedelta

import pytest

from db.database import Database
from tests.breadth import apart
from tests.flows.acts import answers, filed_and_taken, files, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import status
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.accompanied

BOARD = False
TEN = timedelta(seconds=10)


@pytest.mark.broad
async def test_answers_are_headed_and_reply_to_the_message_that_was_answered(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    room = await rita.writes("It is room 7")
    await rita.writes("And I am cold")
    await stage.pass_time(seconds=3)
    told = await olga.containing("room 7")
    await olga.writes("Somebody is on the way to room 7", reply_to=told["message_id"])
    answer = await rita.last()
    assert words(answer) == f"#{heating} · Olga: Somebody is on the way to room 7"
    assert answer["reply_to"] == room


async def test_else_to_their_latest_in_that_ticket(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    latest = await rita.writes("It is room 7")
    other = await files(rita, "The window is stuck")
    await answers(olga, heating, "Somebody is on the way")
    assert (await rita.last())["reply_to"] == latest
    assert other == 2


async def test_taken_comes_as_one_short_line(stage: Stage, rita: Phone, olga: Phone, cold: int) -> None:
    before = await rita.received()
    await olga.presses(f"claim:{cold}")
    assert [words(m) for m in await new_messages(rita, before)] == [f"🙋 Olga is looking after your request #{cold}."]


async def test_or_by_the_answers_own_heading(stage: Stage, rita: Phone, olga: Phone, cold: int) -> None:
    before = await rita.received()
    card = await olga.message_with(f"claim:{cold}")
    await olga.writes("Somebody is on the way", reply_to=card["message_id"])
    assert [words(m) for m in await new_messages(rita, before)] == [f"#{cold} · Olga: Somebody is on the way"]


@pytest.mark.broad
async def test_or_by_the_question_whether_it_is_solved(stage: Stage, rita: Phone, olga: Phone, cold: int) -> None:
    before = await rita.received()
    await olga.writes(f"/resolve {cold}")
    told = [words(m) for m in await new_messages(rita, before)]
    assert told == [f"✅ Olga thinks that #{cold} is solved. Did it work?"]


@pytest.mark.broad
async def test_waiting_for_you_is_added_to_a_young_answer(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await answers(olga, heating, "Which room?")
    before = await rita.received()
    await stage.pass_time(minutes=9)
    await olga.presses(f"pending:{heating}")
    assert await new_messages(rita, before) == []
    assert words(await rita.last()) == f"#{heating} · Olga: Which room?\n\n⏳ waiting for your answer"
    await rita.writes("Room 7")
    assert words(await rita.containing("Which room?")) == f"#{heating} · Olga: Which room?"
    assert await status(stage, heating) == "in_progress"


async def test_else_it_is_a_line(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await answers(olga, heating, "Which room?")
    await stage.pass_time(minutes=11)
    await olga.presses(f"pending:{heating}")
    assert words(await rita.last()) == f"⏳ #{heating}: Olga is waiting for your answer. Just write here."


@pytest.mark.broad
async def test_the_line_says_when_it_is_over(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await olga.presses(f"pending:{heating}")
    line = await rita.last()
    before = await rita.received()
    await rita.writes("Room 7")
    assert await new_messages(rita, before) == []
    now = next(m for m in await rita.received() if m["message_id"] == line["message_id"])
    assert words(now) == f"#{heating} is no longer waiting for you."


async def test_resolved_is_one_message_to_the_very_end(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    before = await rita.received()
    await olga.presses(f"resolve:{heating}")
    (asked,) = await new_messages(rita, before)

    async def now() -> str:
        assert [m["message_id"] for m in await new_messages(rita, before)] == [asked["message_id"]]
        return words(await rita.last())

    assert await now() == f"✅ Olga thinks that #{heating} is solved. Did it work?"
    await rita.presses(f"solved:{heating}:yes")
    assert await now() == f"Glad to help with #{heating}. How was it?"
    await rita.presses(f"rate:{heating}:4")
    assert await now() == "Thank you: ★★★★. And how was Olga? A few words are welcome too: just write them."
    await rita.presses(f"rate_agent:{heating}:5")
    assert await now() == "Thank you: ★★★★. Would you like to add a few words? Just write them."
    await rita.presses(f"rate:{heating}:skip")
    assert await now() == f"Thank you: ★★★★. ☑️ #{heating} is closed."


async def test_closing_by_the_clock_edits_and_does_not_ring(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    before = await rita.received()
    await stage.pass_time(hours=72, seconds=1)
    assert await new_messages(rita, before) == []
    assert "is closed, as there was no answer" in words(await rita.last())
    assert f"rate:{solved}:5" in buttons(await rita.last())
    assert await status(stage, solved) == "closed"


@pytest.mark.broad
async def test_release_and_hand_over_edit_and_do_not_ring(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, heating: int
) -> None:
    before = await rita.received()
    await olga.presses(f"hand:{heating}")
    await olga.presses(f"give:{heating}:{ivan.id}")
    assert words(await rita.last()) == f"🙋 Ivan is looking after your request #{heating}."
    await ivan.presses(f"release:{heating}")
    assert words(await rita.last()) == f"#{heating} is waiting for someone free again."
    assert await new_messages(rita, before) == []
    await olga.presses(f"claim:{heating}")
    assert words(await rita.last()) == f"🙋 Olga is looking after your request #{heating}."


async def test_reopened_is_a_line_only_when_somebody_else_did_it(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    before = await rita.received()
    await rita.presses(f"solved:{solved}:no")
    assert await new_messages(rita, before) == []
    await olga.presses(f"resolve:{solved}")
    before = await rita.received()
    await olga.presses(f"reopen:{solved}")
    assert [words(m) for m in await new_messages(rita, before)] == [f"↩️ Olga has opened #{solved} again."]


@pytest.mark.broad
async def test_resolve_pending_and_hold_are_told_after_the_undo_time(database: Database) -> None:
    async with staged(database, board=False, undo=TEN) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        for verb, told in (("pending", "waiting for your answer"), ("hold", "on hold"), ("resolve", "is solved")):
            before = await rita.received()
            await olga.writes(f"/{verb} {number}" + " the plumber" * (verb == "hold"))
            assert await new_messages(rita, before) == [], verb
            await stage.pass_time(seconds=9)
            assert await new_messages(rita, before) == [], verb
            await stage.pass_time(seconds=2)
            (line,) = await new_messages(rita, before)
            assert told in words(line)
            assert "plumber" not in words(line)


async def test_buttons_and_board_change_at_once(database: Database) -> None:
    async with staged(database, undo=TEN) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await olga.presses(f"resolve:{number}")
        assert await stage.board.section(number) == "Resolved"
        assert f"reopen:{number}" in buttons(await olga.message_with(f"open:{number}"))


async def test_undone_by_then_nobody_hears_of_it_and_the_earlier_status_comes_back(database: Database) -> None:
    async with staged(database, undo=TEN) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        user = await stage.board.user("Pavel")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await answers(olga, number, "Somebody is on the way")
        before = await rita.received()
        await olga.presses(f"resolve:{number}")
        await olga.presses(f"reopen:{number}")
        assert await status(stage, number) == "in_progress"
        await stage.board.complete(number, by=user)
        await stage.board.uncomplete(number, by=user)
        assert await status(stage, number) == "in_progress"
        await stage.board.move(number, "On hold", by=user)
        await stage.board.move(number, "In progress", by=user)
        await stage.pass_time(minutes=5)
        assert await new_messages(rita, before) == []
        assert await stage.board.section(number) == "In progress"
        assert not (await stage.board.task(number))["checked"]


@pytest.mark.broad
@pytest.mark.parametrize("minutes", apart([1, 15]), ids=["under the answer", "a line"])
async def test_resolving_what_waits_for_them_by_mistake_changes_nothing_they_see(
    database: Database, minutes: int
) -> None:
    """Neither that it waits, nor the receipt, nor what they opened, until it is told; then all of them."""
    async with staged(database, board=False, undo=TEN) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await answers(olga, number, "Which room?")
        await stage.pass_time(minutes=minutes)
        await olga.presses(f"pending:{number}")
        await stage.pass_time(seconds=11)
        await rita.writes(f"/ticket {number}")
        before = [words(m) for m in await rita.received()]
        assert sum("waiting for your answer" in said for said in before) == 1
        for press in ("resolve", "reopen", "resolve"):
            await olga.presses(f"{press}:{number}")
            assert [words(m) for m in await rita.received()] == before
        await stage.pass_time(seconds=11)
        told = [words(m) for m in await rita.received()]
        assert not any("waiting for your answer" in said for said in told)
        assert f"✅ #{number} is resolved" in " ".join(told)
        assert f"solved:{number}:yes" in buttons(await rita.last())


@pytest.mark.broad
async def test_opening_it_again_before_they_were_told_takes_back_that_it_waits(database: Database) -> None:
    async with staged(database, board=False, undo=TEN) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await stage.pass_time(minutes=15)
        await olga.presses(f"pending:{number}")
        await stage.pass_time(seconds=11)
        await olga.presses(f"resolve:{number}")
        await rita.writes(f"/cancel {number}")
        assert not any("waiting for your answer" in said for said in await rita.texts())


@pytest.mark.broad
async def test_what_a_drag_or_completion_tells_comes_later_too(database: Database) -> None:
    async with staged(database, undo=TEN) as stage:
        rita = await stage.phone("Rita")
        await stage.agent("Olga")
        user = await stage.board.user("Pavel")
        number = await files(rita, "The heating does not work")
        before = await rita.received()
        await stage.board.update(number, by=user, responsible_uid=user, quietly=True)
        await stage.board.move(number, "Pending", by=user)
        said = [words(m) for m in await new_messages(rita, before)]
        await stage.pass_time(seconds=11)
        later = [words(m) for m in await new_messages(rita, before)][len(said) :]
        assert not any("waiting for your answer" in one for one in said)
        assert any("waiting for your answer" in one for one in later)
        before = await rita.received()
        await stage.board.complete(number, by=user)
        assert await new_messages(rita, before) == []
        await stage.pass_time(seconds=11)
        (asked,) = await new_messages(rita, before)
        assert f"solved:{number}:yes" in buttons(asked)


@pytest.mark.broad
async def test_an_answer_between_is_not_held_up(database: Database) -> None:
    async with staged(database, board=False, undo=TEN) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await olga.presses(f"resolve:{number}")
        card = await olga.message_with(f"open:{number}")
        await olga.writes("The plumber was there", reply_to=card["message_id"])
        assert words(await rita.last()) == f"#{number} · Olga: The plumber was there"
        await stage.pass_time(seconds=11)
        assert f"solved:{number}:yes" in buttons(await rita.last())
