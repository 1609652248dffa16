"""`/shifts`: a week of buttons, typed by reply; who is not on shift hears nothing; empty hours; copies."""

import pytest

from tests.flows.acts import files, member
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("When staff are there")

BOARD = False


async def test_a_week_of_buttons_is_typed_by_reply_and_only_who_is_on_shift_hears(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await stage.vera.writes("/away")
    await olga.writes("/shifts")
    week = await olga.last()
    assert text_of("shifts-none") in words(week)
    assert len(buttons(week)) == 8
    await olga.presses(f"shiftday:{olga.id}:4")
    asked = await olga.last()
    assert words(asked).startswith("When do you work on Fridays?")
    await olga.writes("nine", reply_to=asked["message_id"])
    assert piece_of("shift-wrong") in await olga.reads()
    await olga.writes("14-18", reply_to=asked["message_id"])
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
    assert await scalar(stage, "select count(*) from tickets where requester_id = (select id from people "
                             "where name = 'Olga')") == 0  # fmt: skip


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
    await olga.presses(f"shifts:{olga.id}:more:1")
    assert f"shifts:{olga.id}:copy:1" not in await olga.buttons()  # for admins
    await olga.presses(f"shiftclear:{olga.id}")
    assert "None set" in await olga.reads()
    await files(await stage.phone("Sam"), "No water in the kitchen")
    assert "No water" in await olga.reads()
    for wrong in ("/shifts someday 9-18", "/shifts mon 9", "/shifts 31.02 9-18"):
        await olga.writes(wrong)
        assert await olga.reads() == text_of("usage-shifts")
    assert await scalar(stage, "select has_shifts from people where name = 'Olga'") is False


async def test_admins_set_anybodys_copy_a_week_and_see_the_hours_nobody_works(
    stage: Stage, olga: Phone, ivan: Phone
) -> None:
    vera = stage.vera
    await member(vera, olga.id)
    await vera.presses(f"shifts:{olga.id}:week:1")
    assert (await vera.reads()).startswith("Olga: shifts")
    await vera.presses(f"shiftday:{olga.id}:0")
    asked = await vera.last()
    assert piece_of("shift-ask-of", day="d0") in words(asked)
    await vera.writes("9-18", reply_to=asked["message_id"])
    assert "Mon: 9:00–18:00" in await vera.reads()
    assert await olga.reads() == text_of("shifts-set-by", by="Vera")
    await vera.presses(f"shifts:{olga.id}:more:1")
    await vera.presses(f"shifts:{olga.id}:empty:1")
    assert piece_of("shifts-empty-none") in await vera.reads()  # Ivan and Vera have none: the desk's hours
    await vera.presses(f"shifts:{olga.id}:week:1")
    await vera.presses(f"shifts:{olga.id}:more:1")
    await vera.presses(f"shifts:{olga.id}:copy:1")
    await vera.presses(f"shiftcopy:{olga.id}:{ivan.id}")
    assert (await vera.reads()).startswith("Ivan: shifts")
    assert "Mon: 9:00–18:00" in await vera.reads()
    await vera.writes("/shifts mon-sun 9-18")
    await vera.presses(f"shifts:{vera.id}:more:1")
    await vera.presses(f"shifts:{vera.id}:empty:1")
    assert "Fri, 20 Nov: 0:00–9:00" in await vera.reads()
    audited = await row(stage, "select string_agg(action, ' ' order by id) from audit where action like 'shifts%'")
    assert audited[0] == "shifts-set shifts-copied shifts-set"


async def test_a_former_agents_question_sets_nothing(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    await olga.writes("/shifts")
    await olga.presses(f"shiftday:{olga.id}:0")
    asked = await olga.last()
    await member(vera, olga.id)
    await vera.presses(f"dismiss:{olga.id}")
    await olga.writes("9-18", reply_to=asked["message_id"])
    assert await scalar(stage, "select count(*) from shifts") == 0
