"""§4, first table: what happens, from Telegram, in each status; and history that keeps every change."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from db.session import Database
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import answers, changes, filed, holder, row, since, status, taken
from tests.flows.stage import Stage, staged

BOARD = False
HELD = ("new", "assigned", "in_progress", "pending", "on_hold", "reopened")


@pytest_asyncio.fixture(loop_scope="session")
async def slow(database: Database) -> AsyncIterator[Stage]:
    """A desk that tells the requester of presses only after a while."""
    async with staged(database, board=False, undo=timedelta(seconds=10)) as made:
        yield made


async def _brought_to(stage: Stage, rita: Phone, olga: Phone, wanted: str, *, held: bool = True) -> None:
    """Ticket 1 of Rita's, in this status, held by Olga or by nobody."""
    await filed(rita)
    if held:
        await olga.writes("/claim 1")
    if wanted == "reopened":
        await olga.writes("/resolve 1")
        await rita.presses("solved:1:no")
        if not held:
            await olga.writes("/release 1")
    if wanted in ("in_progress", "pending"):
        await olga.writes(f"/{wanted.removeprefix('in_')} 1")
    if wanted == "on_hold":
        await olga.writes("/hold 1 why")
    assert await status(stage, 1) == wanted
    assert await holder(stage, 1) == ("Olga" if held else None)


@pytest.mark.parametrize(
    ("before", "after"),
    [("new", "assigned"), ("reopened", "assigned"), ("in_progress", "in_progress"), ("pending", "pending"),
     ("on_hold", "on_hold")],
)  # fmt: skip
async def test_claim(stage: Stage, rita: Phone, olga: Phone, ivan: Phone, before: str, after: str) -> None:
    await _brought_to(stage, rita, olga, before, held=False)
    await ivan.writes("/claim 1")
    assert await status(stage, 1) == after
    assert await holder(stage, 1) == "Ivan"


@pytest.mark.parametrize(
    ("before", "after"),
    [("assigned", "in_progress"), ("reopened", "in_progress"), ("in_progress", "in_progress"), ("pending", "pending"),
     ("on_hold", "on_hold")],
)  # fmt: skip
async def test_an_agents_answer(stage: Stage, rita: Phone, olga: Phone, before: str, after: str) -> None:
    await _brought_to(stage, rita, olga, before)
    await answers(olga, 1, "Have you tried turning it off?")
    assert await status(stage, 1) == after


@pytest.mark.parametrize("before", ["assigned", "in_progress", "pending", "on_hold", "reopened"])
async def test_the_requesters_message(stage: Stage, rita: Phone, olga: Phone, before: str) -> None:
    await _brought_to(stage, rita, olga, before)
    await rita.writes("It burns on")
    assert await status(stage, 1) == ("in_progress" if before == "pending" else before)


@pytest.mark.parametrize(
    ("before", "after"),
    [("assigned", "new"), ("in_progress", "new"), ("pending", "new"), ("on_hold", "new"), ("reopened", "reopened")],
)
async def test_release(stage: Stage, rita: Phone, olga: Phone, ivan: Phone, before: str, after: str) -> None:
    await _brought_to(stage, rita, olga, before)
    seen, told = len(await ivan.received()), len(await rita.received())
    await olga.writes("/release 1")
    assert await status(stage, 1) == after
    assert await holder(stage, 1) is None
    assert "claim:1" in buttons((await ivan.received())[seen:][-1])
    assert len(await rita.received()) == told


async def test_releasing_a_pending_ticket_that_nobody_holds_makes_it_new(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await _brought_to(stage, rita, olga, "pending", held=False)
    seen = len(await ivan.received())
    await olga.writes("/release 1")
    assert await status(stage, 1) == "new"
    assert "claim:1" in buttons((await ivan.received())[seen:][-1])


@pytest.mark.parametrize("before", HELD)
async def test_hand_over_of_what_somebody_holds_keeps_the_status(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, before: str
) -> None:
    await _brought_to(stage, rita, olga, before, held=before != "new")
    await olga.writes("/hand 1")
    await olga.presses(f"give:1:{ivan.id}")
    assert await holder(stage, 1) == "Ivan"
    assert await status(stage, 1) == ("assigned" if before == "new" else before)


async def test_handing_over_what_nobody_holds_is_a_claim_for_the_one_named(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await _brought_to(stage, rita, olga, "reopened", held=False)
    await olga.writes("/hand 1")
    await olga.presses(f"give:1:{ivan.id}")
    assert (await holder(stage, 1), await status(stage, 1)) == ("Ivan", "assigned")
    assert "Ivan is looking after" in words(await rita.last())


@pytest.mark.parametrize("before", HELD)
@pytest.mark.parametrize(
    ("command", "after"), [("/progress 1", "in_progress"), ("/pending 1", "pending"), ("/hold 1 why", "on_hold")]
)
async def test_in_progress_pending_and_hold_from_any_open_status(
    stage: Stage, rita: Phone, olga: Phone, before: str, command: str, after: str
) -> None:
    await _brought_to(stage, rita, olga, before, held=before != "new")
    await olga.writes(command)
    assert await status(stage, 1) == after


@pytest.mark.parametrize("before", HELD)
async def test_resolve_from_any_open_status(stage: Stage, rita: Phone, olga: Phone, before: str) -> None:
    await _brought_to(stage, rita, olga, before, held=before != "new")
    await olga.writes("/resolve 1")
    assert await status(stage, 1) == "resolved"
    assert "solved:1:yes" in buttons(await rita.last())


@pytest.mark.parametrize("command", ["/progress 1", "/pending 1", "/hold 1 why", "/release 1"])
async def test_nothing_but_reopening_leads_out_of_resolved(
    stage: Stage, rita: Phone, olga: Phone, command: str
) -> None:
    await taken(rita, olga)
    await olga.writes("/resolve 1")
    before = len(await olga.received())
    await olga.writes(command)
    assert await status(stage, 1) == "resolved"
    assert await holder(stage, 1) == "Olga"
    assert (await since(olga, before))[-1] == "#1 is resolved, so that is not possible now."


@pytest.mark.parametrize("ended", ["closed", "cancelled"])
@pytest.mark.parametrize("command", ["/claim 1", "/progress 1", "/pending 1", "/hold 1", "/release 1", "/resolve 1"])
async def test_nothing_but_reopening_leads_out_of_what_has_ended(
    stage: Stage, rita: Phone, olga: Phone, ended: str, command: str
) -> None:
    await _ended(rita, olga, ended)
    before = len(await olga.received())
    await olga.writes(command)
    assert await status(stage, 1) == ended
    assert (await since(olga, before))[-1] == f"#1 is {ended}, so that is not possible now."


async def _ended(rita: Phone, olga: Phone, how: str) -> None:
    await taken(rita, olga)
    if how == "cancelled":
        await rita.presses("cancel:1")
    else:
        await olga.writes("/resolve 1")
        await rita.presses("solved:1:yes")


async def test_yes_closes_a_resolved_one(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _ended(rita, olga, "closed")
    assert await status(stage, 1) == "closed"


async def test_silence_closes_a_resolved_one(stage: Stage, rita: Phone, olga: Phone) -> None:
    await taken(rita, olga)
    await olga.writes("/resolve 1")
    told = len(await rita.received())
    await stage.pass_time(hours=71)
    assert await status(stage, 1) == "resolved"
    await stage.pass_time(hours=1.1)
    assert await status(stage, 1) == "closed"
    assert len(await rita.received()) == told
    assert "as there was no answer" in words(await rita.last())


async def test_silence_resolves_a_pending_one_and_asks(stage: Stage, rita: Phone, olga: Phone) -> None:
    await taken(rita, olga)
    await olga.writes("/pending 1")
    await stage.pass_time(hours=72.1)
    assert await status(stage, 1) == "resolved"
    asked = await rita.last()
    assert "We did not hear from you about #1. Is this still needed?" in words(asked)
    assert [b["text"] for row_ in asked["buttons"] for b in row_] == ["No longer needed", "Still needed"]
    assert "resolved" in words(await olga.containing("the clock"))
    await stage.pass_time(hours=72.1)
    assert await status(stage, 1) == "closed"
    assert [origin for *_, origin in await changes(stage, 1)][-2:] == ["clock", "clock"]


async def test_still_needed_reopens_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    await taken(rita, olga)
    await olga.writes("/pending 1")
    await stage.pass_time(hours=72.1)
    await rita.presses("solved:1:no")
    assert (await status(stage, 1), await holder(stage, 1)) == ("reopened", "Olga")


@pytest.mark.parametrize("how", ["no", "agent", "requester"])
async def test_reopened_it_is_with_who_held_it(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, how: str
) -> None:
    await taken(rita, olga)
    if how == "requester":
        await rita.presses("cancel:1")
        await rita.presses("reopen:1")
    else:
        await olga.writes("/resolve 1")
        await (rita.presses("solved:1:no") if how == "no" else ivan.writes("/reopen 1"))
    assert (await status(stage, 1), await holder(stage, 1)) == ("reopened", "Olga")
    assert {"resolve:1", "release:1"} <= set(buttons(await olga.message_with("release:1")))
    lines = [t for t in await rita.texts() if "has opened #1 again" in t]
    assert len(lines) == (1 if how == "agent" else 0)


async def test_reopened_with_nobody_it_is_broadcast(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await filed(rita)
    await rita.presses("cancel:1")
    seen = len(await ivan.received())
    await rita.presses("reopen:1")
    assert await status(stage, 1) == "reopened"
    assert "claim:1" in buttons((await ivan.received())[seen:][-1])


@pytest.mark.parametrize("ended", ["closed", "cancelled"])
@pytest.mark.parametrize(("days", "works"), [(13.9, True), (14.1, False)])
async def test_reopening_within_reopen_days(
    stage: Stage, rita: Phone, olga: Phone, ended: str, days: float, works: bool
) -> None:
    await _ended(rita, olga, ended)
    await stage.pass_time(days=days)
    await olga.writes("/reopen 1")
    assert await status(stage, 1) == ("reopened" if works else ended)
    if not works:
        assert "ended more than 14 days ago" in words(await olga.last())


@pytest.mark.parametrize("before", [*HELD, "resolved"])
async def test_cancel_from_any_open_status(stage: Stage, rita: Phone, olga: Phone, before: str) -> None:
    if before == "resolved":
        await taken(rita, olga)
        await olga.writes("/resolve 1")
    else:
        await _brought_to(stage, rita, olga, before, held=before != "new")
    await rita.writes("/cancel 1")
    assert await status(stage, 1) == "cancelled"
    if before != "new":
        assert await olga.containing("Rita K. has cancelled #1")


async def test_take_against_take_the_first_wins(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await filed(rita)
    await ivan.presses("claim:1", quietly=True)
    await olga.presses("claim:1", quietly=True)
    await stage.settle()
    assert await holder(stage, 1) == "Ivan"
    assert len(await changes(stage, 1, "assignee")) == 1


async def test_every_change_is_a_row_of_history(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await stage.people["Vera"].writes("/categories add Fire")
    await filed(rita)
    await rita.presses("cat:1:1")
    await olga.writes("/claim 1")
    await olga.writes("/priority 1 1")
    await olga.writes("/hold 1 the key")
    await olga.writes("/resolve 1")
    await rita.presses("solved:1:yes")
    await rita.presses("rate:1:4")
    query = "select h.field, h.old, h.new, h.actor_name, h.origin from history h where ticket_id = 1 order by id"
    async with stage.database.sessions() as session:
        from sqlalchemy import text

        rows = [tuple(r) for r in await session.execute(text(query))]
    assert rows == [
        ("filed", None, "The printer on the second floor is on fire", "Rita K.", "telegram"),
        ("category", None, "Fire", "Rita K.", "telegram"),
        ("assignee", None, "Olga", "Olga", "telegram"),
        ("status", "new", "assigned", "Olga", "telegram"),
        ("priority", "3", "1", "Olga", "telegram"),
        ("status", "assigned", "on_hold", "Olga", "telegram"),
        ("hold_reason", None, "the key", "Olga", "telegram"),
        ("status", "on_hold", "resolved", "Olga", "telegram"),
        ("status", "resolved", "closed", "Rita K.", "telegram"),
        ("rating", None, "4", "Rita K.", "telegram"),
    ]


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
    assert "Olga thinks that #1 is solved" in words(await rita.last())
