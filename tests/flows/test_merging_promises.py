"""A time promised for a request that becomes part of another: the earlier one stands, and is told once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from tests.breadth import apart
from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.scenes import card_of, changes, row, since
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.accompanied

BOARD = False
PROMISED = "select to_char(promised_at, 'DD HH24:MI') from tickets where number = :n"
SOON, LATER = "2026-11-23 12:00", "2026-11-24 14:00"


@pytest_asyncio.fixture(loop_scope="session")
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk whose targets are set up, and whose presses can be taken back for ten seconds."""
    async with staged(database, board=False, targets=True, undo=timedelta(seconds=10)) as made:
        yield made


async def promised(stage: Stage, *numbers: int) -> list[Any]:
    """What is promised for these now: day and time."""
    return [(await row(stage, PROMISED, n=number))[0] for number in numbers]


async def two(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> tuple[int, int]:
    """Two requests of Rita's, with Olga and with Ivan; what she hears of that is over."""
    hall = await filed_and_taken(rita, olga, "The door of hall B")
    lift = await filed_and_taken(rita, ivan, "The lift squeaks")
    await stage.pass_time(seconds=11)
    return hall, lift


@pytest.mark.parametrize("other", apart([LATER, None]))
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
    assert "promised for Nov 23, 12:00" in words(await card_of(ivan, lift))
    assert (await ivan.texts()).count(f"#{lift} is promised for Nov 23, 12:00 now, as #{hall} was.") == 1
    stored = "2026-11-23T12:00:00+00:00"
    assert (await changes(stage, lift, "promised"))[-1][1:] == (stored, "telegram")
    await olga.writes(f"/unmerge {hall}")
    await stage.pass_time(seconds=11)
    assert await promised(stage, hall, lift) == ["23 12:00", "24 14:00" if other else None]
    assert (await changes(stage, lift, "promised"))[-1][0] == stored
    assert [said for said in await since(rita, seen) if "expect" in said] == []
    after = await row(stage, "select promised_at, promise_warn_at, promise_told from tickets where number = :n", n=lift)
    assert tuple(after) == tuple(before)


@pytest.mark.broad
async def test_what_was_not_told_yet_is_told_of_what_it_is_part_of(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    hall, lift = await two(stage, rita, olga, ivan)
    await ivan.writes(f"/promise {lift} {LATER}")
    await stage.pass_time(seconds=11)
    seen = len(await rita.received())
    await olga.writes(f"/promise {hall} {SOON}")
    await olga.writes(f"/merge {hall} into {lift}")
    await stage.pass_time(seconds=30)
    told = [said for said in await since(rita, seen) if "expect" in said]
    assert told == [f"#{lift}: we now expect to have it done by Nov 23, 12:00."]
    await olga.writes(f"/unmerge {hall}")
    await stage.pass_time(seconds=30)
    told = [said for said in await since(rita, seen) if "expect" in said]
    assert sorted(told[1:]) == [
        f"#{hall}: we now expect to have it done by Nov 23, 12:00.",
        f"#{lift}: we now expect to have it done by Nov 24, 14:00.",
    ], "each is what she has not heard of that number, or not last"


@pytest.mark.broad
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
    assert told == [f"#{hall}: we now expect to have it done by Nov 23, 12:00."]


@pytest.mark.broad
@pytest.mark.parametrize("which", ["later", "over", "solved", "said since"])
async def test_what_does_not_go_along_or_not_back(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, which: str
) -> None:
    hall, lift = await two(stage, rita, olga, ivan)
    await olga.writes(f"/promise {hall} {LATER if which == 'later' else '5h' if which == 'over' else SOON}")
    if which == "later":
        await ivan.writes(f"/promise {lift} {SOON}")
    if which == "solved":
        await olga.writes(f"/resolve {hall}")
    await stage.pass_time(seconds=11)
    if which == "over":
        await stage.pass_time(hours=6)
    await olga.writes("/language ru")
    await ivan.writes("/language ru")
    await olga.writes(f"/merge {hall} into {lift}")
    goes = {"later": "23 12:00", "over": None, "solved": None, "said since": "23 12:00"}
    assert await promised(stage, lift) == [goes[which]]
    line = f"#{lift} теперь обещана к 23 ноя, 12:00, как была #{hall}."
    assert (await ivan.texts()).count(line) == (which == "said since")
    if which == "said since":
        await ivan.writes(f"/promise {lift} {LATER}")
        await olga.writes(f"/unmerge {hall}")
        assert await promised(stage, hall, lift) == ["23 12:00", "24 14:00"]


@pytest.mark.broad
async def test_put_together_by_its_requester_nobody_promised_that(stage: Stage, rita: Phone, olga: Phone) -> None:
    door = await filed_and_taken(rita, olga, "The printer on the second floor is broken")
    await rita.drafts("/new The printer on the second floor is broken again")
    await rita.presses("send:2")
    await stage.people["Vera"].writes(f"/promise 2 {SOON}")
    await stage.pass_time(seconds=11)
    await rita.presses(f"to:{door}")
    assert await changes(stage, door, "promised") == [(None, "2026-11-23T12:00:00+00:00", "clock")]
    assert await promised(stage, door) == ["23 12:00"]
