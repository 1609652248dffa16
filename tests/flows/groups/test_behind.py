"""The desk is out, or behind: what somebody adds to a request in a group is kept, whatever has been handled so far."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from tests.flows.group import BOT, GroupChat, count_stored, make_group
from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.inbox import make_inbox

pytestmark = pytest.mark.sentence("Requests from groups")


async def _says(group: GroupChat, who: Phone, said: str, **more: Any) -> int:
    """Somebody writes in the group three seconds later; the desk does nothing yet."""
    group.stage.clock.on(seconds=3)
    made = await group.stage.telegram.do("message", person=who.id, chat=group.id, text=said, **more)
    return int(made["message_ids"][0])


async def _does(group: GroupChat, verb: str, who: Phone, **more: Any) -> None:
    await group.stage.telegram.do(verb, person=who.id, chat=group.id, **more)


async def _poll_if(stage: Stage, stored: bool) -> None:
    """Let what was sent so far wait in the inbox, unhandled."""
    if stored:
        await stage.duties.poller.poll_once()


async def _shown(olga: Phone, number: int = 1) -> str:
    await olga.writes(f"/ticket {number}")
    return await olga.reads()


@pytest.fixture(params=["in one batch", "in the inbox"])
def is_stored(request: pytest.FixtureRequest) -> bool:
    """Whether the first message waits in the inbox already when the second comes."""
    return str(request.param) == "in the inbox"


@pytest.fixture(autouse=True)
def _open_doors(stage: Stage) -> None:
    stage.telegram_world.has_privacy_mode = False


async def test_an_edit(stage: Stage, group: GroupChat, olga: Phone, nina: Phone, is_stored: bool) -> None:
    asked = await _says(group, nina, f"{BOT} The till is in shop 7")
    await _poll_if(stage, is_stored)
    await _does(group, "edit", nina, message_id=asked, text=f"{BOT} The till is in shop 8")
    await stage.settle()
    shown = await _shown(olga)
    assert "The till is in shop 8\nearlier" in shown


async def test_a_withdrawal(stage: Stage, group: GroupChat, olga: Phone, nina: Phone, is_stored: bool) -> None:
    await _says(group, nina, f"{BOT} The door is locked")
    more = await _says(group, nina, "The code of the door is 1234")
    await _poll_if(stage, is_stored)
    done = await _says(group, nina, "/delete", reply_to=more)
    await stage.settle()
    assert await count_stored(stage, "1234") > 0
    assert "1234" not in await _shown(olga)
    assert await group.reactions(done) == ["👌"]


async def test_words_after_an_agent_made_a_request_of_the_first(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone, is_stored: bool
) -> None:
    said = await _says(group, nina, "Nobody answers at the desk")
    await _says(group, olga, "/ticket", reply_to=said)
    await _poll_if(stage, is_stored)
    await _says(group, nina, "I wait at the lift")
    await stage.settle()
    assert "I wait at the lift" in await _shown(olga)


async def test_what_the_handler_does_not_take_is_not_kept(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone, rita: Phone, is_stored: bool
) -> None:
    """Words of somebody else never come in; words of the same author are emptied when they join nothing."""
    stage.duties.poller._into_inbox = make_inbox(stage.database)
    asked = await _says(group, nina, f"{BOT} The printer is on fire")
    await _poll_if(stage, is_stored)
    await _says(group, rita, "My password is swordfish")
    other = await _says(group, rita, "Lunch?")
    await _says(group, nina, "Noon, at the marlin", reply_to=other)
    await _does(group, "edit", nina, message_id=asked, text=f"{BOT} The printer smokes")
    await stage.duties.poller.poll_once()
    assert await count_stored(stage, "swordfish") == 0
    assert await count_stored(stage, "marlin") == 1
    await stage.settle()
    assert await count_stored(stage, "marlin") == 0
    assert "The printer smokes" in await _shown(olga)


async def test_nothing_is_kept_of_a_group_that_is_not_allowed(stage: Stage, nina: Phone) -> None:
    group = await make_group(stage, allowed=False)
    await _says(group, nina, f"{BOT} The printer is on fire")
    await _says(group, nina, "third floor, room 12")
    await stage.settle()
    assert await count_stored(stage, "third floor") == 0
    async with stage.database.reading() as session:
        kept = await session.scalars(
            text("select convert_from(payload, 'UTF8') from jobs where key = :chat"), {"chat": str(group.id)}
        )
        assert [one for one in kept.all() if "text" in json.loads(one).get("message", {})] == []
