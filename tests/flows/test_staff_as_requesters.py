"""A member of staff with a problem of their own: what starts a request, and that in it they are its requester only."""

import pytest

from tests.flows.acts import files
from tests.flows.phone import Phone, buttons
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("1 People")

BOARD = False


async def test_their_own_ticket_is_not_broadcast_to_them_and_they_cannot_take_it(
    stage: Stage, olga: Phone, ivan: Phone
) -> None:
    number = await files(olga, "My own chair is broken")
    assert not [m for m in await olga.received() if f"claim:{number}" in buttons(m)]
    await olga.writes(f"/claim {number}")
    assert await olga.reads() == text_of("own-ticket", number=number)
    receipt = (await olga.message_with(f"cancel:{number}"))["message_id"]
    for verb in ("claim", "resolve", "pending", "release", "hand", "progress", "hold"):
        await olga.presses(f"{verb}:{number}", on=receipt, force=True)
        assert (await olga.answer())["show_alert"], verb
    assert f"claim:{number}" in buttons(await ivan.message_with(f"claim:{number}"))
    await olga.writes(f"/note {number} I am the requester here")
    await ivan.presses(f"claim:{number}")
    await ivan.writes(f"/note {number} leave it until Monday")
    await olga.presses(f"open:{number}", on=receipt, force=True)
    assert "Monday" not in " ".join(await olga.texts())
