"""kill -9 of the bot between storing a call from a chat without it, and answering it: it is one request, answered once
at most, and where it may not have been answered the request goes on in private."""

from pathlib import Path

import pytest
from sqlalchemy import text

from db.database import Database, create_engine
from tests.flows.group import BOT
from tests.kill.test_kill import _HOLD, RITA, _find, _list, _meet
from tests.kill.test_own_account import _is_idle, _killed_at
from tests.kill.town import town

MOMENTS = {
    "stored": ("insert on jobs for each row when (new.box = 'from_telegram')", 1, False),
    "taken": ("insert on guest_calls for each row", 1, False),
    "begun": ("update on guest_calls for each row when (new.tried_at is not null)", 1, False),
    "answered": ("update on guest_calls for each row when (new.inline_message_id is not null)", 1, True),
    "noted": ("insert on messages for each row when (new.chat_id < -4503599627370496)", 1, False),
}
"""Before which statement it is killed, how many answers there are then, and whether the request goes on in private."""


@pytest.mark.limit(400)
async def test_a_call_is_one_request_and_answered_once_at_most(database_url: str, tmp_path: Path) -> None:
    async with town(database_url, tmp_path, names=["bot"], TODOIST_API_TOKEN="") as made:
        await _meet(made)
        await made.telegram.do("guest", on=True)
        held = Database(create_engine(database_url, pool_size=2))
        async with held.unit_of_work() as session:
            await session.execute(text(_HOLD[0]))
        for moment, (statement, times, is_private) in MOMENTS.items():
            await made.until(lambda: _is_idle(held), "nothing waits")
            async with held.unit_of_work() as session:  # a call soon after would go on with the one before
                await session.execute(text("update guest_calls set created_at = created_at - interval '1 hour'"))
            said = {"person": RITA, "chat": moment, "text": f"{BOT} word-{moment} is broken"}
            await _killed_at(made, held, statement, lambda said=said: made.telegram.do("guest/message", **said))  # type: ignore[misc]
            await made.until(lambda m=moment: _find(held, _SAID.format(m)), f"{moment} is an entry")  # type: ignore[misc]
            await made.until(lambda: _is_idle(held), "nothing waits")
            there = (await made.telegram.read("guest", chat=moment))["messages"]
            private = await _list(held, "select is_private from tickets order by id desc limit 1")
            assert (sum(one["from"] == "bot" for one in there), private) == (times, [(is_private,)]), moment
        assert [tuple(one) for one in await _list(held, "select count(*) from tickets")] == [(len(MOMENTS),)]
        await held.aclose()
        assert await made.doors["bot"].stop() == 0


_SAID = "select 1 from entries where body like 'word-{} %'"
