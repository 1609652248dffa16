"""kill -9 of the bot at each moment of receiving and of sending through a colleague's own account: each message is one
entry, and nothing is twice in somebody's own chat; the author of an answer that may not have come is told."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from db.database import Database, create_engine
from tests.kill.test_kill import _HOLD, _LEFT, _WAITS, OLGA, RITA, _answers, _find, _list, _meet
from tests.kill.town import Town, town
from tests.texts import piece_of

RECEIVING = {
    "stored": "insert on jobs for each row when (new.box = 'from_telegram')",
    "taken": "insert on entries for each row",
    "settled": "update on jobs for each row when (new.box = 'from_telegram' and new.state = 'done')",
}
"""Before which statement it is killed."""
SENDING = {
    "begun": "update on jobs for each row when (old.started_at is null and new.entry_id is not null)",
    "noted": "insert on messages for each row when (new.chat_id > 4503599627370496)",
    "refused": {"reset": True},
    "unanswered": {"after": True},
}
"""The same, or how the connection to Telegram breaks."""
THERE = {"begun": 0, "noted": 1, "refused": 0, "unanswered": 1}
"""How often the answer stands in the chat; its author is told of all but the noted one."""


@pytest.mark.limit(400)
async def test_nothing_is_lost_or_twice_in_an_own_account(database_url: str, tmp_path: Path) -> None:
    async with town(database_url, tmp_path, names=["bot"], TODOIST_API_TOKEN="") as made:
        await _meet(made)
        await made.telegram.do("account", person=OLGA)
        await made.press(OLGA, "own_all")
        held, chat = Database(create_engine(database_url, pool_size=2)), {"owner": OLGA, "with": RITA}
        await made.until(lambda: _find(held, "select 1 from own_accounts where chosen_at is not null"), "it is chosen")
        async with held.unit_of_work() as session:
            await session.execute(text(_HOLD[0]))
        for place, statement in RECEIVING.items():
            said = {**chat, "text": f"word-{place} is broken"}
            await _killed_at(made, held, statement, lambda said=said: made.telegram.do("account/message", **said))  # type: ignore[misc]
            await made.until(lambda p=place: _find(held, _SAID.format(p)), f"{place} is an entry")  # type: ignore[misc]
        assert [tuple(row) for row in await _list(held, _SAID_BY_RITA)] == [(3, 3)]
        await made.press(OLGA, "own_yes:1")
        await made.press(OLGA, "claim:1")
        for place, what in SENDING.items():
            await made.until(lambda: _is_idle(held), "nothing waits")
            if isinstance(what, str):
                await _killed_at(made, held, what, lambda p=place: _answers(made, f"word-{p} ends", "word-stored"))  # type: ignore[misc]
                continue
            await made.telegram.do("fault", method="sendMessage", chat_id=RITA, **what)
            await _answers(made, f"word-{place} ends", "word-stored")
        await made.until(lambda: _find(held, _SAID.format("unanswered")), "the last is an entry")
        await made.until(lambda: _is_idle(held), "nothing waits")
        there = [str(one.get("text")) for one in (await made.telegram.read("account", **chat))["messages"]]
        assert {place: sum(f"word-{place} ends" in one for one in there) for place in SENDING} == THERE
        told = [str(one.get("text")) for one in await made.chat(OLGA)]
        assert sum(piece_of("answer-own-unsure") in one for one in told) == len(SENDING) - 1  # what was noted is known
        await held.aclose()
        assert await made.doors["bot"].stop() == 0


_SAID = "select 1 from entries where body like 'word-{} %'"
_SAID_BY_RITA = "select count(*), count(distinct body) from entries where kind = 'comment'"


async def _is_idle(held: Database) -> bool:
    return not await _find(held, _LEFT)


async def _killed_at(made: Town, held: Database, statement: str, act: Callable[[], Awaitable[object]]) -> None:
    """Kill the bot, and start another, while it is before this statement because of the act."""
    async with held.unit_of_work() as session:
        await session.execute(text(_HOLD[1].format(statement)))
    async with held.sessions() as session:
        await session.execute(text(_HOLD[2]))
        await act()
        await made.until(lambda: _find(held, _WAITS), f"the bot is before {statement}")
        await made.doors["bot"].kill()
        await session.rollback()
    async with held.unit_of_work() as session:
        await session.execute(text(f"drop trigger hold on {statement.split()[2]}"))
    await made.doors["bot"].start()
