"""What staff read of the past: how long a ticket was where, what its requester filed before, what it is put down to."""

from __future__ import annotations

import pytest

from tests.flows.acts import filed_and_closed, filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The past of a ticket")


async def _history(agent: Phone, number: int) -> str:
    await agent.writes(f"/ticket {number}")
    await agent.presses(f"more:open:{number}:2")
    await agent.presses(f"history:{number}:0", on=await agent.last_id())
    return await agent.reads()


async def test_earlier_requests_are_a_press_from_the_card_and_a_line_on_the_board(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    await vera.writes("/categories add Doors <b>_x_")
    await filed_and_taken(rita, olga, "The <b>door</b> of hall B \u202e" + "я" * 200)
    assert "earlier:1:1" not in buttons(await olga.message_with("release:1"))
    await olga.writes("/category 1 doors <b> x ")
    await olga.presses("resolve:1")
    await rita.presses("solved:1:yes")
    await rita.presses("rate:1:4")
    await files(rita, "The lamp")
    card = await olga.message_with("claim:2")
    assert buttons(card) == ["claim:2", "open:2", "earlier:2:1"]
    await olga.presses("earlier:2:1")
    told = await olga.reads()
    assert told.startswith(
        text_of("earlier-title", name="Rita K.", number=2)
        + f"\n{text_of('earlier-count', n=1)} · Doors <b>_x_ ×1 · ★ 4.0 (1)\n\n🟡 "
    )
    assert "#1 \u2068The <b>door</b> of hall B я" in told
    assert "…\u2069 · Doors <b>_x_ · ★★★★ · " in told
    assert "open:1" in await olga.buttons()
    await olga.writes("/language ru")
    await olga.presses("earlier:2:1", on=card["message_id"])
    told = await olga.reads()
    assert told.startswith("Rita K.: другие заявки, кроме #2\n1 заявка · Doors <b>_x_ ×1 · ★ 4,0 (1)\n\n🟡 ")
    assert "Earlier requests" not in (await stage.board.task(2))["description"]
    await vera.writes("/settings board_shows add earlier")
    await olga.presses("claim:2")
    described = (await stage.board.task(2))["description"]
    line = next(line for line in described.splitlines() if "Earlier requests" in line)
    assert line.startswith("Earlier requests: 1 · Doors ")
    assert line.endswith(" ×1 · ★ 4.0 (1)")
    version = stage.todoist_world.feed.version
    await stage.pass_time(hours=1)
    assert stage.todoist_world.feed.version == version
    await rita.presses("earlier:2:1", on=await rita.last_id(), force=True)
    assert (await rita.answer())["show_alert"]


async def test_a_root_cause_is_asked_on_the_card_where_admins_keep_a_list(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    await filed_and_closed(rita, olga, "No wireless")
    assert "cause" not in str(buttons(await olga.message_with("reopen:1")))
    await vera.writes("/settings root_causes Wi-Fi, <b>Power</b> \u202e" + "p" * 20)
    await filed_and_taken(rita, olga, "No wireless again")
    told = len(await olga.received())
    await olga.presses("resolve:2")
    card = await olga.message_with("reopen:2")
    assert [b["text"] for b in card["buttons"][1]] == ["Wi-Fi", "<b>Power</b> " + "p" * 20]
    wifi = next(data for data in buttons(card) if data.startswith("cause:2:"))
    await olga.presses(wifi)
    assert (await olga.answer())["text"] == text_of("done-cause", number=2)
    assert "Root cause: Wi-Fi" in words(await olga.message_with("reopen:2"))
    assert len(await olga.received()) == told
    assert "Olga (Telegram): root cause: none → Wi-Fi" in await _history(vera, 2)
    await vera.writes("/settings root_causes Power, Cables, Doors, People")
    await olga.presses(wifi, on=card["message_id"], force=True)
    assert (await olga.answer())["show_alert"]
    await vera.writes("/ticket 1")
    await vera.presses("more:open:1:2")
    await vera.presses("more:open:1:90")
    assert [b["text"] for r in (await vera.last())["buttons"] for b in r][:4] == ["Power", "Cables", "Doors", "People"]
    await vera.presses(next(data for data in await vera.buttons() if data.startswith("cause:1:")))
    assert await scalar(stage, "select c.name from tickets t join root_causes c on c.id = t.root_cause_id "
                             "where t.number = 1") == "Power"  # fmt: skip
    await vera.presses("cause:1:")
    assert await scalar(stage, "select root_cause_id from tickets where number = 1") is None
    assert not [text for text in await rita.texts() if "Wi-Fi" in text or "Power" in text]
