"""`/shifts`: a week of buttons, typed by reply; who is not on shift hears nothing; empty hours; copies."""

import pytest

from tests.flows.acts import files, member
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("When staff are there")

BOARD = False


async def test_a_typed_week_and_only_who_is_on_shift_hears(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await stage.vera.writes("/away")
    await olga.writes("/shifts")
    week = await olga.last()
    assert text_of("shifts-none") in words(week)
    assert not buttons(week)
    await olga.writes("/shifts fri nine")
    assert await olga.reads() == text_of("usage-shifts")
    await olga.writes("/shifts fri 14-18")
    assert "Fri: 14:00–18:00" in await olga.reads()
    assert "Thu: off" in await olga.reads()
    before = len(await olga.received())
    await files(rita, "The door does not open")
    assert len(await olga.received()) == before  # it is nine
    assert "The door" in await ivan.reads()
    await stage.pass_time(minutes=16)  # reminders are for those on shift, too
    assert len(await olga.received()) == before
    await stage.pass_time(hours=5)
    await files(await stage.phone("Sam"), "No water in the kitchen")
    assert "No water" in await olga.reads()


async def test_a_shift_over_midnight_and_nobody_on_shift_calls_the_admins(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    for agent in (olga, vera):
        await agent.writes("/shifts fri 22-6")
        assert "Fri: 22:00–6:00" in await agent.reads()
    await files(rita, "The door does not open")
    assert "The door" in await vera.reads()
    assert text_of("nobody-on-duty", number=1) in await vera.reads()
    assert "The door" not in " ".join(await olga.texts())
    await stage.pass_time(hours=20, minutes=30)  # Saturday, half past five
    await files(await stage.phone("Sam"), "No water in the kitchen")
    assert "No water" in await olga.reads()


async def test_a_week_as_it_stands_on_a_door(stage: Stage, olga: Phone) -> None:
    await olga.writes("/shifts Пн.-Пт. с 9.00 до 18.00, Сб: 10–14, Вс: выходной")
    said = await olga.reads()
    assert "Fri: 9:00–18:00" in said
    assert "Sat: 10:00–14:00" in said
    assert "Sun: off" in said
    await olga.writes("/shifts mon-fri 9-18, lunch 13-14")
    assert await olga.reads() == text_of("hours-break")
    vera = stage.vera
    await vera.writes("/settings hours Пн-Пт: 9:00–18:00, Сб: 10:00–14:00, Вс: выходной")
    assert "Mon–Fri 9:00–18:00; Sat 10:00–14:00" in await vera.reads()


async def test_a_day_apart_and_no_shifts_at_all(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await stage.vera.writes("/away")
    await olga.writes("/shifts Monday to Sunday from 12am to 24:00")
    await olga.writes("/shifts 20.11 none")
    assert "20 Nov: off" in await olga.reads()
    await files(rita, "The door does not open")
    assert "The door" not in " ".join(await olga.texts())
    assert "The door" in await ivan.reads()
    await olga.writes("/shifts")
    await olga.presses(f"shiftclear:{olga.id}")
    assert "None set" in await olga.reads()
    await files(await stage.phone("Sam"), "No water in the kitchen")
    assert "No water" in await olga.reads()
    for wrong in ("/shifts someday 9-18", "/shifts mon 9", "/shifts 31.02 9-18"):
        await olga.writes(wrong)
        assert await olga.reads() == text_of("usage-shifts")
    assert await scalar(stage, "select has_shifts from people where name = 'Olga'") is False


async def test_an_admin_reads_a_colleagues_week_and_changes_it_in_the_panel(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    await olga.writes("/shifts mon 9-18")
    await member(vera, olga.id)
    await vera.presses(f"shifts:{olga.id}:week:1")
    assert (await vera.reads()).startswith("Olga: shifts")
    assert "Mon: 9:00–18:00" in await vera.reads()
    assert await vera.buttons() == [f"shiftclear:{olga.id}", f"person:{olga.id}"]
    week = await vera.last_id()
    for old in (f"shiftcopy:{olga.id}:{vera.id}", f"shifts:{olga.id}:copy:1", f"shiftday:{olga.id}:0"):
        await vera.presses(old, on=week, force=True)
    told = [answer["text"] for answer in (await vera.answers())[-3:]]
    assert told == [text_of("home-moved"), "", text_of("press-outdated")]
    assert await scalar(stage, "select count(*) from shifts where weekday = 0") == 1
    await olga.presses(f"shiftclear:{olga.id}", on=await olga.last_id())
    assert await scalar(stage, "select count(*) from shifts") == 0
