"""All that was written can be read in Telegram to its end, whoever reads it, with a board and without."""

from typing import Any

import pytest

from db.database import Database
from tests.breadth import apart
from tests.flows.acts import answers, files, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import card_of
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.accompanied

BOARD = False
WORDS = [f"word{n:03}" for n in range(505)]
REQUEST = " ".join(WORDS)


async def said_since(phone: Phone, before: list[dict[str, Any]]) -> str:
    return " ".join(words(message) for message in await new_messages(phone, before)).replace("\n", " ")


async def all_pages(phone: Phone, number: int) -> str:
    """What stands in the chat while the thread is turned from its last page to its first."""
    await phone.writes(f"/ticket {number}")
    last = next(b for b in buttons(await phone.last()) if b.startswith("thread:"))
    shown = []
    for page in range(int(last.rpartition(":")[2]), 0, -1):
        await phone.presses(f"thread:{number}:{page}")
        shown.extend(words(message) for message in await phone.received())
    return " ".join(shown).replace("\n", " ")


@pytest.mark.broad
@pytest.mark.parametrize("board", apart([True, False]), ids=["board", "no board"])
async def test_open_shows_a_long_request_to_its_end(database: Database, board: bool) -> None:
    async with staged(database, board=board) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await files(rita, REQUEST)
        card = await card_of(olga, number)
        assert "All of it: Open." in words(card)
        before = await olga.received()
        await olga.presses(f"open:{number}")
        told = await said_since(olga, before)
        assert [word for word in WORDS if word not in told] == []
        assert "All of it" not in told
        parts = await new_messages(olga, before)
        assert [bool(buttons(message)) for message in parts] == [False] * (len(parts) - 1) + [True]


@pytest.mark.broad
async def test_what_was_opened_is_brought_up_to_date_in_all_its_parts(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await files(rita, REQUEST)
    await olga.presses(f"open:{number}")
    before = await olga.received()
    await olga.presses(f"claim:{number}")
    assert "with you" in " ".join(await olga.texts())
    shown = [m for m in await new_messages(olga, before) if f"hand:{number}" in buttons(m)]
    assert shown == []


@pytest.mark.broad
async def test_the_whole_thread_holds_all_that_was_said(stage: Stage, rita: Phone, olga: Phone) -> None:
    """Several messages, an agent's long answer and the log that came in between; for both sides."""
    number = await files(rita, "Hello")
    await olga.presses(f"claim:{number}")
    await rita.writes(REQUEST)
    answer = " ".join(f"step{n:02}" for n in range(90))
    await answers(olga, number, answer)
    log = "\n".join(f"line {n:02} of the log, with what it says" for n in range(70))
    await rita.writes(log)
    await rita.writes("only team North, deadline at 18:00")
    ivan = await stage.agent("Ivan")
    for phone in (rita, ivan):
        told = await all_pages(phone, number)
        wanted = [*WORDS, *answer.split(), *log.splitlines(), "deadline at 18:00"]
        assert [word for word in wanted if word not in told] == []
