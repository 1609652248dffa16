"""Targets: what a requester is promised, who hears how late it is, when, and how often."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.phone import Phone
from tests.flows.scenes import filed, row, since, taken
from tests.flows.stage import Stage, staged
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Promises")

BOARD = False


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk whose targets are set up: medium 8 h and 24 h."""
    async with staged(database, board=False, targets__enabled=True) as made:
        yield made


async def test_a_critical_one_rings_every_five_minutes_until_taken_twelve_times_at_most(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    await vera.writes("/away")
    numbers = [await filed(rita), await filed(rita, "Nobody can log in")]
    for number in numbers:
        await olga.writes(f"/priority {number} 1")
    await stage.pass_time(minutes=59)
    seen = len(await vera.received())
    await stage.pass_time(minutes=1.1)
    assert (await since(vera, seen))[0].startswith(text_of("late-title", n=2))
    for rings in range(1, 5):
        await stage.pass_time(minutes=5)
        assert len(await vera.received()) == seen + 1 + 2 * rings
    await olga.presses(f"claim:{numbers[0]}")
    seen = len(await vera.received())
    for _ in range(20):
        await stage.pass_time(minutes=5)
    assert len(await vera.received()) == seen + 7


async def test_targets_are_typed_shown_and_applied_to_open_ones_after_saying_what_that_would_do(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    number = await taken(rita, olga)
    await stage.pass_time(hours=3)
    targets = "select policy_version, first_target, solve_target from tickets where number = :n"
    assert tuple(await row(stage, targets, n=number)) == (1, 8 * 3600, 24 * 3600)
    for wrong in ("first 8h, solve 4h", "soon", "0, 4"):
        await vera.writes(f"/settings target_medium {wrong}")
        assert piece_of("setting-wrong-target") in await vera.reads(), wrong
    await vera.writes("/settings target_medium first 2h, solve 6h")
    assert text_of("setting-target-pair", first="2 h", solution="6 h") in await vera.reads()
    newer = await filed(rita, "No water in the kitchen")
    assert tuple(await row(stage, targets, n=newer)) == (2, 2 * 3600, 6 * 3600)
    assert tuple(await row(stage, targets, n=number)) == (1, 8 * 3600, 24 * 3600)
    await vera.writes("/settings targets on")
    await vera.presses("targets:ask")
    assert await vera.reads() == text_of("targets-would", n=1, late=5)
    assert tuple(await row(stage, targets, n=number)) == (1, 8 * 3600, 24 * 3600)
    await vera.presses("targets:apply")
    assert text_of("targets-applied", n=1) in await vera.texts()
    assert tuple(await row(stage, targets, n=number)) == (2, 2 * 3600, 6 * 3600)
    assert await scalar(stage, "select count(*) from timers where kind = 'targets'") == 0
    assert "overdue by" in " ".join(await olga.texts())
    await vera.presses("targets:ask")
    assert await vera.reads() == text_of("targets-would", n=0)
