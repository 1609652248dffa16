"""Invites: who may make them, whom they let in, who hears of it; and dismissal with all that follows."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from tests.flows.acts import answers, dismissed, filed_and_taken, files, invite
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged

BOARD = False

NOT_GOOD = "This link is no longer good."


async def test_an_invite_is_a_link_whose_code_has_128_bits_and_is_kept_as_a_hash(stage: Stage) -> None:
    vera = stage.people["Vera"]
    await vera.writes("/invite")
    told = words(await vera.last())
    (link,) = re.findall(r"https://t\.me/(\S+)", told)
    name, code = link.split("?start=")
    assert name == stage.telegram_world.me["username"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", code)
    async with stage.database.sessions() as session:
        assert len(await session.scalar(text("select code_hash from invites"))) == 32


async def test_an_invite_is_good_once(stage: Stage, olga: Phone) -> None:
    code = await invite(stage.people["Vera"])
    new, late = await stage.phone("New"), await stage.phone("Late")
    await new.writes(f"/start {code}")
    await late.writes(f"/start {code}")
    assert words(await new.last()).startswith("You are on the team. New requests come as cards: press Take")
    assert words(await late.last()).startswith(NOT_GOOD)
    await late.writes("/queue")
    assert words(await late.last()) == "Only the team can see the queue."


async def test_staff_lists_the_links_that_are_still_good(stage: Stage) -> None:
    vera = stage.people["Vera"]
    code = await invite(vera)
    await invite(vera, "admin")
    await vera.writes("/staff")
    told = words(await vera.last())
    assert "A link for a new agent, by Vera, is good until" in told
    assert "A link for a new admin, by Vera, is good until" in told
    await (await stage.phone("New")).writes(f"/start {code}")
    await vera.writes("/staff")
    assert "new agent" not in words(await vera.last())
    await stage.pass_time(hours=25)
    await vera.writes("/staff")
    assert "A link" not in words(await vera.last())


async def test_an_invite_ends_after_its_hours(stage: Stage) -> None:
    code = await invite(stage.people["Vera"])
    await stage.pass_time(hours=24, seconds=1)
    late = await stage.phone("Late")
    await late.writes(f"/start {code}")
    assert words(await late.last()).startswith(NOT_GOOD)


async def _stored(stage: Stage) -> str:
    """Every row of every table, payloads as text."""
    async with stage.database.sessions() as session:
        tables = await session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
        rows = [str(row) for name in tables for row in await session.scalars(text(f'select t::text from "{name}" t'))]  # noqa: S608
        rows += [str(row) for row in await session.scalars(text("select encode(payload, 'escape') from jobs"))]
    return "\n".join(rows)


async def test_however_a_link_is_opened_its_code_is_kept_nowhere(stage: Stage, olga: Phone) -> None:
    """Staff open it, so that it stays good; also as the first admin's code may be typed."""
    vera, name = stage.people["Vera"], stage.telegram_world.me["username"]
    code = await invite(vera)
    made = (await vera.last())["message_id"]
    for told in ("/start {}", "/start  {}", "/START {}", f"/start@{name} {{}}", "/start\n{}", "/start\u00a0{}"):
        await olga.writes(told.format(code))
        assert words(await olga.last()).startswith("You are on the team."), told
    typed = await olga.writes(f"/start {code}")
    await olga.writes("What does this do?", reply_to=typed)
    await olga.sends("photo", caption=f"/start {code}")
    await stage.telegram.do("edit", person=olga.id, message_id=typed, text=f"/start@{name} {code}")
    await vera.writes("/help", reply_to=made)
    stored = await _stored(stage)
    assert "What does this do?" in stored
    at = stored.find(code)
    assert at < 0, stored[max(0, at - 200) : at + 30]
    new = await stage.phone("New")
    await new.writes(f"/start {code}")
    assert words(await new.last()).startswith("You are on the team.")


async def test_start_with_any_code_never_becomes_a_ticket(stage: Stage, rita: Phone, olga: Phone) -> None:
    for code in ("AAAA", "no such code at all, and quite a lot of words", "🙂", "x" * 300):
        await rita.writes(f"/start {code}")
        assert words(await rita.last()).startswith(NOT_GOOD)
    await stage.pass_time(minutes=5)
    await olga.writes("/queue")
    assert words(await olga.last()) == "The queue is empty."


@pytest.mark.broad
async def test_fifty_people_open_one_invite_at_once_and_one_is_in(stage: Stage) -> None:
    code = await invite(stage.people["Vera"])
    crowd = [await stage.phone(f"Guest{n:02}") for n in range(50)]
    await asyncio.gather(*(guest.writes(f"/start {code}", quietly=True) for guest in crowd))
    await stage.settle()
    told = [words(await guest.last()) for guest in crowd]
    assert len([t for t in told if t.startswith("You are on the team")]) == 1
    assert len([t for t in told if t.startswith(NOT_GOOD)]) == 49
    async with stage.database.sessions() as session:
        assert await session.scalar(text("select count(*) from people where role = 'agent'")) == 1


async def test_an_admins_link_takes_effect_when_its_maker_presses_admit(stage: Stage) -> None:
    vera = stage.people["Vera"]
    boss = await stage.phone("Boss")
    await boss.writes(f"/start {await invite(vera, 'admin')}")
    assert "as soon as" in words(await boss.last()).lower()
    await boss.writes("/staff")
    assert words(await boss.last()) == "Only the team can see the team."
    asked = await vera.message_with(f"admit:{boss.id}")
    assert words(asked) == "Boss has opened your link for an admin. Shall I let them in?"
    await vera.presses(f"admit:{boss.id}")
    assert words(await boss.last()).startswith("You are an admin.")
    await boss.writes("/staff")
    assert "Boss · admin" in words(await boss.last())
    answered = next(m for m in await vera.received() if m["message_id"] == asked["message_id"])
    assert buttons(answered) == []
    assert words(answered) == "Boss is an admin now, admitted by Vera."


async def test_only_the_maker_of_an_admins_link_can_admit(stage: Stage, rita: Phone) -> None:
    vera = stage.people["Vera"]
    boss, other = await stage.phone("Boss"), await stage.phone("Other")
    await boss.writes(f"/start {await invite(vera, 'admin')}")
    await vera.presses(f"admit:{boss.id}")
    await other.writes(f"/start {await invite(vera, 'admin')}")
    await boss.writes("/staff")
    for phone in (boss, rita, other):
        await phone.writes("/help")
        await phone.presses(f"admit:{other.id}", on=(await phone.last())["message_id"], force=True)
    await other.writes("/staff")
    assert words(await other.last()) == "Only the team can see the team."


async def test_an_agent_who_opens_an_admins_link_uses_it_up(stage: Stage, olga: Phone) -> None:
    vera = stage.people["Vera"]
    code = await invite(vera, "admin")
    await olga.writes(f"/start {code}")
    await vera.presses(f"admit:{olga.id}")
    await olga.writes("/staff")
    assert "Olga · admin" in words(await olga.last())
    late = await stage.phone("Late")
    await late.writes(f"/start {code}")
    assert words(await late.last()).startswith(NOT_GOOD)


async def test_otherwise_staff_opening_a_link_do_not_use_it_up(stage: Stage, olga: Phone) -> None:
    vera = stage.people["Vera"]
    code = await invite(vera)
    await olga.writes(f"/start {code}")
    await vera.writes(f"/start {code}")
    new = await stage.phone("New")
    await new.writes(f"/start {code}")
    assert words(await new.last()).startswith("You are on the team.")


async def test_all_admins_are_told_who_came_by_whose_invite(stage: Stage) -> None:
    vera = stage.people["Vera"]
    boss = await stage.phone("Boss")
    await boss.writes(f"/start {await invite(vera, 'admin')}")
    await vera.presses(f"admit:{boss.id}")
    new = await stage.phone("New", last_name="Person")
    await new.writes(f"/start {await invite(boss)}")
    for admin in (vera, boss):
        assert words(await admin.last()) == "New P. is on the team now, invited by Boss."


async def test_only_admins_invite(stage: Stage, rita: Phone, olga: Phone) -> None:
    await olga.writes("/invite")
    assert words(await olga.last()) == "Only admins can do this."
    await rita.writes("/invite admin")
    assert words(await rita.last()) == "Only the team can invite."
    async with stage.database.sessions() as session:
        assert await session.scalar(text("select count(*) from invites where used_at is null")) == 0


async def test_nobody_dismisses_themselves(stage: Stage) -> None:
    vera = stage.people["Vera"]
    boss = await stage.phone("Boss")
    await boss.writes(f"/start {await invite(vera, 'admin')}")
    await vera.presses(f"admit:{boss.id}")
    await boss.writes("/staff")
    assert f"dismiss:{boss.id}" not in buttons(await boss.last())
    await boss.presses(f"dismiss:{boss.id}", on=(await boss.last())["message_id"], force=True)
    assert (await boss.answers())[-1]["text"] == "This button is out of date."
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
    assert words(await new.last()).startswith(NOT_GOOD)


@pytest.mark.board
async def test_a_dismissed_persons_tickets_are_released(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    number = await filed_and_taken(rita, olga, "No coffee in the speakers' room")
    await dismissed(stage, olga)
    assert await stage.board.section(number) == "New"
    assert f"claim:{number}" in buttons(await ivan.last())
    assert words(await stage.people["Vera"].containing("no longer on the team")).endswith(
        "1 request is back in the queue."
    )


async def test_the_admins_hear_that_a_former_agent_may_still_read_the_staff_group(database: Database) -> None:
    async with staged(database, board=False, staff_chat_id=-1002) as stage:
        ivan = await stage.agent("Ivan", language="ru")
        await dismissed(stage, ivan)
        told = words(await stage.people["Vera"].containing("no longer on the team"))
        assert told.endswith("If they are in the staff group, they still read it: please take them out there.")


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
    assert words(await olga.last()) == f"There is no request #{number} here."
    assert "prizes" not in " ".join(await olga.texts())


@pytest.mark.broad
async def test_a_former_agent_gets_none_of_the_messages_that_waited_for_them(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    number = await filed_and_taken(rita, olga, "The lift is stuck")
    await stage.telegram.do("block", person=olga.id)
    await stage.settle()
    await rita.writes("The secret code of the lift is 4711")
    await ivan.writes(f"/note {number} nobody must know 4711")
    await dismissed(stage, olga)
    await stage.telegram.do("unblock", person=olga.id)
    await stage.settle()
    await olga.writes("/start")
    await stage.pass_time(minutes=5)
    assert "4711" not in " ".join(await olga.texts())
    assert words(await olga.last()).startswith("This is the help desk.")


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


@pytest.mark.broad
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


@pytest.mark.broad
async def test_what_waited_for_a_former_agents_word_waits_no_more(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, "The lift is stuck")
    await olga.writes(f"/hold {number}")
    why = await olga.last()
    await olga.writes("Somebody is on the way")
    where = await olga.last()
    await dismissed(stage, olga)
    for data in (f"to:{number}", "to:new", "to:none"):
        await olga.presses(data, on=where["message_id"], force=True)
        assert (await olga.answers())[-1]["text"] == "This button is out of date."
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


@pytest.mark.broad
async def test_the_invite_of_a_dismissed_person_lets_them_in_again(stage: Stage, olga: Phone, rita: Phone) -> None:
    await dismissed(stage, olga)
    await olga.writes(f"/start {await invite(stage.people['Vera'])}")
    number = await filed_and_taken(rita, olga, "The projector is upside down")
    await answers(olga, number, "Turned it")
    assert words(await rita.last()).endswith("Turned it")


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


async def test_invites_last_as_long_as_the_setting_says(database: Database) -> None:
    async with staged(database, invite=timedelta(hours=1)) as stage:
        code = await invite(stage.people["Vera"])
        await stage.pass_time(minutes=59)
        new = await stage.phone("New")
        await new.writes(f"/start {code}")
        assert words(await new.last()).startswith("You are on the team.")
