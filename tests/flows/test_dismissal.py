"""Dismissal with all that follows: what a former agent gets no more, does no more, and how they come back."""

import pytest

from db.database import Database
from desk.integrations import integrations
from desk.policy.permissions import Grant
from desk.staff import members
from desk.webhooks import subscriptions
from tests.flows import cast
from tests.flows.acts import answers, dismissed, filed_and_taken, files, invite, member
from tests.flows.clients import as_vera
from tests.flows.phone import Phone
from tests.flows.scenes import may, row
from tests.flows.stage import Stage, staged
from tests.flows.webhooks.catcher import RULES
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("1 People")

BOARD = False


async def test_a_dismissed_persons_unused_invites_end(stage: Stage) -> None:
    vera = stage.vera
    boss = await stage.phone("Boss")
    await boss.writes(f"/start {await invite(vera, 'admin')}")
    await vera.presses(f"admit:{boss.id}")
    code = await invite(boss)
    await dismissed(stage, boss)
    new = await stage.phone("New")
    await new.writes(f"/start {code}")
    assert piece_of("invite-bad") in await new.reads()
    await boss.writes(f"/start {await invite(vera, 'admin')}")
    await vera.presses(f"admit:{boss.id}")
    await new.writes(f"/start {code}")
    assert piece_of("invite-bad") in await new.reads(), "their maker came back, the links did not"


@pytest.mark.board
async def test_a_dismissed_persons_tickets_are_released(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    number = await filed_and_taken(rita, olga, "No coffee in the speakers' room")
    await dismissed(stage, olga)
    assert await stage.board.section(number) == "New"
    assert f"claim:{number}" in await ivan.buttons()
    assert text_of("dismissed", name="Olga", by="Vera", n=1, group=0) in await stage.vera.texts()


async def test_the_admins_hear_that_a_former_agent_may_still_read_the_staff_group(database: Database) -> None:
    async with staged(database, board=False, staff_chat_id=-1002) as stage:
        ivan = await stage.agent("Ivan", language="ru")
        await dismissed(stage, ivan)
        told = await stage.vera.texts()
        assert text_of("dismissed", name="Ivan", by="Vera", n=0, group=1) in told


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
    assert await olga.reads() == f"There is no #{number} here."
    assert "prizes" not in " ".join(await olga.texts())


async def test_answers_to_what_they_had_asked_themselves_wait_for_them_all_the_same(
    stage: Stage, olga: Phone, ivan: Phone
) -> None:
    number = await files(olga, "My own chair is broken")
    await ivan.presses(f"claim:{number}")
    await stage.telegram.do("block", person=olga.id)
    await stage.settle()
    await answers(ivan, number, "A new chair stands at your desk")
    await dismissed(stage, olga)
    await stage.telegram.do("unblock", person=olga.id)
    await stage.settle()
    await olga.writes("/start")
    await stage.pass_time(minutes=5)
    assert "A new chair stands at your desk" in " ".join(await olga.texts())


async def test_what_happens_to_what_they_closed_is_not_told_to_a_former_agent(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, solved: int
) -> None:
    await rita.presses(f"solved:{solved}:yes")
    await dismissed(stage, olga)
    before = [m["message_id"] for m in await olga.received()]
    await ivan.writes(f"/ticket {solved}")
    await ivan.writes("The code of the lift is 4711", reply_to=await ivan.last_id())
    await stage.vera.writes(f"/reopen {solved}")
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
    assert (await olga.reads()).startswith("This is the help desk.")


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
        assert (await olga.answer())["text"] == text_of("press-outdated")
    await olga.writes("I need my old key card back", reply_to=why["message_id"])
    assert "send:2" in await olga.buttons()
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


async def test_the_invite_of_a_dismissed_person_lets_them_in_again(stage: Stage, olga: Phone, rita: Phone) -> None:
    await dismissed(stage, olga)
    await olga.writes(f"/start {await invite(stage.vera)}")
    number = await filed_and_taken(rita, olga, "The projector is upside down")
    await answers(olga, number, "Turned it")
    assert (await rita.reads()).endswith("Turned it")


async def test_who_is_invited_again_begins_anew_as_staff_and_keeps_what_is_theirs_as_requester(
    stage: Stage, olga: Phone, rita: Phone
) -> None:
    vera = stage.vera
    await vera.writes("/categories add Access")
    category = await scalar(stage, "select id from categories")
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
    assert "upside down" in await olga.reads()


@pytest.mark.parametrize("ended", ["closed", "resolved"])
async def test_what_was_solved_does_not_wait_for_somebody_when_they_leave(
    stage: Stage, rita: Phone, olga: Phone, solved: int, ended: str
) -> None:
    if ended == "closed":
        await rita.presses(f"solved:{solved}:yes")
    await dismissed(stage, olga)
    await rita.writes(f"/ticket {solved}")
    assert ended in await rita.reads()
    assert piece_of("taken-released") not in await rita.reads()
    await stage.vera.writes(f"/reopen {solved}")
    await rita.writes(f"/ticket {solved}")
    assert text_of("status-requester", status="reopened") in await rita.reads()


@pytest.mark.parametrize("how", ["dismissed", "trainee", "less"])
async def test_admins_hear_whose_tokens_somebody_takes_along(database: Database, how: str) -> None:
    """Those that nobody renewed since, and where events go to an address of theirs. A token may have what is taken."""
    async with staged(database, board=False, begins=(cast.olga,), web__url="https://desk.example", **RULES) as stage:
        vera, olga = stage.vera, stage.olga
        await may(stage, olga, integrations=True)
        for phone, made in ((olga, "Shop"), (olga, "Till"), (vera, "Wiki"), (vera, "Mine")):
            async with as_vera(stage, phone.id) as desk:
                await integrations.create_integration(desk, made)
        async with as_vera(stage) as desk:
            await integrations.rotate_token(desk, 2)
        async with as_vera(stage, olga.id) as desk:
            await subscriptions.subscribe(desk, 3, "https://hooks.example/in", ())
        if how == "dismissed":
            await dismissed(stage, olga)
        elif how == "less":
            async with as_vera(stage) as desk:
                await members.set_grants(desk, olga.id, {Grant.SEE_ALL: False})
            await stage.settle()
        else:
            await member(vera, olga.id)
            await vera.presses(f"role:{olga.id}")
            await vera.presses(f"giverole:{olga.id}:trainee")
        said = text_of("dismissed-tokens", name="Olga", systems="Shop, Wiki")
        assert said in await vera.texts()
        assert said not in await olga.texts()
