"""Changing one's mind: edited messages, cancelling by command and by button."""

import pytest

from db.database import Database
from tests.flows.acts import filed_and_taken, new_messages
from tests.flows.phone import Phone
from tests.flows.stage import staged

pytestmark = pytest.mark.sentence("2.7 Changing")

BOARD = False


async def edits(phone: Phone, message_id: int, text: str) -> None:
    await phone.stage.telegram.do("edit", person=phone.id, message_id=message_id, text=text)
    await phone.stage.settle()


async def test_editing_a_message_edits_what_the_agent_got_and_the_comment(database: Database) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        said = await rita.writes("It is room 7")
        await stage.pass_time(seconds=3)
        before = await olga.received()
        await edits(rita, said, "It is room 8")
        assert await new_messages(olga, before) == []
        assert (await olga.reads()).startswith(f"#{number} · Rita: It is room 8")
        assert "edited" in await olga.reads()
        assert await stage.board.comments(number) == ["**Rita:** It is room 8"]
