"""Being answered: how answers arrive, what else the requester is told, by which message, and when nothing rings."""

from datetime import timedelta

import pytest

from db.database import Database
from tests.flows.acts import answers, filed_and_taken, files, new_messages, rates_agents
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import status
from tests.flows.stage import Stage, staged
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("2.4 Being answered")

BOARD = False
TEN = timedelta(seconds=10)


async def test_else_to_their_latest_in_that_ticket(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    latest = await rita.writes("It is room 7")
    other = await files(rita, "The window is stuck")
    await answers(olga, heating, "Somebody is on the way")
    assert (await rita.last())["reply_to"] == latest
    assert other == 2


async def test_else_it_is_a_line(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await answers(olga, heating, "Which room?")
    await stage.pass_time(minutes=11)
    await olga.presses(f"pending:{heating}")
    assert words(await rita.last()) == f"⏳ #{heating}: Olga is waiting for your answer. Just write here."


async def test_resolved_is_one_message_to_the_very_end(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await rates_agents(stage)
    before = await rita.received()
    await olga.presses(f"resolve:{heating}")
    (asked,) = await new_messages(rita, before)

    async def now() -> str:
        assert [m["message_id"] for m in await new_messages(rita, before)] == [asked["message_id"]]
        return words(await rita.last())

    assert await now() == f"✅ Olga says #{heating} is solved. Does it work now?"
    await rita.presses(f"solved:{heating}:yes")
    assert await now() == f"Glad to help with #{heating}. How was it?"
    await rita.presses(f"rate:{heating}:4")
    assert await now() == "Thank you: ★★★★. And how was Olga? Anything to add? Just write it."
    await rita.presses(f"rate_agent:{heating}:5")
    assert await now() == "Thank you: ★★★★. Would you like to add a few words? Just write them."
    await rita.presses(f"rate:{heating}:skip")
    assert await now() == f"Thank you: ★★★★. ☑️ #{heating} is closed."


async def test_closing_by_the_clock_edits_and_does_not_ring(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    before = await rita.received()
    await stage.pass_time(hours=71)
    assert await status(stage, solved) == "resolved"
    await stage.pass_time(hours=1, seconds=1)
    assert await new_messages(rita, before) == []
    assert piece_of("resolved-stars-silence") in words(await rita.last())
    assert f"rate:{solved}:5" in buttons(await rita.last())
    assert await status(stage, solved) == "closed"


async def test_reopened_is_a_line_only_when_somebody_else_did_it(
    stage: Stage, rita: Phone, olga: Phone, solved: int
) -> None:
    before = await rita.received()
    await rita.presses(f"solved:{solved}:no")
    assert await new_messages(rita, before) == []
    await olga.presses(f"resolve:{solved}")
    before = await rita.received()
    await olga.presses(f"reopen:{solved}")
    assert [words(m) for m in await new_messages(rita, before)] == [text_of("reopened-by", name="Olga", number=solved)]


async def test_buttons_and_board_change_at_once(database: Database) -> None:
    async with staged(database, team__undo=TEN) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await olga.presses(f"resolve:{number}")
        assert await stage.board.section(number) == "Resolved"
        assert f"reopen:{number}" in buttons(await olga.message_with(f"open:{number}"))


async def test_undone_by_then_nobody_hears_of_it_and_the_earlier_status_comes_back(database: Database) -> None:
    async with staged(database, team__undo=TEN) as stage:
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
