"""Plans of the team: each is done once at its moment, stopped by what happened meanwhile, taken back."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.acts import dismissed
from tests.flows.phone import Phone, buttons
from tests.flows.scenes import since, status, taken
from tests.flows.stage import Stage, staged
from tests.flows.trainees import as_role, drafts_of
from tests.sql import execute, scalar
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("3.3 Answering")

BOARD = False
SAID = "The part has arrived"


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk whose team may plan."""
    async with staged(database, board=False, team__undo=timedelta()) as made:
        await made.vera.writes("/settings later on")
        yield made


async def _press(phone: Phone, step: str) -> tuple[str, int]:
    """Press this button under the newest plan in the chat; return it and its message."""
    for message in reversed(await phone.received()):
        for one in buttons(message):
            if one.startswith("plan:") and f":{step}:" in one:
                await phone.presses(one, on=message["message_id"])
                return one, message["message_id"]
    raise AssertionError(step)


@IN_BOTH
async def test_an_answer_waits_for_its_moment_and_is_sent_once(
    stage: Stage, rita: Phone, olga: Phone, language: str
) -> None:
    async with stage.speaking(language):
        number = await taken(rita, olga)
        seen = len(await rita.received())
        when = {"en": "tomorrow 9", "ru": "завтра в 9"}[language]
        await olga.writes(f"/later {number} {when}: {SAID}")
        assert SAID in await olga.reads()
        assert text_of("btn-plan-drop", language) in str(await olga.last())
        await stage.pass_time(hours=20)
        assert await since(rita, seen) == []
        await olga.writes("/later")
        assert text_of("plans-title", language, n=1) in await olga.reads()
        await stage.pass_time(hours=8)
        assert await since(rita, seen) == [f"#{number} · Olga: {SAID}"]
        await stage.pass_time(days=2)
        assert await since(rita, seen) == [f"#{number} · Olga: {SAID}"]
        assert await drafts_of(stage) == [("done", None)]
        await olga.writes("/later")
        assert await olga.reads() == text_of("plans-none", language)


@IN_BOTH
async def test_words_of_the_requester_stop_it_and_ask(stage: Stage, rita: Phone, olga: Phone, language: str) -> None:
    async with stage.speaking(language):
        number = await taken(rita, olga)
        await olga.writes(f"/later {number} 2h: {SAID}")
        await stage.pass_time(hours=1)
        await rita.writes("It has stopped by itself", reply_to=(await rita.containing(f"#{number}"))["message_id"])
        seen = len(await rita.received())
        await stage.pass_time(hours=1, minutes=1)
        assert await since(rita, seen) == []
        shown = await olga.reads()
        assert text_of("plan-why", language, why="wrote", name="Rita K.") in shown
        assert "It has stopped by itself" in shown
        pressed, shown_in = await _press(olga, "now")
        assert await since(rita, seen) == [f"#{number} · Olga: {SAID}"]
        for again in (pressed, pressed.replace(":now:", ":drop:")):
            await olga.presses(again, on=shown_in, force=True)
        assert len(await since(rita, seen)) == 1
        assert await drafts_of(stage) == [("done", None)]


async def test_a_plan_is_moved_edited_and_taken_back(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await taken(rita, olga)
    seen = len(await rita.received())
    said = await olga.writes(f"/later {number} 2h: {SAID}")
    assert "⏰" in str([one.get("text") for one in await olga.received()]), "the card says so"
    await _press(olga, "move")
    assert await olga.reads() == text_of("plan-ask", number=number)
    await olga.writes("some day")
    assert await olga.reads() == text_of("plan-wrong-time")
    await olga.writes("in 5 hours")
    assert SAID in await olga.reads()
    await stage.pass_time(hours=3)
    assert await since(rita, seen) == []
    await stage.telegram.do("edit", person=olga.id, message_id=said, text=f"/later {number} 2h: It is here")
    await stage.settle()
    await _press(olga, "drop")
    await stage.pass_time(hours=3)
    assert await since(rita, seen) == []
    assert await drafts_of(stage) == [("withdrawn", None)]
    assert await scalar(stage, "select count(*) from entries where kind = 'draft' and withdrawn_at is null") == 0
    await olga.writes(f"/later {number} yesterday: {SAID}")
    assert await olga.reads() == text_of("hold-past")
    await olga.writes(f"/later {number} whenever {SAID}")
    assert await olga.reads() == text_of("usage-later")
    assert await since(rita, seen) == []


async def test_acts_and_notes_wait_too(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    number = await taken(rita, olga)
    seen, told = len(await rita.received()), len(await olga.received())
    await ivan.writes(f"/later {number} 1h: // Ask the supplier first")
    await olga.writes(f"/later {number} 2h: /hold until 2d Spare parts")
    await olga.writes(f"/later {number} 3h\n/resolve {SAID}")
    await olga.writes(f"/later {number} 3h: /erase 1")
    assert await olga.reads() == text_of("later-no-act", command="erase")
    assert not any("Ask the supplier" in one for one in await since(olga, told))
    await stage.pass_time(minutes=61)
    assert any("Ask the supplier" in one for one in await since(olga, told))
    await stage.pass_time(hours=1)
    assert await status(stage, number) == "on_hold"
    assert await scalar(stage, "select hold_reason from tickets") is not None
    await stage.pass_time(hours=1)
    assert await status(stage, number) == "resolved"
    heard = await since(rita, seen)
    assert any(SAID in one for one in heard)
    assert not any("supplier" in one or "Spare parts" in one for one in heard)
    assert await drafts_of(stage) == [("done", "note"), ("done", "hold"), ("done", "resolve")]


async def test_what_happened_stops_each(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    """A colleague's answer, the end, another agent, a right that is gone."""
    seen = len(await rita.received())
    for why in ("answered", "closed", "handed", "refused"):
        number = await taken(rita, olga, f"The printer is on fire, {why}")
        await olga.writes(f"/later {number} 2h: {SAID}")
        if why == "answered":
            await ivan.writes(f"/open {number}")
            await ivan.writes("We are on it", reply_to=await ivan.last_id())
        elif why == "closed":
            await ivan.writes(f"/resolve {number}")
        elif why == "handed":
            await olga.writes(f"/hand {number} Ivan")
        else:
            await as_role(stage, olga, "reviewer")
        await stage.pass_time(hours=2, minutes=1)
        shown = await olga.texts()
        assert any(text_of("plan-why", why=why, name="Rita K.") in one for one in shown), why
        await as_role(stage, olga, "agent")
    assert not any(SAID in one for one in await since(rita, seen))
    assert {state for state, _ in await drafts_of(stage)} == {"stopped"}


async def test_trainees_leavers_and_the_switch(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    """An answer of a trainee is asked for at its moment; one of who has left, or of a desk that switched it off, is not
    sent."""
    number, seen = await taken(rita, olga), len(await rita.received())
    await as_role(stage, olga, "trainee")
    await olga.writes(f"/later {number} 1h: {SAID}")
    await ivan.writes(f"/later {number} 3h: // Look again")
    await stage.pass_time(minutes=61)
    assert (await drafts_of(stage))[0] == ("waiting", None)
    assert SAID in await stage.vera.reads()
    assert not any(SAID in one for one in await since(rita, seen))
    await dismissed(stage, ivan)
    assert (await drafts_of(stage))[1] == ("ended", "note")
    await stage.vera.writes(f"/later {number} 1h: {SAID}")
    await stage.vera.writes("/settings later off")
    await stage.pass_time(minutes=61)
    assert (await drafts_of(stage))[2] == ("stopped", None)
    await stage.vera.writes(f"/later {number} 1h: {SAID}")
    assert await scalar(stage, "select count(*) from approvals") == 3, "the command is unknown"
    assert not any(SAID in one for one in await since(rita, seen))


async def test_the_clock_that_goes_back_and_a_desk_that_was_down(stage: Stage, rita: Phone, olga: Phone) -> None:
    """What counts as since is the order of words, not the clock; what came after the moment stops nothing."""
    number = await taken(rita, olga)
    await olga.writes(f"/later {number} 2h: {SAID}")
    await execute(stage, "update approvals set asked_at = asked_at + interval '90 minutes'")
    await rita.writes("It smokes", reply_to=(await rita.containing(f"#{number}"))["message_id"])
    seen = len(await rita.received())
    await stage.pass_time(hours=2, minutes=1)
    assert await since(rita, seen) == []
    assert (await drafts_of(stage))[0] == ("stopped", None)
    await olga.writes(f"/later {number} 10m: The second part")
    await execute(stage, "update approvals set due_at = due_at - interval '1 hour' where state = 'planned'")
    await rita.writes("Hello?", reply_to=(await rita.containing(f"#{number}"))["message_id"])
    await execute(stage, "update entries set created_at = created_at + interval '5 minutes' where body = 'Hello?'")
    await stage.pass_time(minutes=11)
    assert (await since(rita, seen))[-1] == f"#{number} · Olga: The second part"


async def test_a_merged_request_stops_it_and_a_zone_may_be_named(stage: Stage, rita: Phone, olga: Phone) -> None:
    first, second = await taken(rita, olga), await taken(rita, olga, "The projector is dark")
    await olga.writes(f"/later {second} tomorrow 9 Asia/Vladivostok: {SAID}")
    at = await scalar(stage, "select due_at at time zone 'Asia/Vladivostok' from approvals")
    assert (at.hour, at.minute) == (9, 0)
    await olga.writes(f"/merge {second} {first}")
    seen = len(await rita.received())
    await stage.pass_time(days=2)
    assert not any(SAID in one for one in await since(rita, seen))
    assert any(text_of("plan-why", why="merged", name="Rita K.") in one for one in await olga.texts())


async def test_a_plan_that_followed_a_merge_is_sent_after_they_are_taken_apart(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    first, second = await taken(rita, olga), await taken(rita, olga, "The projector is dark")
    for said in ("One part", "Another part"):
        await olga.writes(f"/later {second} 5h: {said}")
    await olga.writes(f"/merge {second} {first}")
    seen = len(await rita.received())
    await _press(olga, "now")
    assert await since(rita, seen) == [f"#{first} · Olga: Another part"]
    key = await scalar(stage, "select id from approvals where state = 'planned'")
    await olga.writes("/later")
    await olga.presses(f"plan:{key}:open:0", on=await olga.last_id())
    await _press(olga, "move")
    await olga.writes("in 6 hours")
    await olga.writes(f"/unmerge {second}")
    await stage.pass_time(hours=7)
    assert (await since(rita, seen))[-1] == f"#{first} · Olga: One part"


@pytest.mark.board
async def test_what_is_planned_is_not_on_the_board_before(database: Database) -> None:
    """A task that is made again carries the whole conversation, but not what waits."""
    async with staged(database, board=True, team__undo=timedelta()) as stage:
        await stage.vera.writes("/settings later on")
        rita, olga, pavel = await stage.phone("Rita"), await stage.agent("Olga"), await stage.board.user("Pavel")
        number = await taken(rita, olga)
        await olga.writes(f"/later {number} 5h: {SAID}")
        await olga.writes(f"/later {number} 5h: // Ask the supplier first")
        await stage.board.delete(number, by=pavel)
        await stage.pass_time(minutes=11)
        asked = await olga.containing("deleted on the board")
        await olga.presses(f"gone:{number}:back", on=asked["message_id"])
        await stage.pass_time(minutes=2)
        assert await stage.board.comments(number) == []
        await stage.pass_time(hours=5)
        assert [SAID in one or "supplier" in one for one in await stage.board.comments(number)] == [True, True]
        assert SAID in await rita.reads()
