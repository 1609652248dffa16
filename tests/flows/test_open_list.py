"""`/open`: all open tickets, chosen by buttons, in two orders; it comes back as it was left."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import filed
from tests.flows.stage import Stage, staged
from tests.flows.test_paging import shown, stored

pytestmark = pytest.mark.sentence("Attention, lists and few buttons")

BOARD = False


async def test_late_ones_are_said_and_chosen_where_something_is_promised(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await stored(stage, "The giraffe is loose")
    async with stage.database.unit_of_work() as session:
        query = text("update tickets set first_due_at = :due where number = :number")
        for number, hours in ((7, 2), (9, 1)):
            await session.execute(query, {"due": stage.clock() + timedelta(hours=hours), "number": number})
    await olga.writes("/open")
    assert shown(await olga.last())[:3] == [9, 7, 1]
    await stage.pass_time(minutes=61)
    await olga.presses("allby::1")
    assert len(buttons(await olga.last())) == 8
    await olga.presses("allset:late:1")
    await olga.presses("all:1")
    assert shown(await olga.last()) == [9]
    assert "1 h · late" in words(await olga.last()) or "late" in words(await olga.last()).splitlines()[2]
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
        assert "доске" not in words(await boris.last())
        async with stage.database.unit_of_work() as session:
            await session.execute(text("update board_cards set task_id = null where ticket_id = 1"))
        await boris.writes("/open")
        assert words(await boris.last()).splitlines()[:2] == ["Открытые · 2", "сначала срочные"]
        assert words(await boris.last()).splitlines()[-1] == "1 не на доске."
