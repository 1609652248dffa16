"""What staff hear and how: their own switches, whom the admins' news goes to, what the staff group is told of."""

from datetime import timedelta

import pytest

from db.database import Database
from tests.flows.acts import filed_and_taken, files
from tests.flows.phone import Phone, buttons
from tests.flows.stage import VERA, Stage, staged
from tests.flows.test_staff_group import GROUP, Group
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("When staff are there")

BOARD = False


@IN_BOTH
async def test_cards_that_colleagues_took_go_where_an_agent_wants_that(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, language: str
) -> None:
    await ivan.writes(f"/language {language}")
    first = await filed_and_taken(rita, olga, "The door does not open")
    assert f"open:{first}" in buttons(await ivan.containing("The door"))  # the default: it stays
    await ivan.writes("/notifications")
    assert text_of("taken-cards-line", language, kept=1) in await ivan.reads()
    await ivan.presses("takencards:0")
    assert text_of("taken-cards-line", language, kept=0) in await ivan.reads()
    assert text_of("btn-taken-cards", language, kept=0) in [
        b["text"] for r in (await ivan.last())["buttons"] for b in r
    ]
    second = await files(await stage.phone("Sam"), "No water in the kitchen")
    assert f"claim:{second}" in await ivan.buttons()
    await olga.presses(f"claim:{second}")
    assert "No water" not in " ".join(await ivan.texts())
    await olga.presses(f"release:{second}")
    await ivan.presses(f"claim:{second}")  # announced again
    await ivan.presses(f"resolve:{second}")
    assert f"reopen:{second}" in buttons(await ivan.containing("No water"))


async def test_the_staff_group_is_told_of_what_is_switched_on(database: Database) -> None:
    async with staged(
        database, board=False, staff_chat_id=GROUP, team__remind=timedelta(0), requests__auto_close=timedelta(hours=1)
    ) as stage:
        await stage.telegram.do("group", person=VERA, title="The team")
        group, vera = Group(stage), stage.vera
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")

        async def told() -> int:
            return len(await group.received())

        await filed_and_taken(rita, olga, "The door does not open")
        assert await told() == 1
        await olga.writes("/resolve 1")
        await stage.pass_time(hours=2)  # silence ends it: not told by default
        assert await told() == 1
        await filed_and_taken(rita, olga, "No light in the hall")
        await olga.writes("/resolve 2")
        await stage.pass_time(minutes=31)  # its card is out of sight then
        await rita.presses("solved:2:yes")
        assert await told() == 3  # its requester ended it
        await vera.writes("/settings group_tickets new, changed")
        await files(rita, "No water in the kitchen")
        assert await told() == 4
        await rita.writes("/ticket 3")
        await rita.presses("subject:3")
        await rita.writes("No water at all")
        assert (await group.texts())[-1] == text_of("group-edited", number=3, subject="No water at all")
        await rita.writes("/cancel 3")
        assert await told() == 5
        await vera.writes("/settings group_tickets изменённые")
        await files(rita, "No heating")
        assert await told() == 5
        await vera.writes("/settings group_tickets add closed")
        await vera.writes("/settings team_notices staff group")
        before = len(await vera.received())
        await stage.agent("Nina")
        assert "Nina" in (await group.texts())[-1]
        assert len(await vera.received()) == before
