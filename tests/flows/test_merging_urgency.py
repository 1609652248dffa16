"""What was more urgent makes the other one so; whom that one waits for, once two requests are one."""

import pytest

from db.database import Database
from tests.flows.acts import files
from tests.flows.phone import words
from tests.flows.scenes import card_of, changes, row
from tests.flows.stage import staged
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Merged requests")

BOARD = False
DUES = "select priority, first_due_at, solve_due_at from tickets where number = :n"


async def test_the_higher_priority_goes_along_with_its_times_and_back_again(database: Database) -> None:
    async with staged(database, board=False, targets__enabled=True) as stage:
        rita, olga, ivan = await stage.phone("Rita"), await stage.agent("Olga"), await stage.agent("Ivan")
        door, fire = await files(rita, "The door of hall B"), await files(rita, "It smells of smoke there")
        await olga.presses(f"claim:{door}")
        await ivan.writes(f"/priority {fire} 1")
        before = await row(stage, DUES, n=door)
        assert "🟡" in words(await card_of(olga, door))
        await ivan.writes(f"/merge {fire} into {door}")
        after = await row(stage, DUES, n=door)
        assert (before.priority, after.priority) == (3, 1)
        assert after.solve_due_at < before.solve_due_at
        assert "🔴" in words(await card_of(olga, door))
        assert (await olga.texts()).count(text_of("merged-raised", number=door, merged=fire, priority=1)) == 1
        assert await changes(stage, door, "priority") == [("3", "1", "telegram")]
        await ivan.writes(f"/unmerge {fire}")
        assert tuple(await row(stage, DUES, n=door)) == tuple(before)
        assert await changes(stage, door, "priority") == [("3", "1", "telegram"), ("1", "3", "telegram")]
        assert (await row(stage, DUES, n=fire)).priority == 1
