"""What becomes no request, or one that waits: too many of one person, blocked people, and who writes as a group."""

from datetime import timedelta
from typing import Any

import pytest

from db.database import Database
from tests.flows.acts import new_messages
from tests.flows.group import BOT, GroupChat, count_stored, make_group
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage, staged
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("Requests from groups")


@IN_BOTH
async def test_who_has_too_many_requests_elsewhere(database: Database, language: str) -> None:
    rules: dict[str, Any] = {"requests__intake_quiet": timedelta(), "limits__max_open": 2, "locale": language}
    async with staged(database, board=False, **rules) as stage:
        rita, nina = [await stage.phone(name, language=language) for name in ("Rita", "Nina")]
        olga, group = await stage.agent("Olga"), await make_group(stage)
        for n in range(2):
            await rita.writes(f"/new Lamp {n} is broken")
        before = await olga.received()
        await group.write(rita, f"{BOT} The projector is broken")
        (receipt,) = await group.received()
        assert piece_of("group-receipt-waits", language) in words(receipt)
        assert await new_messages(olga, before) == []
        await group.do("press", nina, message_id=receipt["message_id"], data="nowait:3")
        assert await new_messages(olga, before) == [], "it is not hers"
        await group.do("press", rita, message_id=receipt["message_id"], data="nowait:3")
        assert "The projector" in words((await new_messages(olga, before))[-1])
        assert await group.texts() == [text_of("group-receipt-called", language, number=3, there=1)]


async def test_who_writes_as_the_group_or_a_channel(stage: Stage, group: GroupChat, olga: Phone, nina: Phone) -> None:
    await group.write(nina, f"{BOT} The projector is broken", anonymous=True)
    assert (await group.texts()) == [text_of("group-anonymous", bot=BOT[1:])]
    await group.write(nina, f"{BOT} is our help desk", channel="News")
    await group.write(nina, BOT)
    assert (await group.texts())[1:] == [text_of("group-empty", bot=BOT[1:])]
    assert await count_stored(stage, "our help desk") == 0
