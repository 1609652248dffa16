"""§3.5 Nothing forgotten: who is reminded of what, when, once, and in how many messages."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import answers, filed, since, taken
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.sentence("3.5 Nothing forgotten")

BOARD = False


@pytest_asyncio.fixture(loop_scope="session")
async def unhurried(database: Database) -> AsyncIterator[Stage]:
    """A desk where reminders are off."""
    async with staged(database, board=False, team__remind=timedelta(), requests__auto_close=timedelta()) as made:
        yield made


async def _news(phone: Phone, before: int) -> list[str]:
    return await since(phone, before)


async def test_who_takes_an_answer_back_owes_one_again(stage: Stage, rita: Phone, olga: Phone, printer: int) -> None:
    said = await answers(olga, printer, "We come on Monday")
    await stage.pass_time(hours=2)
    await olga.writes("/delete", reply_to=said)
    before = len(await olga.received())
    await stage.pass_time(minutes=59)
    assert await since(olga, before) == []
    await stage.pass_time(minutes=2)
    assert await since(olga, before) == [f"Rita K. has been waiting for your answer in #{printer} for 3 h."]


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
    assert "#1 is still waiting for someone free; I have reminded the team" in line
    await stage.pass_time(minutes=15)
    (escalated,) = (await vera.received())[seen["Vera"] :]
    assert "#1" in words(escalated)
    assert "30 min" in words(escalated)
    assert len(await olga.received()) == seen["Olga"] + 1
    await stage.pass_time(hours=6)
    assert [len(await p.received()) - n for p, n in zip((rita, olga, ivan, vera), seen.values(), strict=True)] == [
        1
    ] * 4


@pytest.mark.usefixtures("fire")
async def test_what_nobody_takes_is_announced_again_every_24_hours(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.pass_time(minutes=16)
    await stage.pass_time(minutes=15)
    for day in (1, 2, 3):
        seen, told = len(await olga.received()), len(await rita.received())
        await stage.pass_time(hours=23, minutes=27)
        assert len(await olga.received()) == seen
        await stage.pass_time(minutes=3)
        (fresh,) = (await olga.received())[seen:]
        assert "claim:1" in buttons(fresh)
        assert ["claim:1" in buttons(m) for m in await olga.received()].count(True) == 1
        assert "#1: a newer card follows." in words((await olga.received())[seen - 1])
        (line,) = await _news(rita, told)
        waits = "1 day" if day == 1 else f"{day} days"
        assert f"#1 has been waiting for {waits} now; nobody has been free yet. I have reminded the team again." in line
        stage.clock.on(minutes=30 if day < 3 else 0)
    await olga.presses("claim:1")
    await answers(olga, 1, "I am on my way")
    seen, told = len(await olga.received()), len(await rita.received())
    await stage.pass_time(hours=73)
    assert (len(await olga.received()), len(await rita.received())) == (seen, told)


async def test_a_reminder_that_came_late_is_not_followed_by_the_days_with_the_same_words(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await filed(rita)
    seen, told = len(await olga.received()), len(await rita.received())
    await stage.pass_time(hours=23, minutes=30)
    assert (len(await olga.received()), len(await rita.received())) == (seen + 1, told + 1)
    await stage.pass_time(minutes=30)
    assert (len(await olga.received()), len(await rita.received())) == (seen + 1, told + 1)
    await stage.pass_time(hours=24)
    assert (len(await olga.received()), len(await rita.received())) == (seen + 2, told + 2)


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
    assert escalated == "Rita K. has been waiting in #1 for 2 h; Olga has it."
    await stage.pass_time(hours=6)
    assert [len(await p.received()) - seen[p.name] for p in (olga, ivan, vera)] == [1, 0, 1]


@pytest.mark.usefixtures("printer")
async def test_once_per_wait(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.pass_time(minutes=61)
    assert await olga.containing("has been waiting for your answer")
    await answers(olga, 1, "Sorry, I was at lunch")
    await rita.writes("It burns again")
    seen = len(await olga.received())
    await rita.writes("and again")
    await stage.pass_time(minutes=61)
    assert len([t for t in await _news(olga, seen) if "has been waiting for your answer" in t]) == 1


@pytest.mark.usefixtures("printer")
async def test_what_is_pending_or_on_hold_waits_for_somebody_else(stage: Stage, rita: Phone, olga: Phone) -> None:
    await taken(await stage.phone("Sam"), olga, "No water in the kitchen")
    await olga.presses("pending:1")
    await olga.writes("/hold 2 the landlord has the key")
    seen = len(await olga.received())
    await stage.pass_time(hours=5)
    assert await _news(olga, seen) == []
    await olga.writes("/progress 2")
    seen = len(await olga.received())
    await stage.pass_time(minutes=61)
    assert [t for t in await _news(olga, seen) if "Sam has been waiting" in t]


async def test_what_is_due_within_the_next_minute_comes_along_as_one_message(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await stage.people["Vera"].writes("/away")
    sam, tom = await stage.phone("Sam"), await stage.phone("Tom")
    await filed(rita)
    await stage.pass_time(seconds=40)
    await filed(sam, "No water in the kitchen")
    await stage.pass_time(minutes=5)
    await filed(tom, "The door of hall B is locked")
    seen = len(await olga.received())
    await stage.pass_time(minutes=9, seconds=20)
    (reminder,) = (await olga.received())[seen:]
    said = words(reminder).splitlines()
    assert said[0] == "2 requests are waiting, the oldest 15 min."
    assert said[1:] == ["#1 Rita K. · nobody yet · 15 min", "#2 Sam · nobody yet · 14 min"]
    assert {"queue:1", "open:1", "open:2"} <= set(buttons(reminder))
    for phone in (rita, sam):
        assert "still waiting" in (await phone.texts())[-1]
    await olga.presses("queue:1")
    assert "The queue · 3" in words(await olga.last())


async def test_an_agent_gets_at_most_one_per_remind_minutes(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.people["Vera"].writes("/away")
    await filed(rita)
    await stage.pass_time(minutes=5)
    tom = await stage.phone("Tom")
    await filed(tom, "The door of hall B is locked")
    await stage.pass_time(minutes=10.5)
    seen, told = len(await olga.received()), len(await tom.received())
    await stage.pass_time(minutes=6)
    assert await _news(olga, seen) == []
    assert await _news(tom, told) == []
    await stage.pass_time(minutes=9)
    (second,) = (await olga.received())[seen:]
    assert "claim:2" in buttons(second)
    assert len(await _news(tom, told)) == 1


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


async def test_zero_turns_reminders_and_closing_off(unhurried: Stage) -> None:
    rita, olga = await unhurried.phone("Rita"), await unhurried.agent("Olga")
    await filed(rita)
    seen, told = len(await olga.received()), len(await rita.received())
    await unhurried.pass_time(hours=24)
    assert (len(await olga.received()), len(await rita.received())) == (seen, told)
    await olga.presses("claim:1")
    await olga.presses("resolve:1")
    told = len(await rita.received())
    await unhurried.pass_time(hours=24 * 30)
    assert "solved:1:yes" in buttons(await rita.message_with("solved:1:yes"))
    assert len(await rita.received()) == told
