"""`/open`: all open tickets, chosen by buttons, in two orders; it comes back as it was left."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from tests.flows.phone import Phone, words
from tests.flows.scenes import filed, taken
from tests.flows.stage import Stage, staged
from tests.flows.test_paging import shown, stored
from tests.sql import execute
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Attention, lists and few buttons")

BOARD = False


async def chooses(agent: Phone, by: str, value: str) -> list[int]:
    """Pressed through the screens; returns which tickets are shown then."""
    await agent.presses("allby::1")
    await agent.presses(f"allby:{by}:1")
    await agent.presses(f"allset:{by}:{value}")
    await agent.presses("all:1")
    return shown(await agent.last())


async def test_open_lists_all_open_ones_and_is_chosen_by_buttons(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    free = await filed(rita, "The heating does not work")
    held = await taken(rita, olga, "The printer is on fire")
    waits = await taken(await stage.phone("Sam"), ivan, "There is no soap")
    await ivan.writes(f"/pending {waits}")
    await olga.writes(f"/priority {held} 2")
    await olga.writes("/open")
    there = await olga.last()
    assert words(there).splitlines()[:2] == ["Open · 3", "most urgent first"]
    assert shown(there) == [held, free, waits]
    assert text_of("list-needs-answer", whose="yours") in words(there)
    await ivan.writes("/open")
    assert f"Olga · {text_of('list-needs-answer', whose='ours')}" in await ivan.reads()
    assert await chooses(olga, "status", "pending") == [waits]
    assert await olga.last_id() == there["message_id"]
    assert (await olga.reads()).splitlines()[:2] == ["Open · 1", "⏳ waiting for the requester · most urgent first"]
    assert await chooses(olga, "status", "") == [held, free, waits]
    assert await chooses(olga, "waits", "others") == []
    assert (await olga.reads()).splitlines()[2] == text_of("open-list-none-chosen")
    assert await chooses(olga, "waits", "team") == [held, free]


async def test_its_screens_have_eight_buttons_and_its_pages_turn(stage: Stage, olga: Phone) -> None:
    await stored(stage, "The giraffe is loose")
    for n in range(6):
        await stage.vera.writes(f"/categories add Topic {n}")
    await olga.writes("/open")
    assert (await olga.reads()).splitlines()[0] == "Open · 12 · page 1 of 2"
    await olga.presses("all:2")
    assert shown(await olga.last()) == [11, 12]
    await olga.presses("allby::1")
    screens = [await olga.buttons()]
    for by in ("status", "priority", "category", "agent", "waits"):
        await olga.presses(f"allby:{by}:1")
        screens.append(await olga.buttons())
        if by == "category":
            await olga.presses("allby:category:2")
            screens.append(await olga.buttons())
            assert screens[-1][-2:] == ["allset:category:6", "allby:category:1"]
        await olga.presses(f"allset:{by}:")
    assert [len(one) for one in screens] == [7, 8, 5, 7, 5, 4, 4]
    await olga.presses("allset:priority:9", on=await olga.last_id(), force=True)
    assert (await olga.answer())["show_alert"]
    await olga.presses("all:1")
    assert (await olga.reads()).splitlines()[1] == "most urgent first"


async def test_late_ones_are_said_and_chosen_where_something_is_promised(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await stored(stage, "The giraffe is loose")
    query = text("update tickets set first_due_at = :due where number = :number")
    for number, hours in ((7, 2), (9, 1)):
        await execute(stage, query, due=stage.clock() + timedelta(hours=hours), number=number)
    await olga.writes("/open")
    assert shown(await olga.last())[:3] == [9, 7, 1]
    await stage.pass_time(minutes=61)
    await olga.presses("allby::1")
    assert len(await olga.buttons()) == 8
    await olga.presses("allset:late:1")
    await olga.presses("all:1")
    assert shown(await olga.last()) == [9]
    assert text_of("list-late") in (await olga.reads()).splitlines()[2]
    await olga.writes("/queue")
    assert shown(await olga.last())[:2] == [9, 7]
    await olga.writes("/next")
    assert "#9 is yours" in words(await olga.containing("#9 is yours"))


async def test_it_says_how_many_are_not_on_the_board(database: Database) -> None:
    async with staged(database) as stage:
        boris, rita = await stage.agent("Boris", language="ru"), await stage.phone("Rita")
        for said in ("The heating does not work", "The window is stuck"):
            await filed(rita, said)
        await boris.writes("/open")
        assert "доске" not in await boris.reads()
        await execute(stage, "update board_cards set task_id = null where ticket_id = 1")
        await boris.writes("/open")
        assert (await boris.reads()).splitlines()[:2] == ["Открытые · 2", "сначала срочные"]
        assert (await boris.reads()).splitlines()[-1] == "1 не на доске."
