"""§4, first table: how a ticket ends (a yes, silence, cancelling), how it comes back, what is undone in time."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.phone import Phone, words
from tests.flows.scenes import HELD, changes, row, since, status, taken, through
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.sentence("4 Life of a ticket, from Telegram")

BOARD = False


@pytest_asyncio.fixture(loop_scope="session")
async def slow(database: Database) -> AsyncIterator[Stage]:
    """A desk that tells the requester of presses only after a while."""
    async with staged(database, board=False, team__undo=timedelta(seconds=10)) as made:
        yield made


@pytest.mark.usefixtures("printer")
async def test_silence_resolves_a_pending_one_and_asks(stage: Stage, rita: Phone, olga: Phone) -> None:
    await olga.writes("/pending 1")
    await stage.pass_time(hours=71)
    assert await status(stage, 1) == "pending"
    await stage.pass_time(hours=1.1)
    assert await status(stage, 1) == "resolved"
    asked = await rita.last()
    assert "We did not hear from you about #1. Is this still needed?" in words(asked)
    assert [b["text"] for row_ in asked["buttons"] for b in row_] == ["No longer needed", "Still needed"]
    assert "resolved" in words(await olga.containing("No answer came: #1"))
    await stage.pass_time(hours=71)
    assert await status(stage, 1) == "resolved"
    await stage.pass_time(hours=1.1)
    assert await status(stage, 1) == "closed"
    assert [origin for *_, origin in await changes(stage, 1)][-2:] == ["clock", "clock"]


async def test_cancel_from_any_open_status(stage: Stage, rita: Phone, olga: Phone) -> None:
    async for before, number in through([*HELD[::2], "resolved"], stage, rita, olga):
        seen = len(await olga.received())
        await rita.writes(f"/cancel {number}")
        assert await status(stage, number) == "cancelled", before
        if before != "new":
            assert [t for t in await since(olga, seen) if f"Rita K. has cancelled #{number}" in t], before


@pytest.mark.parametrize("press", ["resolve:1", "pending:1"])
async def test_a_press_undone_in_time_is_never_heard_of(slow: Stage, press: str) -> None:
    rita, olga = await slow.phone("Rita"), await slow.agent("Olga")
    await taken(rita, olga)
    told = await rita.texts()
    await olga.presses(press)
    assert await status(slow, 1) == {"resolve:1": "resolved", "pending:1": "pending"}[press]
    await slow.pass_time(seconds=5)
    await (olga.presses("reopen:1") if press == "resolve:1" else olga.writes("/progress 1"))
    await slow.pass_time(minutes=1)
    assert [t for t in await rita.texts() if "solved" in t or "waiting for" in t] == []
    assert len(await rita.texts()) == len(told)
    assert (await row(slow, "select tell from tickets")).tell is None


async def test_a_press_that_stands_is_told_after_undo_seconds(slow: Stage) -> None:
    rita, olga = await slow.phone("Rita"), await slow.agent("Olga")
    await taken(rita, olga)
    told = len(await rita.texts())
    await olga.presses("resolve:1")
    await slow.pass_time(seconds=9)
    assert len(await rita.texts()) == told
    await slow.pass_time(seconds=2)
    assert "Olga says #1 is solved" in words(await rita.last())
