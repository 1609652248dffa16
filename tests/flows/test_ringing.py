"""Ringing once more for what nobody has taken: who hears, how often, and when it does not ring."""

import pytest

from tests.flows.acts import files
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")

BOARD = False


async def _said(phone: Phone) -> str:
    return str((await phone.answers())[-1]["text"])


async def _cards(phone: Phone, number: int) -> int:
    """How many cards of it can still be taken from."""
    return len([m for m in await phone.received() if f"claim:{number}" in buttons(m)])


async def test_an_agent_rings_again_from_the_opened_ticket(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    number = await files(rita, "The door does not open")
    await olga.writes(f"/ticket {number}")
    assert f"ring:{number}" not in buttons(await olga.last())  # seldom needed: behind More
    await olga.presses(f"more:open:{number}:2")
    await olga.presses(f"ring:{number}")
    assert await _said(olga) == text_of("ring-just-now", number=number, n=3)
    before = len(await ivan.received())
    await stage.pass_time(minutes=4)
    await olga.presses(f"ring:{number}")
    assert await _said(olga) == text_of("done-ring", number=number)
    new = (await ivan.received())[before:]
    assert [f"claim:{number}" in buttons(m) for m in new] == [True]
    assert not new[0].get("disable_notification")
    assert await _cards(ivan, number) == 1  # the earlier card says that a newer one follows
    await olga.presses(f"ring:{number}")
    assert "Give them a moment" in await _said(olga)
    vera = stage.people["Vera"]
    await vera.writes("/audit again")
    assert words(await vera.last()).endswith("Olga (Telegram): " + text_of("audit-ticket-rung", object=f"#{number}"))
    await ivan.presses(f"claim:{number}")
    await stage.pass_time(minutes=4)
    await olga.presses(f"ring:{number}", on=(await olga.message_with(f"history:{number}:0"))["message_id"], force=True)
    assert "not possible now" in await _said(olga)
