"""Nobody reaches what is not theirs: another requester's ticket by forged data, number, link or reply."""

import pytest
from sqlalchemy import text

from tests.breadth import apart
from tests.flows.acts import answers, filed_and_resolved, filed_and_taken, files
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("1 People")

BOARD = False
SECRET = "the safe's code is 4711"
FORGED = [
    "send:{n}", "cancel:{n}", "cat:{n}:1", "add:{n}", "open:{n}", "thread:{n}:1", "solved:{n}:yes", "solved:{n}:no",
    "rate:{n}:1", "rate:{n}:skip", "reopen:{n}", "to:{n}", "claim:{n}", "pending:{n}", "resolve:{n}", "release:{n}",
    "hand:{n}", "give:{n}:900", "progress:{n}", "hold:{n}", "prio:{n}:1", "list:1", "queue:1", "release:all",
    "admit:900", "dismiss:900", "link:1", "to:none", "lang:xx", "open:99999999999999999999", "open:-1", "nonsense",
]  # fmt: skip


async def _state(stage: Stage) -> list[tuple[object, ...]]:
    query = "select number, status, assignee_id, category_id, priority, rating, close_at from tickets order by number"
    async with stage.database.sessions() as session:
        return [tuple(row) for row in await session.execute(text(query))]


@pytest.mark.broad
@pytest.mark.parametrize("resolved", apart([False, True]), ids=["taken", "resolved"])
async def test_forged_callback_data_reaches_no_foreign_ticket(
    stage: Stage, rita: Phone, olga: Phone, resolved: bool
) -> None:
    await stage.people["Vera"].writes("/categories add Safes")
    number = await (filed_and_resolved if resolved else filed_and_taken)(rita, olga, SECRET)
    stranger = await stage.phone("Stranger")
    own = await files(stranger, "A request of my own")
    receipt = (await stranger.message_with(f"cancel:{own}"))["message_id"]
    before, told = await _state(stage), len(await rita.received())
    for data in FORGED:
        await stranger.presses(data.format(n=number), on=receipt, force=True)
        answer = (await stranger.answers())[-1]
        assert answer["at"] is not None, data
    await stage.pass_time(seconds=30)
    assert await _state(stage) == before
    assert len(await rita.received()) == told
    assert "4711" not in " ".join(await stranger.texts())


async def test_ticket_n_shows_no_foreign_ticket(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, SECRET)
    stranger = await stage.phone("Stranger")
    for command in ("/ticket", "/cancel"):
        await stranger.writes(f"{command} {number}")
        assert words(await stranger.last()) == f"There is no #{number} here."
        await stranger.writes(f"{command} 77")
        assert words(await stranger.last()) == "There is no #77 here."
    assert (await _state(stage))[0][1] == "assigned"


async def test_a_deep_link_with_a_number_opens_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, SECRET)
    stranger = await stage.phone("Stranger")
    await stranger.writes("/start")
    greeting = words(await stranger.last())
    for code in (f"{number}", f"ticket_{number}", f"open:{number}"):
        await stranger.writes(f"/start {code}")
        assert SECRET not in "\n".join(await stranger.texts())
        assert words(await stranger.last()) == greeting


@pytest.mark.broad
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


@pytest.mark.broad
async def test_a_requesters_commands_of_the_team_say_one_line_and_file_nothing(stage: Stage, rita: Phone) -> None:
    team = "queue mine find claim release hand progress pending hold resolve reopen priority category note away back"
    for command in f"{team} quiet categories link invite staff".split():
        before = len(await rita.received())
        await rita.writes(f"/{command} 1 some words that could be a request")
        told = (await rita.received())[before:]
        assert len(told) == 1, command
        assert words(told[0]).startswith("Only the team"), command
    await stage.pass_time(minutes=5)
    assert await _state(stage) == []


@pytest.mark.parametrize("code", ["ads_spring", "from-instagram", "x" * 64])
async def test_a_link_of_a_campaign_is_a_greeting(stage: Stage, code: str) -> None:
    first, other = await stage.phone("First"), await stage.phone("First")
    await first.writes("/start")
    await other.writes(f"/start {code}")
    assert await other.texts() == await first.texts()
