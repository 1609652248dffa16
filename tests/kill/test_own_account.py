"""kill -9 of the bot at each moment of receiving and of sending through a colleague's own account: each message is one
entry, and nothing is twice in somebody's own chat; the author of an answer that may not have come is told."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from db.database import Database, create_engine
from tests.kill.test_kill import _HOLD, _LEFT, _WAITS, OLGA, RITA, _answers, _find, _list, _meet
from tests.kill.town import Town, town
from tests.texts import piece_of

RECEIVING = {
    "stored": "insert on jobs for each row when (new.box = 'from_telegram')",
    "taken-in": "insert on entries for each row",
    "settled": "update on jobs for each row when (new.box = 'from_telegram' and new.state = 'done')",
}
SENDING = {
    "begun": ("update on jobs for each row when (old.started_at is null and new.entry_id is not null)", 1, 0),
    "sent": ("insert on messages for each row when (new.chat_id > 4503599627370496)", 1, 1),
}
"""Before which statement it is killed; how often the answer is there then, and how often its author is told."""
_UNDER_WAY = "select 1 from jobs where entry_id is not null and state = 'waiting' and started_at is not null"


@pytest.mark.limit(400)
async def test_nothing_is_lost_or_twice_in_an_own_account(database_url: str, tmp_path: Path) -> None:
    async with town(database_url, tmp_path, names=["bot"], TODOIST_API_TOKEN="") as made:
        await _meet(made)
        await made.telegram.do("account", person=OLGA)
        await made.press(OLGA, "own_all")
        held = Database(create_engine(database_url, pool_size=2))
        await made.until(lambda: _find(held, "select 1 from own_accounts where chosen_at is not null"), "it is chosen")
        async with held.unit_of_work() as session:
            await session.execute(text(_HOLD[0]))
        for place, statement in RECEIVING.items():
            await _killed_at(made, held, statement, lambda p=place: _writes(made, f"word-{p} is broken"))  # type: ignore[misc]
            await made.until(lambda p=place: _is_in(held, f"word-{p}"), f"killed when {place}")  # type: ignore[misc]
        comments = await _list(held, "select count(*), count(distinct body) from entries where kind = 'comment'")
        assert [tuple(row) for row in comments] == [(len(RECEIVING), len(RECEIVING))]
        await made.press(OLGA, "claim:1")
        expected: dict[str, tuple[int, int]] = {}
        for place, (statement, *times) in SENDING.items():
            await _settled(made, held)
            await _killed_at(made, held, statement, lambda p=place: _answers(made, f"word-{p} ends", "word-stored"))  # type: ignore[misc]
            expected[place] = await _outcome(made, held, place)
            assert list(expected[place]) == times
        await made.telegram.do("fault", method="sendMessage", chat_id=RITA, delay=60)
        await _answers(made, "word-before ends", "word-stored")
        await made.until(lambda: _find(held, _UNDER_WAY), "the call is under way")
        await _kill(made)
        assert await _outcome(made, held, "before") == (0, 1)
        await made.telegram.do("fault", method="sendMessage", chat_id=RITA, after=True)
        await _answers(made, "word-unanswered ends", "word-stored")
        assert await _outcome(made, held, "unanswered") == (1, 1)
        told = [str(one.get("text")) for one in await made.chat(OLGA)]
        assert sum(piece_of("answer-own-unsure") in one for one in told) == 3
        await held.aclose()
        assert await made.doors["bot"].stop() == 0


async def _killed_at(made: Town, held: Database, statement: str, act: Any) -> None:
    """Kill the bot, and start another, while it is before this statement because of the act."""
    async with held.unit_of_work() as session:
        await session.execute(text("drop trigger if exists hold on jobs"))
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


async def _kill(made: Town) -> None:
    await made.doors["bot"].kill()
    await made.doors["bot"].start()


async def _writes(made: Town, words: str) -> None:
    await made.telegram.do("account/message", owner=OLGA, text=words, **{"with": RITA})


async def _is_in(held: Database, word: str) -> bool:
    return await _find(held, f"select 1 from entries where body like '{word} %'")  # noqa: S608


async def _settled(made: Town, held: Database) -> None:
    async def is_settled() -> bool:
        return not await _find(held, _LEFT)

    await made.until(is_settled, "nothing waits")


async def _outcome(made: Town, held: Database, place: str) -> tuple[int, int]:
    """Return how often the answer is in the chat, and how often its author was told that it may not be."""
    await made.until(lambda: _is_in(held, f"word-{place}"), f"the answer {place}")
    await _settled(made, held)
    there = (await made.telegram.read("account", owner=OLGA, **{"with": RITA}))["messages"]
    sent = [one for one in there if f"word-{place} " in str(one.get("text"))]
    failed = f"select 1 from jobs j join entries e on e.id = j.entry_id where e.body like 'word-{place} %'"  # noqa: S608
    return len(sent), len(await _list(held, f"{failed} and j.state = 'buried'"))
