"""Figures as pictures: `/stats`, `/me`, the buttons under them, what is typed wrong, who sees what."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from bot.report_process import ReportProcess
from db.models import Origin
from desk import Desk
from desk.charts.stats_command import StatsQuestion
from desk.outbox import queue_report
from desk.people import person_rows
from tests.flows import acts
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.sql import execute
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Figures as pictures")

BOARD = False


def is_picture(message: dict[str, Any]) -> bool:
    return [file["kind"] for file in message["files"]] == ["photo"]


def button(message: dict[str, Any], end: str) -> str:
    """The one button whose data ends so."""
    (found,) = [data for data in buttons(message) if data.endswith(end)]
    return found


async def pressed(phone: Phone, end: str) -> dict[str, Any]:
    """The picture after a press on it."""
    picture = await phone.last()
    await phone.presses(button(picture, end), on=picture["message_id"])
    return await phone.last()


async def bot_works(stage: Stage) -> None:
    """Let the bot do what is due, without the reports' process."""
    await stage._poll()
    while await stage.worker.run_once() + await stage.delivery.run_once():
        continue


async def test_a_picture_a_text_and_buttons_that_turn_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await vera.writes("/stats")
    assert (await vera.reads()).startswith(piece_of("stats-nothing", long=5))
    assert (await vera.reads()).endswith("Try a longer one: /stats month")
    await vera.writes("/stats month")
    assert (await vera.reads()).endswith("Other days: /stats 2026-01-01..2026-06-30")
    await acts.filed_and_resolved(rita, olga, "The door is stuck")
    await vera.writes("/stats")
    first = await vera.last()
    assert is_picture(first)
    assert words(first).startswith("Volume\n")
    assert "before: " in words(first)
    assert text_of("figure-filed") + ": 1\n" in words(first)
    assert len(buttons(first)) <= 8

    today = await pressed(vera, ":period:today")
    assert today["message_id"] == first["message_id"]
    assert today["files"] != first["files"]
    assert len(buttons(today)) == 3


async def test_nobody_waits_for_a_picture_whose_figures_come_as_text(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    number = await acts.filed_and_taken(rita, olga, "The door is stuck")
    await vera.writes("/stats", quietly=True)
    await bot_works(stage)
    said = await vera.reads()
    assert said.startswith("Volume\n")
    assert text_of("figure-filed") + ": 1\n" in said
    assert said.endswith("\n" + text_of("stats-drawing"))

    async with stage.database.unit_of_work() as held:
        await held.execute(text("select pg_advisory_xact_lock(hashtext('pulldesk figures'))"))
        drawing = asyncio.create_task(stage.reports.run_once())
        await vera.writes("/queue", quietly=True)
        await olga.presses(f"resolve:{number}", quietly=True)
        await bot_works(stage)
        assert await vera.reads() == text_of("queue-empty")
        assert f"solved:{number}:yes" in await rita.buttons()
        assert not drawing.done()
    await drawing
    await stage.settle()
    picture = await vera.last()
    assert is_picture(picture)
    assert said not in await vera.texts(), "the picture came in its place"


async def test_a_chat_shows_that_a_picture_or_a_file_is_on_its_way(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, stop = stage.vera, asyncio.Event()
    process = ReportProcess(stage.database, ["sleep", "60"], stage.clock, stage.app.bot)
    await vera.writes("/stats", quietly=True)
    await olga.writes("/me", quietly=True)
    await bot_works(stage)
    running = asyncio.create_task(process.run(stop))
    while stage.telegram_world.calls.by_method["sendChatAction"] < 2:
        await asyncio.sleep(0.01)
    stop.set()
    await running
    calls = (await stage.telegram.read("calls"))["recent"]
    actions = [one["params"] for one in calls if one["method"] == "sendChatAction"]
    assert {(int(one["chat_id"]), one["action"]) for one in actions} == {
        (vera.id, "upload_photo"),
        (olga.id, "upload_photo"),
    }


async def test_any_figure_by_anything_only_where(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    vera = stage.vera
    await vera.writes("/categories add Doors")
    await acts.filed_and_resolved(rita, olga, "The door is stuck")
    await acts.filed_and_taken(rita, ivan, "The lamp is dark")
    await vera.writes("/stats filed by agent")
    assert (await vera.reads()).startswith(
        text_of("stats-figure-by", figure=text_of("figure-filed"), by="agent") + "\n"
    )
    for typed, said in (
        ("filed by topic agent=Olga", text_of("stats-figure-by", figure=text_of("figure-filed"), by="category") + "\n"),
        ("solved source=telegram today", text_of("figure-solved") + "\n"),
        ("Olga month", "Olga\n"),
    ):
        await vera.writes(f"/stats {typed}")
        assert is_picture(await vera.last()), typed
        assert (await vera.reads()).startswith(said), typed
    assert "team 1" not in await vera.reads(), "of two the median would say what the other one has"
    await vera.writes("/stats Olga month priority=3")
    assert "· priority: medium\n" in await vera.reads()
    await vera.writes("/stats Olga month priority=2")
    assert (await vera.reads()).startswith(piece_of("stats-nothing", long=5)), "a card is of what was asked for"
    await vera.writes(f'/event new "Hackathon" {stage.clock().date()}')
    await acts.files(rita, "The wireless of the hall")
    await vera.writes("/stats filed month event=Hackathon")
    assert "event: Hackathon" in await vera.reads()


async def test_buttons_of_earlier_versions_lead_to_the_panel_and_a_wrong_period_is_refused(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    await acts.filed_and_resolved(rita, olga, "The door is stuck")
    await vera.writes("/stats")
    picture = await vera.last()
    period = button(picture, ":period:today").removesuffix("period:today")
    for old in ("form:now", "where:day-3", "by:agent", "event:1"):
        await vera.presses(period + old, on=picture["message_id"], force=True)
        assert (await vera.answer())["text"] == text_of("home-moved")
        assert await vera.reads() == text_of("home-without-panel", what=text_of("home-of-charts"))
    await vera.presses(f"{period}period:decade", on=picture["message_id"], force=True)
    assert (await vera.answer())["text"] == text_of("press-outdated")


async def test_agents_see_themselves_and_no_names(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    vera = stage.vera
    for agent in (olga, ivan, vera):
        await acts.filed_and_resolved(rita, agent, f"{agent.name} solves it")
    await acts.filed_and_resolved(rita, olga, "And one more")
    await olga.writes("/me")
    card = await olga.last()
    assert is_picture(card)
    assert words(card).startswith("Olga\n")
    assert text_of("figure-solved") + ": 2 · team 1" in words(card)
    assert text_of("figure-first_attempt") + ": –" in words(card)
    assert "fewer than ten" in words(card)
    assert "Ivan" not in words(card)
    await olga.writes("/stats solved")
    assert text_of("figure-solved") + ": 2" in await olga.reads()
    assert "agent: Olga" in await olga.reads()
    for typed in ("people", "solved by agent", "solved agent=Ivan", "Ivan"):
        await olga.writes(f"/stats {typed}")
        assert await olga.reads() == text_of("stats-own-only")
    await vera.writes("/stats Ivan")
    assert text_of("figure-solved") + ": 1 · team 1" in await vera.reads()

    await olga.writes("/stats")
    theirs = await olga.last()
    forged = button(theirs, ":period:today")
    await vera.writes("/stats people")
    (hers,) = [data for data in await vera.buttons() if data.endswith(":period:today")]
    await olga.presses(hers, on=theirs["message_id"], force=True)
    assert (await olga.reads()).startswith("Volume"), "another's picture is not to be had by its number"
    async with stage.database.unit_of_work() as session:
        person = await person_rows.find_by_telegram(session, olga.id)
        assert person is not None
        desk = Desk(session, Origin.TELEGRAM, person, now=stage.clock(), rules=stage.settings)
        asked = {**StatsQuestion(of="people").dump(), "for": person.id}
        await queue_report(desk, "stats", person.id, asked)
    before = await olga.received()
    await stage.settle()
    assert not await acts.new_messages(olga, before), "asked as an admin, drawn for an agent"
    await acts.dismissed(stage, olga)
    before = await olga.received()
    await olga.presses(forged, on=theirs["message_id"], force=True)
    assert not [m for m in await acts.new_messages(olga, before) if m["files"]]


async def test_ten_at_once_are_one_picture(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await acts.filed_and_resolved(rita, olga, "The door is stuck")
    before = await vera.received()
    for _ in range(10):
        await vera.writes("/stats", quietly=True)
    await stage._poll()
    while await stage.worker.run_once():
        continue
    await stage.settle()
    assert len(await acts.new_messages(vera, before)) == 1


async def test_who_sees_all_figures_is_told_how_many_people_a_week_needs(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    await acts.filed_and_resolved(rita, olga, "The door is stuck")
    missing = text_of("stats-staffing-missing", most=4, fewest=30, weeks=0, finished=0)
    await vera.writes("/stats people month")
    assert missing not in await vera.reads(), "off"
    await vera.writes("/settings staffing_hours 25")
    await vera.writes("/stats people month")
    assert missing in await vera.reads()
    await vera.writes("/stats speed month")
    assert missing not in await vera.reads()
    await olga.writes("/stats people month")
    assert missing not in await olga.reads()
    await _long_ago(stage)
    await vera.writes("/stats people month")
    assert piece_of("stats-staffing", people="0.1", low="0.1", high="0.1", requests="10") in await vera.reads()
    await vera.writes("/language ru")
    await vera.writes("/stats people month")
    assert "нужно около 0,1 чел." in await vera.reads()


async def _long_ago(stage: Stage) -> None:
    """Four full weeks of ten requests each, as they would be after a month."""
    filed = """
        insert into tickets (number, requester_id, origin, status, filed_at, resolved_at, created_at, updated_at,
          subject_at, status_at, priority_at, assignee_at, labels_at)
        select 1000 + n, t.requester_id, t.origin, 'resolved', at, at + interval '1 hour', at, at, at, at, at, at, at
        from tickets t, generate_series(0, 49) n, lateral (
          select date_trunc('week', cast(:now as timestamptz)) - make_interval(weeks => 1 + n / 10)
            + make_interval(days => 1 + n % 5, hours => 9 + n % 3) as at) x
        where t.number = 1"""
    replied = """
        insert into entries (ticket_id, kind, author_id, author_name, origin, created_at)
        select t.id, 'reply', p.id, p.name, 'telegram', t.filed_at + m * interval '10 minutes'
        from tickets t, people p, generate_series(1, 2) m where t.number >= 1000 and p.name like 'Olga%'"""
    await execute(stage, filed, now=stage.clock())
    await execute(stage, replied)
