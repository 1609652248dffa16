"""Dismissal with all that follows: what a former agent gets no more, does no more, and how they come back."""

import pytest

from tests.flows.acts import dismissed, filed_and_taken, files, invite
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("1 People")

BOARD = False


async def test_nobody_dismisses_themselves(stage: Stage) -> None:
    vera = stage.people["Vera"]
    boss = await stage.phone("Boss")
    await boss.writes(f"/start {await invite(vera, 'admin')}")
    await vera.presses(f"admit:{boss.id}")
    await boss.writes("/staff")
    assert f"dismiss:{boss.id}" not in buttons(await boss.last())
    await boss.presses(f"dismiss:{boss.id}", on=(await boss.last())["message_id"], force=True)
    assert (await boss.answers())[-1]["text"] == text_of("press-outdated")
    await boss.writes("/queue")
    assert words(await boss.last()) == "The queue is empty."


async def test_a_dismissed_persons_unused_invites_end(stage: Stage) -> None:
    vera = stage.people["Vera"]
    boss = await stage.phone("Boss")
    await boss.writes(f"/start {await invite(vera, 'admin')}")
    await vera.presses(f"admit:{boss.id}")
    code = await invite(boss)
    await dismissed(stage, boss)
    new = await stage.phone("New")
    await new.writes(f"/start {code}")
    assert piece_of("invite-bad") in words(await new.last())
    await boss.writes(f"/start {await invite(vera, 'admin')}")
    await vera.presses(f"admit:{boss.id}")
    await new.writes(f"/start {code}")
    assert piece_of("invite-bad") in words(await new.last()), "their maker came back, the links did not"


async def test_nothing_more_is_sent_to_a_former_agent(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    number = await filed_and_taken(rita, olga, "My parcel has not arrived")
    await dismissed(stage, olga)
    before = await olga.received()
    await rita.writes("It was the parcel with the prizes")
    await ivan.presses(f"claim:{number}")
    await files(rita, "Something else altogether")
    await stage.pass_time(minutes=40)
    assert [m["message_id"] for m in await olga.received()] == [m["message_id"] for m in before]
    for verb in ("claim", "open", "resolve", "release"):
        await olga.presses(f"{verb}:{number}", on=before[-1]["message_id"], force=True)
    await olga.writes(f"/ticket {number}")
    assert words(await olga.last()) == f"There is no #{number} here."
    assert "prizes" not in " ".join(await olga.texts())


async def test_what_happens_to_what_they_closed_is_not_told_to_a_former_agent(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, solved: int
) -> None:
    await rita.presses(f"solved:{solved}:yes")
    await dismissed(stage, olga)
    before = [m["message_id"] for m in await olga.received()]
    await ivan.writes(f"/ticket {solved}")
    await ivan.writes("The code of the lift is 4711", reply_to=(await ivan.last())["message_id"])
    await stage.people["Vera"].writes(f"/reopen {solved}")
    await stage.pass_time(minutes=40)
    assert [m["message_id"] for m in await olga.received()] == before
    assert "4711" not in " ".join(await olga.texts())
    assert await ivan.message_with(f"claim:{solved}")


async def test_rights_are_checked_again_at_the_moment_of_sending(stage: Stage, rita: Phone, olga: Phone) -> None:
    await filed_and_taken(rita, olga, "The lift is stuck")
    await stage.telegram.do("fault", method="sendMessage", chat_id=olga.id, status=502, times=None)
    await rita.writes("The secret code of the lift is 4711")
    await dismissed(stage, olga)
    await stage.telegram.do("fault/clear")
    await stage.pass_time(minutes=10)
    assert "4711" not in " ".join(await olga.texts())
    await olga.writes("/start")
    assert words(await olga.last()).startswith("This is the help desk.")


async def test_what_an_agent_asked_for_is_not_sent_when_they_are_none_by_then(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    """Lists, questions, lines: all that was on its way in the moment of the dismissal."""
    number = await filed_and_taken(rita, olga, "The lift is stuck with Dr Malachite in it")
    other = await filed_and_taken(rita, ivan, "No water in the kitchen, says Dr Malachite")
    before = await olga.texts()
    await stage.telegram.do("fault", method="sendMessage", chat_id=olga.id, status=502, times=None)
    asked = (
        "/queue", "/mine", "/find malachite", f"/ticket {number}", f"/hand {number}", "/link", "/categories",
        f"/claim {other}", f"/release {other}", "/claim 9999", f"/hold {number}", "/away", "/back", "/blocked",
        "Somebody is on the way",
    )  # fmt: skip
    for text_ in asked:
        await olga.writes(text_)
    await dismissed(stage, olga)
    await stage.telegram.do("fault/clear")
    await stage.pass_time(minutes=10)
    assert (await olga.texts())[len(before) :] == []


async def test_what_waited_for_a_former_agents_word_waits_no_more(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, "The lift is stuck")
    await olga.writes(f"/hold {number}")
    why = await olga.last()
    await olga.writes("Somebody is on the way")
    where = await olga.last()
    await dismissed(stage, olga)
    for data in (f"to:{number}", "to:new", "to:none"):
        await olga.presses(data, on=where["message_id"], force=True)
        assert (await olga.answers())[-1]["text"] == text_of("press-outdated")
    await olga.writes("I need my old key card back", reply_to=why["message_id"])
    assert "send:2" in buttons(await olga.last())
    assert "on the way" not in " ".join(await rita.texts())


@pytest.mark.board
async def test_a_dismissed_persons_todoist_person_is_unlinked(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    number = await filed_and_taken(rita, olga, "The door of hall A is locked")
    await dismissed(stage, olga)
    assert (await stage.board.task(number))["responsible_uid"] is None
    before = await rita.received()
    await stage.board.comment(number, "I still have the key", by=account_of_olga)
    assert len(await rita.received()) == len(before)
    await stage.board.update(number, by=account_of_olga, responsible_uid=account_of_olga)
    await stage.pass_time(seconds=61)
    assert (await stage.board.task(number))["responsible_uid"] is None


@pytest.mark.board
async def test_what_a_dismissed_account_is_known_to_have_done_is_put_back(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    number = await filed_and_taken(rita, olga, "The door of hall A is locked")
    await dismissed(stage, olga)
    await stage.board.complete(number, by=account_of_olga)
    await stage.pass_time(seconds=61)
    assert not (await stage.board.task(number))["checked"]
    assert not [t for t in await rita.texts() if "solved" in t]


async def test_who_is_invited_again_begins_anew_as_staff_and_keeps_what_is_theirs_as_requester(
    stage: Stage, olga: Phone, rita: Phone
) -> None:
    vera = stage.people["Vera"]
    await vera.writes("/categories add Access")
    category = (await row(stage, "select id from categories"))[0]
    await olga.writes("/shifts mon 1-2")
    await olga.writes("/topics")
    await olga.presses(f"topic:{olga.id}:{category}:1:1")
    await olga.writes("/notifications")
    await olga.presses("hear:reminders:silent")
    await olga.presses("ownnews")
    await olga.presses("news:taken:0")
    await olga.writes("/open")
    await olga.presses("allby::1")
    await olga.presses("allby:priority:1")
    await olga.presses("allset:priority:2")
    await dismissed(stage, olga)
    await olga.writes(f"/start {await invite(vera)}")
    kept = await row(
        stage,
        "select has_shifts, switches, open_list, (select count(*) from shifts), (select count(*) from agent_topics)"
        " from people where telegram_id = :id",
        id=olga.id,
    )
    assert tuple(kept) == (False, {"own_taken": "off"}, None, 0, 0)
    await files(rita, "The projector is upside down")
    assert "upside down" in words(await olga.last())
