"""The desk was out for hours: what people said meanwhile is read before the clock takes anybody for silent."""

import pytest

from tests.flows.acts import files
from tests.flows.phone import Phone, words
from tests.flows.scenes import status
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("The far sides' corners")

BOARD = False


async def _out(stage: Stage, **length: float) -> None:
    """Nobody runs the bot for so long; started again, its clock looks before anything is polled."""
    stage.clock.on(**length)
    await stage.reopen()
    assert await stage.duties.clockwork.run_once() == 0


async def test_nobody_is_reminded_of_what_was_taken_while_the_desk_was_out(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await files(rita, "The heating does not work")
    await olga.writes(f"/claim {number}", quietly=True)
    before = len(await stage.vera.received())
    await _out(stage, hours=4)
    await stage.settle()
    assert await status(stage, number) == "assigned"
    told = [words(m) for m in (await stage.vera.received())[before:]]
    assert not [text for text in told if text.startswith("⏰")]
