"""Where a message goes: the order of the contract, one rung after the other, each against the rung below it."""

import pytest

from tests.flows.phone import Phone
from tests.flows.scenes import entries_of
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("2 Where a message goes")

BOARD = False


async def test_first_a_known_command_even_as_a_reply(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await rita.writes("/tickets", reply_to=await rita.last_id())
    assert (await rita.reads()).startswith("Your requests")
    assert await entries_of(stage, heating) == ["The heating does not work"]
