"""Being answered: how answers arrive, what else the requester is told, by which message, and when nothing rings."""

from datetime import timedelta

import pytest

from db.database import Database
from tests.flows.acts import answers, filed_and_taken, new_messages, rates_agents
from tests.flows.phone import Phone
from tests.flows.scenes import status
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.sentence("2.4 Being answered")

BOARD = False
TEN = timedelta(seconds=10)


async def test_else_it_is_a_line(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await answers(olga, heating, "Which room?")
    await stage.pass_time(minutes=11)
    await olga.presses(f"pending:{heating}")
    assert await rita.reads() == f"⏳ #{heating}: Olga is waiting for your answer. Just write here."


async def test_resolved_is_one_message_to_the_very_end(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await rates_agents(stage)
    before = await rita.received()
    await olga.presses(f"resolve:{heating}")
    (asked,) = await new_messages(rita, before)

    async def now() -> str:
        assert [m["message_id"] for m in await new_messages(rita, before)] == [asked["message_id"]]
        return await rita.reads()

    assert await now() == f"✅ Olga says #{heating} is solved. Does it work now?"
    await rita.presses(f"solved:{heating}:yes")
    assert await now() == f"Glad to help with #{heating}. How was it?"
    await rita.presses(f"rate:{heating}:4")
    assert await now() == "Thank you: ★★★★. And how was Olga? Anything to add? Just write it."
    await rita.presses(f"rate_agent:{heating}:5")
    assert await now() == "Thank you: ★★★★. Would you like to add a few words? Just write them."
    await rita.presses(f"rate:{heating}:skip")
    assert await now() == f"Thank you: ★★★★. ☑️ #{heating} is closed."


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
