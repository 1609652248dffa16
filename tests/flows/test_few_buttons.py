"""Few buttons: More unfolds the rest, which stays unfolded until Back; many topics are a second step."""

import pytest

from tests.flows.acts import filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("Attention, lists and few buttons")

BOARD = False


async def topics(stage: Stage, how_many: int) -> None:
    for n in range(1, how_many + 1):
        await stage.people["Vera"].writes(f"/categories add Topic {n:02}")


async def test_buttons_have_one_order_on_card_page_and_answer_and_priority_is_in_front(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_taken(rita, olga, "The printer is on fire again")
    acts = [f"{act}:{number}" for act in ("pending", "resolve", "hand", "release")]
    assert buttons(await olga.last())[:4] == acts
    await rita.writes("It smokes")
    assert buttons(await olga.last()) == [*acts[:2], f"open:{number}"]
    await olga.presses(f"open:{number}")
    page = await olga.last()
    assert buttons(page)[:3] == acts[:3]
    assert len(page["buttons"]) == 3
    assert {f"prio:{number}:{n}" for n in (1, 2, 4)} <= set(buttons(page))
    assert f"history:{number}:0" not in buttons(page)
    await olga.presses(f"more:open:{number}:2")
    behind = await olga.last()
    assert buttons(behind)[:3] == [acts[3], f"progress:{number}", f"hold:{number}"]
    assert f"history:{number}:0" in buttons(behind)
    assert [b["copy"] for row in behind["buttons"] for b in row if b["copy"]] == [f"#{number}"]


async def test_lists_have_a_take_button_for_what_nobody_has(stage: Stage, rita: Phone, olga: Phone) -> None:
    free, other = await files(rita, "The lamp flickers"), await files(rita, "The window is stuck")
    for command in ("/find lamp", "/open"):
        await olga.writes(command)
        assert f"claim:{free}" in buttons(await olga.last())
    shown = (await olga.last())["message_id"]
    await olga.presses(f"claim:{free}", on=shown)
    assert words(await olga.last()).startswith(f"🙋 #{free} is yours")
    (listed,) = [m for m in await olga.received() if m["message_id"] == shown]
    assert f"claim:{free}" not in buttons(listed)
    assert f"claim:{other}" in buttons(listed)


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
