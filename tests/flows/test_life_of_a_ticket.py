"""§4, first table: what happens, from Telegram, in each status; and history that keeps every change."""

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import HELD, answers, assignee, brought_to, changes, filed, since, status
from tests.flows.stage import Stage

BOARD = False


@pytest.mark.parametrize(
    ("before", "after"),
    [("new", "assigned"), ("reopened", "assigned"), ("in_progress", "in_progress"), ("pending", "pending"),
     ("on_hold", "on_hold")],
)  # fmt: skip
async def test_claim(stage: Stage, rita: Phone, olga: Phone, ivan: Phone, before: str, after: str) -> None:
    await brought_to(stage, rita, olga, before, held=False)
    await ivan.writes("/claim 1")
    assert await status(stage, 1) == after
    assert await assignee(stage, 1) == "Ivan"


@pytest.mark.parametrize(
    ("before", "after"),
    [("assigned", "in_progress"), ("reopened", "in_progress"), ("in_progress", "in_progress"), ("pending", "pending"),
     ("on_hold", "on_hold")],
)  # fmt: skip
async def test_an_agents_answer(stage: Stage, rita: Phone, olga: Phone, before: str, after: str) -> None:
    await brought_to(stage, rita, olga, before)
    await answers(olga, 1, "Have you tried turning it off?")
    assert await status(stage, 1) == after


@pytest.mark.parametrize("before", ["assigned", "in_progress", "pending", "on_hold", "reopened"])
async def test_the_requesters_message(stage: Stage, rita: Phone, olga: Phone, before: str) -> None:
    await brought_to(stage, rita, olga, before)
    await rita.writes("It burns on")
    assert await status(stage, 1) == ("in_progress" if before == "pending" else before)


@pytest.mark.parametrize(
    ("before", "after"),
    [("assigned", "new"), ("in_progress", "new"), ("pending", "new"), ("on_hold", "new"), ("reopened", "reopened")],
)
async def test_release(stage: Stage, rita: Phone, olga: Phone, ivan: Phone, before: str, after: str) -> None:
    await brought_to(stage, rita, olga, before)
    seen, told = len(await ivan.received()), len(await rita.received())
    await olga.writes("/release 1")
    assert await status(stage, 1) == after
    assert await assignee(stage, 1) is None
    assert "claim:1" in buttons((await ivan.received())[seen:][-1])
    assert len(await rita.received()) == told


async def test_releasing_a_pending_ticket_that_nobody_holds_makes_it_new(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await brought_to(stage, rita, olga, "pending", held=False)
    seen = len(await ivan.received())
    await olga.writes("/release 1")
    assert await status(stage, 1) == "new"
    assert "claim:1" in buttons((await ivan.received())[seen:][-1])


@pytest.mark.parametrize("before", HELD)
async def test_hand_over_of_what_somebody_holds_keeps_the_status(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, before: str
) -> None:
    await brought_to(stage, rita, olga, before, held=before != "new")
    await olga.writes("/hand 1")
    await olga.presses(f"give:1:{ivan.id}")
    assert await assignee(stage, 1) == "Ivan"
    assert await status(stage, 1) == ("assigned" if before == "new" else before)


async def test_handing_over_what_nobody_holds_is_a_claim_for_the_one_named(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await brought_to(stage, rita, olga, "reopened", held=False)
    await olga.writes("/hand 1")
    await olga.presses(f"give:1:{ivan.id}")
    assert (await assignee(stage, 1), await status(stage, 1)) == ("Ivan", "assigned")
    assert "Ivan is looking after" in words(await rita.last())


@pytest.mark.parametrize("before", HELD)
@pytest.mark.parametrize(
    ("command", "after"), [("/progress 1", "in_progress"), ("/pending 1", "pending"), ("/hold 1 why", "on_hold")]
)
async def test_in_progress_pending_and_hold_from_any_open_status(
    stage: Stage, rita: Phone, olga: Phone, before: str, command: str, after: str
) -> None:
    await brought_to(stage, rita, olga, before, held=before != "new")
    await olga.writes(command)
    assert await status(stage, 1) == after


@pytest.mark.parametrize("before", HELD)
async def test_resolve_from_any_open_status(stage: Stage, rita: Phone, olga: Phone, before: str) -> None:
    await brought_to(stage, rita, olga, before, held=before != "new")
    await olga.writes("/resolve 1")
    assert await status(stage, 1) == "resolved"
    assert "solved:1:yes" in buttons(await rita.last())


@pytest.mark.parametrize("command", ["/progress 1", "/pending 1", "/hold 1 why", "/release 1"])
@pytest.mark.usefixtures("printer")
async def test_nothing_but_reopening_leads_out_of_resolved(
    stage: Stage, rita: Phone, olga: Phone, command: str
) -> None:
    await olga.writes("/resolve 1")
    before = len(await olga.received())
    await olga.writes(command)
    assert await status(stage, 1) == "resolved"
    assert await assignee(stage, 1) == "Olga"
    assert (await since(olga, before))[-1] == "#1 is resolved, so that is not possible now."


@pytest.mark.usefixtures("fire")
async def test_take_against_take_the_first_wins(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    late = (await olga.message_with("claim:1"))["message_id"]
    await ivan.presses("claim:1", quietly=True)
    await stage.bot_round()
    await olga.presses("claim:1", on=late, force=True)
    assert await assignee(stage, 1) == "Ivan"
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
