"""Few buttons: More unfolds the rest, which stays unfolded until Back; many topics are a second step."""

import pytest

from tests.flows.acts import files
from tests.flows.phone import Phone, buttons
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("Attention, lists and few buttons")

BOARD = False


async def test_lists_have_a_take_button_for_what_nobody_has(stage: Stage, rita: Phone, olga: Phone) -> None:
    free, other = await files(rita, "The lamp flickers"), await files(rita, "The window is stuck")
    for command in ("/find lamp", "/open"):
        await olga.writes(command)
        assert f"claim:{free}" in await olga.buttons()
    shown = await olga.last_id()
    await olga.presses(f"claim:{free}", on=shown)
    assert (await olga.reads()).startswith(f"🙋 #{free} is yours")
    (listed,) = [m for m in await olga.received() if m["message_id"] == shown]
    assert f"claim:{free}" not in buttons(listed)
    assert f"claim:{other}" in buttons(listed)
