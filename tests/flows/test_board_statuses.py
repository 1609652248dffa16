"""What happens to a ticket and what its status becomes: the contract's table, row by row, with both doors in use."""

import pytest

from tests.flows.acts import filed_and_closed, filed_and_resolved, filed_and_taken, files, linked
from tests.flows.phone import Phone, words
from tests.flows.scenes import assignee, row, status, through
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"
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
        text_of("changed-by", by="Pavel", number=number, status="resolved"),
        text_of("changed-by", by="The board", number=number, status="reopened"),
    ]
    closed = await filed_and_closed(rita, olga, "And the sound crackles, too")
    await stage.board.uncomplete(closed, by=user)
    assert (await status(stage, closed), await assignee(stage, closed)) == ("reopened", "Olga")


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
