"""Invites: who may make them, whom they let in, who hears of it."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from tests.flows.acts import invite
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage, staged
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("1 People")

BOARD = False

NOT_GOOD = piece_of("invite-bad")


async def test_an_invite_is_a_link_whose_code_has_128_bits_and_is_kept_as_a_hash(stage: Stage) -> None:
    vera = stage.vera
    await vera.writes("/invite")
    told = await vera.reads()
    (link,) = re.findall(r"https://t\.me/(\S+)", told)
    assert [b["copy"] for row in (await vera.last())["buttons"] for b in row] == [f"https://t.me/{link}"]
    name, code = link.split("?start=")
    assert name == stage.telegram_world.me["username"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", code)
    assert len(await scalar(stage, "select code_hash from invites")) == 32


async def _stored(stage: Stage) -> str:
    """Every row of every table, payloads as text."""
    async with stage.database.sessions() as session:
        tables = await session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
        rows = [str(row) for name in tables for row in await session.scalars(text(f'select t::text from "{name}" t'))]  # noqa: S608
        rows += [str(row) for row in await session.scalars(text("select encode(payload, 'escape') from jobs"))]
    return "\n".join(rows)


async def test_however_a_link_is_opened_its_code_is_kept_nowhere(stage: Stage, olga: Phone) -> None:
    """Staff open it, so that it stays good; also as the first admin's code may be typed."""
    vera, name = stage.vera, stage.telegram_world.me["username"]
    code = await invite(vera)
    made = await vera.last_id()
    for told in ("/start {}", "/start  {}", "/START {}", f"/start@{name} {{}}", "/start\n{}", "/start\u00a0{}"):
        await olga.writes(told.format(code))
        assert (await olga.reads()).startswith("You are on the team."), told
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
    assert (await new.reads()).startswith("You are on the team.")


async def test_start_with_any_code_never_becomes_a_ticket(stage: Stage, rita: Phone, olga: Phone) -> None:
    for code in ("A" * 22, "AAAA", "no such code at all, and quite a lot of words", "🙂", "x" * 300):
        await rita.writes(f"/start {code}")
        assert (await rita.reads()).startswith(NOT_GOOD) is (code == "A" * 22)
    await stage.pass_time(minutes=5)
    await olga.writes("/queue")
    assert await olga.reads() == "The queue is empty."


async def test_fifty_people_open_one_invite_at_once_and_one_is_in(stage: Stage) -> None:
    code = await invite(stage.vera)
    crowd = [await stage.phone(f"Guest{n:02}") for n in range(50)]
    await asyncio.gather(*(guest.writes(f"/start {code}", quietly=True) for guest in crowd))
    await stage.settle()
    told = [await guest.reads() for guest in crowd]
    assert len([t for t in told if t.startswith("You are on the team")]) == 1
    assert len([t for t in told if t.startswith(NOT_GOOD)]) == 49
    assert await scalar(stage, "select count(*) from people where role = 'agent'") == 1


async def test_an_admins_link_takes_effect_when_its_maker_presses_admit(stage: Stage) -> None:
    vera = stage.vera
    boss = await stage.phone("Boss")
    await boss.writes(f"/start {await invite(vera, 'admin')}")
    assert "as soon as" in (await boss.reads()).lower()
    await boss.writes("/staff")
    assert await boss.reads() == "Only the team can see the team."
    asked = await vera.message_with(f"admit:{boss.id}")
    assert words(asked) == text_of("invite-ask", name="Boss")
    await vera.presses(f"admit:{boss.id}")
    assert (await boss.reads()).startswith("You are an admin.")
    await boss.writes("/staff")
    assert "Boss · admin" in await boss.reads()
    answered = next(m for m in await vera.received() if m["message_id"] == asked["message_id"])
    assert buttons(answered) == []
    assert words(answered) == text_of("admitted", name="Boss", by="Vera")


async def test_an_agent_who_opens_an_admins_link_uses_it_up(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    code = await invite(vera, "admin")
    await vera.writes(f"/start {code}")  # who is an admin already uses up none
    await olga.writes(f"/start {code}")
    await vera.presses(f"admit:{olga.id}")
    await olga.writes("/staff")
    assert "Olga · admin" in await olga.reads()
    late = await stage.phone("Late")
    await late.writes(f"/start {code}")
    assert (await late.reads()).startswith(NOT_GOOD)


async def test_all_admins_are_told_who_came_by_whose_invite(stage: Stage) -> None:
    vera = stage.vera
    boss = await stage.phone("Boss")
    await boss.writes(f"/start {await invite(vera, 'admin')}")
    await vera.presses(f"admit:{boss.id}")
    new = await stage.phone("New", last_name="Person")
    await new.writes(f"/start {await invite(boss)}")
    for admin in (vera, boss):
        assert await admin.reads() == text_of("invite-accepted", name="New P.", by="Boss")


async def test_invites_last_as_long_as_the_setting_says(database: Database) -> None:
    async with staged(database, team__invite=timedelta(hours=1)) as stage:
        code = await invite(stage.vera)
        await stage.pass_time(minutes=59)
        new = await stage.phone("New")
        await new.writes(f"/start {code}")
        assert (await new.reads()).startswith("You are on the team.")
