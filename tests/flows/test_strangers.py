"""Nobody reaches what is not theirs: another requester's ticket by forged data, number, link or reply."""

import pytest
from sqlalchemy import text

from tests.flows.acts import answers, filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("1 People")

BOARD = False
SECRET = "the safe's code is 4711"


async def test_a_deep_link_with_a_number_opens_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, SECRET)
    stranger = await stage.phone("Stranger")
    await stranger.writes("/start")
    greeting = words(await stranger.last())
    for code in (f"{number}", f"ticket_{number}", f"open:{number}"):
        await stranger.writes(f"/start {code}")
        assert SECRET not in "\n".join(await stranger.texts())
        assert words(await stranger.last()) == greeting


async def test_a_reply_reaches_no_foreign_ticket(stage: Stage, rita: Phone, olga: Phone) -> None:
    """Message ids are counted per chat: the same id in another chat is another message."""
    number = await filed_and_taken(rita, olga, SECRET)
    await answers(olga, number, "I have changed it")
    stranger = await stage.phone("Stranger")
    await stranger.writes("/start")
    await stranger.writes("/help")
    told = len(await rita.received())
    for message in await stranger.chat():
        await stranger.writes(f"Reply to {message['message_id']}", reply_to=message["message_id"])
    await stage.pass_time(minutes=5)
    assert len(await rita.received()) == told
    async with stage.database.sessions() as session:
        foreign = "select count(*) from entries e join tickets t on t.id = e.ticket_id where t.number = :n"
        assert await session.scalar(text(foreign), {"n": number}) == 2
    assert "4711" not in " ".join(await stranger.texts())


async def test_a_requesters_view_never_holds_what_is_inside(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.people["Vera"].writes("/categories add Safes")
    number = await filed_and_taken(rita, olga, SECRET)
    await olga.writes(f"/note {number} inside one")
    await olga.writes(f"/hold {number} inside two")
    await rita.writes(f"/ticket {number}")
    await rita.presses(f"thread:{number}:1")
    assert "inside" not in " ".join(await rita.texts())
    assert "on hold" in words(await rita.containing("⏸"))


@pytest.mark.parametrize("code", ["ads_spring", "from-instagram", "x" * 64])
async def test_a_link_of_a_campaign_is_a_greeting(stage: Stage, code: str) -> None:
    first, other = await stage.phone("First"), await stage.phone("First")
    await first.writes("/start")
    await other.writes(f"/start {code}")
    assert await other.texts() == await first.texts()
