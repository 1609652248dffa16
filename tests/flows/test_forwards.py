"""Messages that agents forward to the bot become requests of who wrote them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage, staged
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Requests from groups")


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk where forwarded messages become requests."""
    async with staged(database, board=False, requests__intake_quiet=timedelta()) as made:
        await made.people["Vera"].writes("/settings forwards on")
        yield made


def of_user(phone: Phone) -> dict[str, Any]:
    """Return the origin of a message of somebody who lets Telegram say so."""
    return {"type": "user", "date": 0, "sender_user": {"id": phone.id, "is_bot": False, "first_name": phone.name}}


async def test_a_forward_is_a_request_of_its_author(stage: Stage, olga: Phone, ivan: Phone) -> None:
    nina = await stage.phone("Nina")
    sent = await olga.writes("The projector is broken", forward_origin=of_user(nina), quietly=True)
    await olga.writes("It is in room 7", forward_origin=of_user(nina))
    told = await olga.containing(text_of("forward-filed", number=1, name="Nina"))
    assert told["reply_to"] == sent and buttons(told) == ["open:1"]
    await ivan.writes("/ticket 1")
    shown = await ivan.reads()
    assert "Nina" in shown and "room 7" in shown and text_of("remark-forwarded", name="Olga") in shown
    assert await nina.received() == []
    assert len([t for t in await olga.texts() if "forwarded" in t and t.startswith("#1")]) == 1
    await ivan.presses("claim:1")
    await ivan.writes("On my way", reply_to=(await ivan.message_with("release:1"))["message_id"])
    await ivan.containing(text_of("answer-unmet", number=1, name="Nina"))
    await nina.writes("/start")
    assert "#1 · Ivan: On my way" in "\n".join(await nina.texts())


async def test_who_has_started_the_bot_is_told(stage: Stage, olga: Phone, rita: Phone) -> None:
    await rita.writes("/start")
    await olga.writes("The projector is broken", forward_origin=of_user(rita))
    receipt = await rita.last()
    assert words(receipt).startswith(text_of("receipt-forwarded", name="Olga"))
    assert receipt["reply_to"] is None


async def test_a_hidden_author_is_asked_for(stage: Stage, olga: Phone, rita: Phone) -> None:
    await rita.writes("The lamp is broken")
    hidden = {"type": "hidden_user", "date": 0, "sender_user_name": rita.name}
    await olga.writes("The projector is broken", forward_origin=hidden)
    asked = await olga.last()
    assert words(asked) == text_of("forward-whose", name=rita.name)
    (choice,) = buttons(asked)
    await olga.presses(choice)
    assert (await olga.answer())["text"] == text_of("forward-done", number=2)
    await olga.writes("/ticket 2")
    assert "Rita" in await olga.reads()
    await olga.presses(choice, force=True, on=asked["message_id"])
    assert (await olga.answer())["show_alert"], "an old button"


async def test_only_agents_and_only_while_it_is_switched_on(stage: Stage, olga: Phone, rita: Phone) -> None:
    nina = await stage.phone("Nina")
    await rita.writes("The projector is broken", forward_origin=of_user(nina))
    await olga.writes("/ticket 1")
    assert "Rita" in await olga.reads(), "a requester's forward is their own request"
    await olga.writes("/block 1")
    await olga.writes("The lamp is broken", forward_origin=of_user(rita))
    assert await olga.reads() == text_of("forward-blocked", name="Rita")
    vera = stage.vera
    await vera.writes("/settings forwards off")
    await olga.writes("The door is locked", forward_origin=of_user(nina))
    assert (await olga.reads()).startswith(text_of("where-to-own"))
