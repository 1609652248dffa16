"""Few buttons: More unfolds the rest, which stays unfolded until Back; many topics are a second step."""

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("Attention, lists and few buttons")

BOARD = False


async def topics(stage: Stage, how_many: int) -> None:
    for n in range(1, how_many + 1):
        await stage.people["Vera"].writes(f"/categories add Topic {n:02}")


async def test_many_topics_are_a_second_step_on_card_and_receipt(stage: Stage, rita: Phone, olga: Phone) -> None:
    await topics(stage, 13)
    await rita.writes("The printer is on fire again")
    assert buttons(await rita.last()) == ["send:1", "cancel:1", "more:receipt:1:50"]
    await rita.presses("more:receipt:1:50")
    assert buttons(await rita.last()) == [*(f"cat:1:{n}" for n in range(1, 5)), "more:receipt:1:1", "more:receipt:1:51"]
    await rita.presses("more:receipt:1:51")
    assert buttons(await rita.last())[:4] == [f"cat:1:{n}" for n in range(5, 9)]
    await rita.presses("cat:1:7")
    assert words(await rita.last()).endswith("Topic: Topic 07")
    assert buttons(await rita.last()) == ["send:1", "cancel:1"]
    await rita.presses("send:1")
    await olga.presses("open:1")
    await olga.presses("more:open:1:2")
    await olga.presses("more:open:1:50")
    assert buttons(await olga.last())[-2:] == ["more:open:1:1", "more:open:1:51"]
    await olga.presses("more:open:1:51")
    await olga.presses("cat:1:13")
    assert (await row(stage, "select category_id from tickets"))[0] == 13
    assert "cat:1:13" not in buttons(await olga.last())
    await olga.presses("more:open:1:50")
    await olga.presses("more:open:1:1")
    assert "claim:1" in buttons(await olga.last())
