"""Targets: what a requester is promised, who hears how late it is, when, and how often."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import text

from db.database import Database
from tests.flows.phone import Phone, words
from tests.flows.scenes import answers, card_of, filed, rang, row, since, taken
from tests.flows.stage import Stage, staged
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Promises")

BOARD = False


@pytest_asyncio.fixture(loop_scope="session")
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk whose targets are set up: medium 8 h and 24 h."""
    async with staged(database, board=False, targets__enabled=True) as made:
        yield made


async def _receipt(phone: Phone, number: int) -> str:
    receipts = (f"#{number} has gone", f"#{number} is with")
    return words(next(m for m in await phone.received() if words(m).startswith(receipts)))


async def test_one_time_until_taken_then_another_then_that_it_takes_longer(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed(rita)
    message = next(m for m in reversed(await rita.received()) if words(m).startswith("#1"))
    assert "We expect to answer by 17:00." in words(message), words(message)
    (entity,) = [e for e in message["entities"] if e["type"] == "date_time"]
    assert entity["unix_time"] == int((stage.clock() + timedelta(hours=8)).timestamp())
    await olga.presses(f"claim:{number}")
    assert piece_of("expect-solution") in await _receipt(rita, number)
    assert "due 17:00" in words(await card_of(olga, number))
    await answers(olga, number, "On my way")
    assert "due" in words(await card_of(olga, number))
    seen = len(await rita.received())
    await stage.pass_time(hours=24, minutes=1)
    assert text_of("expect-longer") in await _receipt(rita, number)
    assert "We expect" not in await _receipt(rita, number)
    assert "overdue by 1 min · " + text_of("overdue-read", name="Rita K.") in words(await card_of(olga, number))
    assert len(await rita.received()) == seen


async def test_three_quarters_warn_the_agent_and_a_breach_tells_agent_and_admins(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera = stage.people["Vera"]
    number = await taken(rita, olga)
    seen = {p.name: len(await p.received()) for p in (rita, olga, ivan, vera)}
    await stage.pass_time(hours=5, minutes=58)
    assert await since(olga, seen["Olga"]) == []
    await stage.pass_time(minutes=3)
    assert await since(olga, seen["Olga"]) == [f"#{number} Rita K. · due in 2 h"]
    await stage.pass_time(hours=2)
    assert await since(olga, seen["Olga"] + 1) == [f"#{number} Rita K. · overdue by 1 min"]
    await stage.pass_time(minutes=16)
    assert await since(vera, seen["Vera"]) == [f"#{number} Rita K. · overdue by 17 min · with Olga"]
    assert len(await olga.received()) == seen["Olga"] + 2
    await stage.pass_time(hours=9)
    assert len(await olga.received()) == seen["Olga"] + 2
    await answers(olga, number, "On my way")
    seen = {p.name: len(await p.received()) for p in (rita, olga, ivan, vera)}
    await stage.pass_time(hours=7)
    assert [t for t in await since(olga, seen["Olga"]) if "due" in t] == [f"#{number} Rita K. · overdue by 17 min"]


async def test_of_an_untaken_one_who_is_there_is_warned_and_the_admins_hear_of_the_breach(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera = stage.people["Vera"]
    await ivan.writes("/away")
    number = await filed(rita)
    seen = {p.name: len(await p.received()) for p in (rita, olga, ivan, vera)}
    await stage.pass_time(hours=6)
    assert await since(olga, seen["Olga"]) == [text_of("late-line-untaken", line=f"#{number} Rita K. · due in 2 h")]
    assert await since(ivan, seen["Ivan"]) == []
    await stage.pass_time(hours=2, minutes=20)
    assert await since(vera, seen["Vera"] + 1) == [
        text_of("late-line-untaken", line=f"#{number} Rita K. · overdue by 20 min")
    ]
    assert len(await olga.received()) == seen["Olga"] + 1
    assert await since(rita, seen["Rita"]) == []
    assert "longer than usual" in await _receipt(rita, number)


async def test_whose_reminder_has_to_wait_a_moment_is_told_once_that_the_team_was_reminded(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await filed(rita)
    sam = await stage.phone("Sam")
    await stage.pass_time(minutes=10)
    await filed(sam, "No water in the kitchen")
    await stage.pass_time(hours=24, minutes=30)
    told = len(await sam.received())
    await stage.pass_time(hours=23, minutes=20)
    assert await since(sam, told) == []
    for _ in range(4):
        await stage.pass_time(minutes=5)
    assert len([line for line in await since(sam, told) if "has been waiting for" in line]) == 1


async def test_of_several_late_ones_queue_says_how_many_are_in_it(stage: Stage, rita: Phone) -> None:
    vera = stage.people["Vera"]
    number = await filed(rita)
    await filed(await stage.phone("Sam"), "No water in the kitchen")
    await vera.writes(f"/claim {number}")
    await answers(vera, number, "On my way")
    await stage.pass_time(hours=24, minutes=1)
    reminder = await vera.last()
    assert words(reminder).startswith(text_of("late-title", n=2))
    assert [b["text"] for row in reminder["buttons"] for b in row if b["data"] == "queue:1"] == ["Queue · 1"]


async def test_a_warning_in_the_night_makes_no_sound_unless_it_is_critical(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await stage.pass_time(hours=11)
    number = await taken(rita, olga)
    await stage.pass_time(hours=6, minutes=1)  # 2 o'clock
    assert await olga.containing(f"#{number} Rita K. · due in")
    assert not await rang(stage, olga, "due in")
    urgent = await filed(await stage.phone("Sam"), "Nobody can log in")
    await olga.writes(f"/claim {urgent}")
    await olga.writes(f"/priority {urgent} 1")
    await stage.pass_time(minutes=46)
    assert await rang(stage, olga, f"#{urgent} Sam · due in")
    await olga.writes("/shifts mon-sun 20-8")
    await stage.pass_time(hours=1, minutes=30)
    assert await rang(stage, olga, f"#{number} Rita K. · overdue")  # it is her day


async def test_who_is_agent_and_admin_hears_once(stage: Stage, rita: Phone) -> None:
    vera = stage.people["Vera"]
    number = await taken(rita, vera)
    seen = len(await vera.received())
    await stage.pass_time(hours=8, minutes=1)
    await stage.pass_time(hours=1)
    assert await since(vera, seen) == [f"#{number} Rita K. · overdue by 1 min"]


async def test_a_critical_one_rings_every_five_minutes_until_taken_twelve_times_at_most(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.people["Vera"]
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


async def test_without_targets_nothing_is_promised(database: Database) -> None:
    async with staged(database, board=False) as plain:
        rita, olga = await plain.phone("Rita"), await plain.agent("Olga")
        number = await taken(rita, olga)
        kept = "select policy_version, first_due_at, solve_due_at from tickets where number = :n"
        assert tuple(await row(plain, kept, n=number)) == (None, None, None)
        await olga.writes(f"/priority {number} 1")
        await olga.writes(f"/pending {number}")
        assert not (await row(plain, "select count(*) from pauses"))[0]
        assert not (await row(plain, "select count(*) from policies"))[0]
        assert "expect" not in " ".join(await rita.texts())


async def test_targets_are_typed_shown_and_applied_to_open_ones_after_saying_what_that_would_do(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.people["Vera"]
    number = await taken(rita, olga)
    await stage.pass_time(hours=3)
    targets = "select policy_version, first_target, solve_target from tickets where number = :n"
    assert tuple(await row(stage, targets, n=number)) == (1, 8 * 3600, 24 * 3600)
    for wrong in ("first 8h, solve 4h", "soon", "0, 4"):
        await vera.writes(f"/settings target_medium {wrong}")
        assert piece_of("setting-wrong-target") in (await vera.texts())[-1], wrong
    await vera.writes("/settings target_medium first 2h, solve 6h")
    assert text_of("setting-target-pair", first="2 h", solution="6 h") in (await vera.texts())[-1]
    newer = await filed(rita, "No water in the kitchen")
    assert tuple(await row(stage, targets, n=newer)) == (2, 2 * 3600, 6 * 3600)
    assert tuple(await row(stage, targets, n=number)) == (1, 8 * 3600, 24 * 3600)
    await vera.writes("/settings targets on")
    await vera.presses("targets:ask")
    assert (await vera.texts())[-1] == text_of("targets-would", n=1, late=5)
    assert tuple(await row(stage, targets, n=number)) == (1, 8 * 3600, 24 * 3600)
    await vera.presses("targets:apply")
    assert text_of("targets-applied", n=1) in await vera.texts()
    assert tuple(await row(stage, targets, n=number)) == (2, 2 * 3600, 6 * 3600)
    assert (await row(stage, "select count(*) from timers where kind = 'targets'"))[0] == 0
    assert "overdue by" in " ".join(await olga.texts())
    await vera.presses("targets:ask")
    assert (await vera.texts())[-1] == text_of("targets-would", n=0)


async def test_a_breach_calls_somebody_where_that_is_set(database: Database) -> None:
    async with staged(database, board=False, targets__enabled=True, escalation__breach=True) as made:
        rita, olga = await made.phone("Rita"), await made.agent("Olga")
        number = await taken(rita, olga)
        await made.pass_time(hours=7)
        assert (await row(made, "select escalated_at from tickets where number = :n", n=number))[0] is None
        await made.pass_time(hours=1, minutes=1)
        assert (await row(made, "select escalation_level from tickets where number = :n", n=number))[0] == 1
        await olga.writes(f"/deescalate {number}")
        await made.pass_time(hours=2)
        assert (await row(made, "select escalated_at from tickets where number = :n", n=number))[0] is None


async def test_where_too_few_are_kept_no_time_is_told_and_outside_hours_none(database: Database) -> None:
    week = (((540, 1080),),) * 7
    async with staged(database, board=False, targets__enabled=True, hours__week=week) as made:
        rita, olga = await made.phone("Rita"), await made.agent("Olga")
        number = await taken(rita, olga)
        await answers(olga, number, "On my way")
        assert piece_of("expect-solution") in await _receipt(rita, number)
        copy = (
            "insert into tickets (number, requester_id, status, origin, priority, created_at, updated_at, subject_at, "
            "status_at, priority_at, assignee_at, labels_at, filed_at, policy_version, resolved_at, solve_due_at) "
            "select 100 + n, requester_id, 'closed', 'telegram', 3, t.now, t.now, t.now, t.now, t.now, t.now, t.now, "
            "t.now, 1, t.now, t.now + case when n <= :kept then interval '1 hour' else interval '-1 hour' end "
            "from tickets, generate_series(1, 5) n, (select timestamptz '2026-11-20 09:00+00' as now) t "
            "where number = 1"
        )
        for kept, told in ((3, False), (4, True)):
            async with made.database.unit_of_work() as session:
                await session.execute(text("delete from tickets where number > 100"))
                await session.execute(text(copy), {"kept": kept})
            await olga.presses(f"open:{number}")
            await rita.writes(f"/ticket {number}")
            assert ("We expect" in (await rita.texts())[-1]) == told, kept
        await made.pass_time(hours=10)
        await rita.writes(f"/ticket {number}")
        assert "We expect" not in (await rita.texts())[-1]
