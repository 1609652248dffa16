"""What happens to a ticket and what its status becomes: the contract's table, row by row, with both doors in use."""

import pytest

from tests.breadth import apart
from tests.flows.acts import filed_and_closed, filed_and_resolved, filed_and_taken, files, linked
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import assignee, row, status, through
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"
SOME_AND_ALL = apart([3, 9])  # of how many statuses
SECTION = {
    "new": "New",
    "assigned": "Assigned",
    "in_progress": "In progress",
    "pending": "Pending",
    "on_hold": "On hold",
    "resolved": "Resolved",
    "reopened": "Reopened",
}


async def _in(state: str, rita: Phone, olga: Phone) -> int:
    """A ticket in a status, held by Olga but where it is new."""
    if state == "new":
        return await files(rita, ASKED)
    number = await filed_and_taken(rita, olga, ASKED)
    verbs = {
        "assigned": (),
        "in_progress": (f"/progress {number}",),
        "pending": (f"/pending {number}",),
        "on_hold": (f"/hold {number} the electrician",),
        "resolved": (f"/resolve {number}",),
        "reopened": (f"/resolve {number}", f"/reopen {number}"),
    }
    for verb in verbs[state]:
        await olga.writes(verb)
    return number


async def test_every_open_status_has_its_section(stage: Stage, rita: Phone, olga: Phone) -> None:
    async for state, number in through(SECTION, stage, rita, olga, ASKED):
        assert await stage.board.section(number) == SECTION[state]


async def test_claim_assigns_what_is_new_or_reopened_and_leaves_other_statuses(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    number = await files(rita, ASKED)
    await olga.presses(f"claim:{number}")
    assert await status(stage, number) == "assigned"
    await olga.presses(f"release:{number}")
    await ivan.writes(f"/pending {number}")
    assert (await status(stage, number), await assignee(stage, number)) == ("pending", "Ivan")
    await ivan.writes(f"/resolve {number}")
    await ivan.writes(f"/reopen {number}")
    await ivan.writes(f"/release {number}")
    assert (await status(stage, number), await assignee(stage, number)) == ("reopened", None)
    await olga.writes(f"/claim {number}")
    assert await status(stage, number) == "assigned"


@pytest.mark.parametrize("most", SOME_AND_ALL)
async def test_release_makes_it_new_and_broadcasts_it_again(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, most: int
) -> None:
    held = ["assigned", "in_progress", "pending", "on_hold", "reopened"]
    async for state, number in through(held[:most], stage, rita, olga, ASKED):
        await olga.writes(f"/release {number}")
        assert await status(stage, number) == ("reopened" if state == "reopened" else "new"), state
        assert await assignee(stage, number) is None, state
        assert f"claim:{number}" in buttons(await ivan.last()), state


async def test_hand_over_keeps_the_status_and_where_nobody_holds_it_is_a_claim(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    number = await _in("pending", rita, olga)
    await olga.presses(f"hand:{number}")
    await olga.presses(f"give:{number}:{ivan.id}")
    assert (await status(stage, number), await assignee(stage, number)) == ("pending", "Ivan")
    free = await files(rita, "And the sound crackles, too")
    await olga.writes(f"/hand {free}")
    await olga.presses(f"give:{free}:{ivan.id}")
    assert (await status(stage, free), await assignee(stage, free)) == ("assigned", "Ivan")


@pytest.mark.broad
async def test_assigning_on_the_board_is_a_hand_over_at_once(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    user = await linked(stage, ivan)
    number = await _in("pending", rita, olga)
    await stage.board.update(number, by=user, responsible_uid=user)
    assert (await status(stage, number), await assignee(stage, number)) == ("pending", "Ivan")
    assert "Ivan" in words(await olga.last())
    free = await files(rita, "And the sound crackles, too")
    await stage.board.update(free, by=user, responsible_uid=user)
    assert (await status(stage, free), await assignee(stage, free)) == ("assigned", "Ivan")


@pytest.mark.parametrize(
    ("target", "most"), apart([("in_progress", 3), ("in_progress", 9), ("pending", 9), ("on_hold", 9)])
)
async def test_progress_pending_and_hold_from_any_open_status_but_resolved(
    stage: Stage, rita: Phone, olga: Phone, target: str, most: int
) -> None:
    verb = {"in_progress": "/progress {}", "pending": "/pending {}", "on_hold": "/hold {} the electrician"}[target]
    async for state, number in through(list(SECTION)[:most], stage, rita, olga, ASKED):
        await olga.writes(verb.format(number))
        expected = "resolved" if state == "resolved" else target
        assert await status(stage, number) == expected, state
        assert await stage.board.section(number) == SECTION[expected], state


async def test_yes_or_silence_closes_and_silence_resolves_what_is_pending(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_resolved(rita, olga, ASKED)
    await rita.presses(f"solved:{number}:yes")
    assert await status(stage, number) == "closed"
    silent = await filed_and_taken(rita, olga, "And the sound crackles, too")
    await olga.writes(f"/pending {silent}")
    await stage.pass_time(hours=73)
    assert await status(stage, silent) == "resolved"
    assert "still need" in words(await rita.message_with(f"solved:{silent}:yes"))
    await stage.pass_time(hours=73)
    assert await status(stage, silent) == "closed"
    assert (await stage.board.task(silent))["checked"]


async def test_no_uncompleting_and_reopening_give_it_back_to_who_held_it(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_resolved(rita, olga, ASKED)
    await rita.presses(f"solved:{number}:no")
    assert (await status(stage, number), await assignee(stage, number)) == ("reopened", "Olga")
    await stage.board.complete(number, by=user)
    await stage.board.uncomplete(number, by=user)
    assert (await status(stage, number), await assignee(stage, number)) == ("reopened", "Olga")
    assert [words(m) for m in (await olga.received())[-2:]] == [
        f"Pavel: #{number} is resolved now.",
        f"The board: #{number} is open again.",
    ]
    closed = await filed_and_closed(rita, olga, "And the sound crackles, too")
    await stage.board.uncomplete(closed, by=user)
    assert (await status(stage, closed), await assignee(stage, closed)) == ("reopened", "Olga")


@pytest.mark.parametrize("most", SOME_AND_ALL)
async def test_cancel_from_any_open_status(stage: Stage, rita: Phone, olga: Phone, most: int) -> None:
    async for state, number in through(list(SECTION)[:most], stage, rita, olga, ASKED):
        await rita.writes(f"/cancel {number}")
        assert await status(stage, number) == "cancelled", state
        assert (await stage.board.task(number))["checked"], state


async def test_take_against_take_the_first_wins_and_take_against_an_assignment_goes_by_time(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    user = await linked(stage, ivan)
    number = await files(rita, ASKED)
    await olga.presses(f"claim:{number}", quietly=True)
    while await stage.bot_round():
        pass
    stage.clock.on(seconds=1)
    await stage.board.update(number, by=user, responsible_uid=user, quietly=True)
    await stage.settle()
    assert await assignee(stage, number) == "Ivan"
    assert "Ivan" in words(await olga.last())
    second = await files(rita, "And the sound crackles, too")
    await stage.board.update(second, by=user, responsible_uid=user, quietly=True)
    stage.clock.on(seconds=1)
    await olga.presses(f"claim:{second}", quietly=True)
    await stage.settle()
    assert await assignee(stage, second) == "Olga"
    kept = await row(stage, "select count(*) from history where field = 'lost:assignee'")
    assert kept[0] == 1
