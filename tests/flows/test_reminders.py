"""§3.5 Nothing forgotten: who is reminded of what, when, once, and in how many messages."""

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import answers, filed, since, taken
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("3.5 Nothing forgotten")

BOARD = False


async def _news(phone: Phone, before: int) -> list[str]:
    return await since(phone, before)


async def test_an_untaken_ticket_is_announced_again_and_its_requester_told(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera = stage.people["Vera"]
    await vera.writes("/away")
    await filed(rita)
    seen = {p.name: len(await p.received()) for p in (rita, olga, ivan, vera)}
    await stage.pass_time(minutes=14)
    assert [len(await p.received()) for p in (rita, olga, ivan, vera)] == list(seen.values())
    await stage.pass_time(minutes=1.1)
    for agent in (olga, ivan):
        (again,) = (await agent.received())[seen[agent.name] :]
        assert "claim:1" in buttons(again)
        assert "#1" in words(again)
        assert "15 min" in words(again)
    assert await _news(vera, seen["Vera"]) == []
    (line,) = await _news(rita, seen["Rita"])
    assert piece_of("nobody-free") in line
    await stage.pass_time(minutes=15)
    (escalated,) = (await vera.received())[seen["Vera"] :]
    assert "#1" in words(escalated)
    assert "30 min" in words(escalated)
    assert len(await olga.received()) == seen["Olga"] + 1
    await stage.pass_time(hours=6)
    assert [len(await p.received()) - n for p, n in zip((rita, olga, ivan, vera), seen.values(), strict=True)] == [
        1
    ] * 4


async def test_a_taken_one_comes_back_to_its_agent_after_four_times_and_to_the_admins_after_eight(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera = stage.people["Vera"]
    await taken(rita, olga)
    await answers(olga, 1, "Have you tried turning it off?")
    await stage.pass_time(hours=3)
    await rita.writes("Yes, twice")
    seen = {p.name: len(await p.received()) for p in (olga, ivan, vera)}
    await stage.pass_time(minutes=59)
    assert await _news(olga, seen["Olga"]) == []
    await stage.pass_time(minutes=1.1)
    (reminder,) = await _news(olga, seen["Olga"])
    assert reminder == "Rita K. has been waiting for your answer in #1 for 1 h."
    assert "open:1" in buttons(await olga.last())
    await stage.pass_time(minutes=60)
    (escalated,) = await _news(vera, seen["Vera"])
    assert escalated == text_of("escalate-waiting", name="Rita K.", number=1, age="2 h", assignee="Olga")
    await stage.pass_time(hours=6)
    assert [len(await p.received()) - seen[p.name] for p in (olga, ivan, vera)] == [1, 0, 1]


async def test_nobody_is_told_that_a_team_was_reminded_which_was_not(stage: Stage, rita: Phone) -> None:
    vera = stage.people["Vera"]
    await filed(rita)
    await stage.telegram.do("block", person=vera.id)
    await stage.settle()
    told = len(await rita.received())
    await stage.pass_time(minutes=16)
    assert await _news(rita, told) == []
    await stage.telegram.do("unblock", person=vera.id)
    await stage.settle()
    await stage.pass_time(minutes=16)
    assert len(await _news(rita, told)) == 1
