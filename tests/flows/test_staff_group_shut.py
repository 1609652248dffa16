"""The staff group where the bot is but may not write: said once, nothing piles up, and it begins again by itself."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import VERA, Stage, staged
from tests.flows.test_staff_group import GROUP, Group
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Where features meet")

_LOST = piece_of("group-lost")
_REFUSALS = [
    "Bad Request: not enough rights to send text messages to the chat",
    "Bad Request: have no rights to send a message",
    "Bad Request: TOPIC_CLOSED",
    "Bad Request: CHAT_WRITE_FORBIDDEN",
    "Bad Request: CHAT_RESTRICTED",
    "Bad Request: need administrator rights in the channel chat",
]


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk with a staff group, without a board."""
    async with staged(database, board=False, staff_chat_id=GROUP, requests__intake_quiet=timedelta()) as made:
        await made.telegram.do("group", person=VERA, title="The team")
        await made.settle()
        yield made


async def _shut(stage: Stage, description: str) -> None:
    for method in ("send*", "edit*"):
        await stage.telegram.do("fault", method=method, chat_id=GROUP, status=400, description=description, times=None)


@pytest.mark.parametrize("description", _REFUSALS)
async def test_admins_hear_once_that_the_bot_may_not_write_there_and_it_begins_again_by_itself(
    stage: Stage, rita: Phone, olga: Phone, description: str
) -> None:
    vera, group = stage.vera, Group(stage)
    await rita.writes("/new The heating does not work")
    await _shut(stage, description)
    for said in ("The lamp is broken", "The door is locked", "There is no soap"):
        await rita.writes(f"/new {said}")
    await olga.presses("claim:1")
    await olga.presses("claim:2")
    await stage.pass_time(minutes=40)
    assert len([text for text in await vera.texts() if _LOST in text]) == 1
    assert not [text for text in await vera.texts() if "failed" in text]
    await vera.writes("/failed")
    assert "Nothing" in await vera.reads()
    await stage.telegram.do("fault/clear")
    await stage.pass_time(minutes=6)
    cards = [m for m in await group.received() if buttons(m)]
    assert [words(m).splitlines()[0] for m in cards] == [
        "🙋 #1 taken by Olga",
        "🆕 #3 Rita K. · 🟡",
        "🆕 #4 Rita K. · 🟡",
    ]
    await rita.writes("/new The window is open")
    assert "claim:5" in buttons((await group.received())[-1])


@pytest.mark.parametrize("how", ["may not write", "put out"])
async def test_what_is_for_the_admins_and_finds_the_group_shut_goes_to_themselves(stage: Stage, how: str) -> None:
    vera = stage.vera
    await vera.writes("/settings team_notices staff group")
    await stage.agent("Olga")
    assert (await Group(stage).texts())[-1] == text_of("invite-accepted", name="Olga", by="Vera")
    if how == "put out":  # and Telegram has not said so
        await stage.telegram.do(
            "fault", method="send*", chat_id=GROUP, status=403, times=None,
            description="Forbidden: bot was kicked from the group chat",
        )  # fmt: skip
    else:
        await _shut(stage, _REFUSALS[0])
    before = len(await vera.received())
    await stage.agent("Ivan")
    await stage.agent("Anna")
    said = [words(m) for m in (await vera.received())[before:] if piece_of("invite-accepted") in words(m)]
    assert said == [
        text_of("invite-accepted", name="Ivan", by="Vera"),
        text_of("invite-accepted", name="Anna", by="Vera"),
    ]
    await stage.telegram.do("fault/clear")
    await stage.telegram.do("group/kick", person=VERA, chat=GROUP, undo=True)
    await stage.pass_time(minutes=11)
    assert [text for text in await Group(stage).texts() if "Ivan" in text or "Anna" in text] == [], "not there as well"
