"""What happens to a ticket and what its status becomes: the contract's table, row by row, with both doors in use."""

import pytest

from tests.flows.acts import filed_and_taken, files, linked
from tests.flows.phone import Phone
from tests.flows.scenes import assignee, status
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"


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


async def test_assigning_on_the_board_is_a_hand_over_at_once(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    user = await linked(stage, ivan)
    number = await _in("pending", rita, olga)
    await stage.board.update(number, by=user, responsible_uid=user)
    assert (await status(stage, number), await assignee(stage, number)) == ("pending", "Ivan")
    assert "Ivan" in await olga.reads()
    free = await files(rita, "And the sound crackles, too")
    await stage.board.update(free, by=user, responsible_uid=user)
    assert (await status(stage, free), await assignee(stage, free)) == ("assigned", "Ivan")
