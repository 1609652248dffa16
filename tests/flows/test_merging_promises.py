"""A time promised for a request that becomes part of another: the earlier one stands, and is told once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.scenes import card_of, changes, row, since
from tests.flows.stage import Stage, staged
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Merged requests")

BOARD = False
PROMISED = "select to_char(promised_at, 'DD HH24:MI') from tickets where number = :n"
SOON, LATER = "2026-11-23 12:00", "2026-11-24 14:00"


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk whose targets are set up, and whose presses can be taken back for ten seconds."""
    async with staged(database, board=False, targets__enabled=True, team__undo=timedelta(seconds=10)) as made:
        yield made


async def promised(stage: Stage, *numbers: int) -> list[Any]:
    """What is promised for these now: day and time."""
    return [await scalar(stage, PROMISED, n=number) for number in numbers]


async def two(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> tuple[int, int]:
    """Two requests of Rita's, with Olga and with Ivan; what she hears of that is over."""
    hall = await filed_and_taken(rita, olga, "The door of hall B")
    lift = await filed_and_taken(rita, ivan, "The lift squeaks")
    await stage.pass_time(seconds=11)
    return hall, lift


@pytest.mark.parametrize("other", [LATER, None])
async def test_the_earlier_promise_goes_along_and_back_and_is_told_once(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, other: str | None
) -> None:
    hall, lift = await two(stage, rita, olga, ivan)
    await olga.writes(f"/promise {hall} {SOON}")
    if other is not None:
        await ivan.writes(f"/promise {lift} {other}")
    await stage.pass_time(seconds=11)
    before = await row(
        stage, "select promised_at, promise_warn_at, promise_told from tickets where number = :n", n=lift
    )
    seen = len(await rita.received())
    await olga.writes(f"/merge {hall} into {lift}")
    await stage.pass_time(seconds=11)
    assert await promised(stage, lift) == ["23 12:00"]
    assert [said for said in await since(rita, seen) if "expect" in said] == [], "it is what she knows"
    assert "promised for 23 Nov, 12:00" in words(await card_of(ivan, lift))
    assert (await ivan.texts()).count(text_of("merged-promised", number=lift, at="23 Nov, 12:00", merged=hall)) == 1
    stored = "2026-11-23T12:00:00+00:00"
    assert (await changes(stage, lift, "promised"))[-1][1:] == (stored, "telegram")
    await olga.writes(f"/unmerge {hall}")
    await stage.pass_time(seconds=11)
    assert await promised(stage, hall, lift) == ["23 12:00", "24 14:00" if other else None]
    assert (await changes(stage, lift, "promised"))[-1][0] == stored
    assert [said for said in await since(rita, seen) if "expect" in said] == []
    after = await row(stage, "select promised_at, promise_warn_at, promise_told from tickets where number = :n", n=lift)
    assert tuple(after) == tuple(before)


async def test_taken_out_before_it_was_told_each_is_told_what_stands_for_it(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    hall, lift = await two(stage, rita, olga, ivan)
    seen = len(await rita.received())
    await olga.writes(f"/promise {hall} {SOON}")
    await olga.writes(f"/merge {hall} into {lift}")
    await olga.writes(f"/unmerge {hall}")
    await stage.pass_time(seconds=30)
    told = [said for said in await since(rita, seen) if "expect" in said]
    assert told == [f"#{hall}: we now expect to have it done by 23 Nov, 12:00."]
