"""The staff group where the bot is but may not write: said once, nothing piles up, and it begins again by itself."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiogram.types import ChatMemberRestricted

from db.database import Database
from tests.breadth import apart
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import VERA, Stage, staged
from tests.flows.test_staff_group import GROUP, Group

_LOST = "cannot write to the staff group"
_REFUSALS = [
    "Bad Request: not enough rights to send text messages to the chat",
    "Bad Request: have no rights to send a message",
    "Bad Request: TOPIC_CLOSED",
    "Bad Request: CHAT_WRITE_FORBIDDEN",
    "Bad Request: CHAT_RESTRICTED",
    "Bad Request: need administrator rights in the channel chat",
]


@pytest_asyncio.fixture(loop_scope="session")
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk with a staff group, without a board."""
    async with staged(database, board=False, staff_chat_id=GROUP, intake_quiet=timedelta()) as made:
        await made.telegram.do("group", person=VERA, title="The team")
        await made.settle()
        yield made


async def _shut(stage: Stage, description: str) -> None:
    for method in ("send*", "edit*"):
        await stage.telegram.do("fault", method=method, chat_id=GROUP, status=400, description=description, times=None)


def _restricted(stage: Stage) -> dict[str, Any]:
    """Somebody took the bot's right to write."""
    bot, world = {"user": stage.worlds.telegram.me}, stage.worlds.telegram
    rights = [name for name in ChatMemberRestricted.model_fields if name.startswith("can_")]
    now = {**bot, "status": "restricted", "is_member": True, "until_date": 0, **dict.fromkeys(rights, False)}
    about, by = world.chats[GROUP].about, world.person(VERA).user
    old = {**bot, "status": "member"}
    return {"chat": about, "from": by, "date": world.stamp(), "old_chat_member": old, "new_chat_member": now}


@pytest.mark.parametrize("description", apart(_REFUSALS))
async def test_admins_hear_once_that_the_bot_may_not_write_there_and_it_begins_again_by_itself(
    stage: Stage, rita: Phone, olga: Phone, description: str
) -> None:
    vera, group = stage.people["Vera"], Group(stage)
    await rita.writes("/new The heating does not work")
    await _shut(stage, description)
    for said in ("The lamp is broken", "The door is locked", "There is no soap"):
        await rita.writes(f"/new {said}")
    await olga.presses("claim:1")
    await olga.presses("claim:2")
    await stage.pass_time(minutes=40)
    assert len([text for text in await vera.texts() if _LOST in text]) == 1
    assert not [text for text in await vera.texts() if "given up" in text]
    await vera.writes("/failed")
    assert "Nothing" in words(await vera.last())
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


@pytest.mark.broad
async def test_it_may_not_write_again_later_and_that_is_said_again(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.people["Vera"]
    for said in ("The lamp is broken", "The door is locked"):
        await _shut(stage, _REFUSALS[0])
        await rita.writes(f"/new {said}")
        await stage.telegram.do("fault/clear")
        await stage.pass_time(minutes=6)
    assert len([text for text in await vera.texts() if _LOST in text]) == 2
    said = [words(m) for m in await Group(stage).received() if buttons(m)]
    assert [one.splitlines()[-1] for one in said] == ["The lamp is broken", "The door is locked"]


@pytest.mark.broad
async def test_put_out_while_it_may_not_write_it_waits_to_be_let_in(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _shut(stage, _REFUSALS[0])
    await rita.writes("/new The lamp is broken")
    await stage.telegram.do("fault/clear")
    await stage.telegram.do("group/kick", person=VERA, chat=GROUP)
    await stage.pass_time(minutes=30)
    assert await Group(stage).received() == []
    await stage.telegram.do("group/kick", person=VERA, chat=GROUP, undo=True)
    await stage.pass_time(minutes=30)
    assert [words(m).splitlines()[-1] for m in await Group(stage).received()] == ["The lamp is broken"]


@pytest.mark.broad
async def test_what_says_that_it_is_in_but_may_not_write_promises_nothing(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.people["Vera"]
    await _shut(stage, _REFUSALS[0])
    await stage.telegram.do("update", raw={"my_chat_member": _restricted(stage)})
    await stage.settle()
    await rita.writes("/new The lamp is broken")
    await stage.pass_time(minutes=11)
    assert len([text for text in await vera.texts() if _LOST in text]) == 1
    assert not [text for text in await vera.texts() if "given up" in text]


@pytest.mark.broad
@pytest.mark.parametrize("then", apart(["switched off", "let in"]))
async def test_what_tried_says_nothing_where_nobody_waits_for_it_any_more(
    stage: Stage, rita: Phone, olga: Phone, then: str
) -> None:
    await _shut(stage, _REFUSALS[0])
    await rita.writes("/new The lamp is broken")
    await stage.telegram.do("fault/clear")
    if then == "switched off":
        stage.app.settings = replace(stage.app.settings, staff_chat_id=None)
        await stage.reopen()
    else:
        await stage.telegram.do("group/kick", person=VERA, chat=GROUP, undo=True)
    await stage.pass_time(minutes=30)
    said = [words(m).splitlines()[-1] for m in await Group(stage).received()]
    assert said == ([] if then == "switched off" else ["The lamp is broken"])


@pytest.mark.parametrize("how", apart(["may not write", "put out"]))
async def test_what_is_for_the_admins_and_finds_the_group_shut_goes_to_themselves(stage: Stage, how: str) -> None:
    vera = stage.people["Vera"]
    await vera.writes("/settings team_notices_in_group on")
    await stage.agent("Olga")
    assert (await Group(stage).texts())[-1] == "Olga is on the team now, invited by Vera."
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
    said = [words(m) for m in (await vera.received())[before:] if "is on the team now" in words(m)]
    assert said == ["Ivan is on the team now, invited by Vera.", "Anna is on the team now, invited by Vera."]
    await stage.telegram.do("fault/clear")
    await stage.telegram.do("group/kick", person=VERA, chat=GROUP, undo=True)
    await stage.pass_time(minutes=11)
    assert [text for text in await Group(stage).texts() if "Ivan" in text or "Anna" in text] == [], "not there as well"
