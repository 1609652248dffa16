"""Time that the team works on requests, in the bot: recorded by command, button and words, taken back, by rules; who
never learns of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.models import Person, WorkedTime
from desk.rule_specs import Action, Condition, ConditionField, RuleTrigger
from tests.flows.acts import filed_and_taken, files
from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.flows.test_rules import ruled
from tests.sql import fetch
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Time spent")

BOARD = False


async def recorded(stage: Stage) -> list[tuple[int, int, str]]:
    """What stands there: minutes, of them billed, whose."""
    rows = select(WorkedTime.minutes, WorkedTime.billed, Person.name).outerjoin(
        Person, Person.id == WorkedTime.person_id
    )
    return [tuple(one) for one in await fetch(stage, rows.order_by(WorkedTime.id))]


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_an_agent_records_time_in_words_and_takes_it_back(
    stage: Stage, rita: Phone, olga: Phone, language: str
) -> None:
    number = await filed_and_taken(rita, olga, "The heating is cold")
    async with stage.speaking(language):
        await olga.writes(f"/time {number} 15m")
        assert await recorded(stage) == []
        assert "time:" not in " ".join(await olga.buttons())
        await stage.vera.writes("/settings time_spent on")
        await stage.vera.writes("/settings time_step_minutes 15")
        seen = len(await rita.received())
        await olga.writes(f"/time {number} " + ("1 ч 20 мин" if language == "ru" else "1 h 20 min"))
        assert await olga.reads() == text_of("done-time", number=number, spent=80)
        await stage.pass_time(minutes=1)
        await olga.writes(f"/time {number} " + ("час бесплатно" if language == "ru" else "an hour free"))
        assert await recorded(stage) == [(80, 90, "Olga"), (60, 0, "Olga")]
        for wrong in ("0", "-15m", "17h", "99999999999999999999", "15m maybe", "<b>15</b>", "15m; drop"):
            await olga.writes(f"/time {number} {wrong}")
            assert await olga.reads() == text_of("usage-time"), wrong
        await olga.writes(f"/time {number} off")
        assert await olga.reads() == text_of("done-retime", number=number)
        assert await recorded(stage) == [(80, 90, "Olga")]
        await olga.writes(f"/history {number}")
        assert text_of("time-billing", billing="free") in await olga.reads()
        assert len(await rita.received()) == seen


async def test_a_button_asks_and_words_answer(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, "The heating is cold")
    await stage.vera.writes("/settings time_spent on")
    await olga.writes(f"/time {number}")
    assert await olga.reads() == text_of("time-ask", number=number)
    asked = await olga.last_id()
    await olga.writes("half an hour", reply_to=asked)
    assert await olga.reads() == text_of("time-stored", number=number)
    assert await recorded(stage) == [(30, 30, "Olga")]
    await olga.writes(f"/open {number}")
    opened = await olga.last_id()
    await olga.presses(f"more:open:{number}:2", on=opened)
    await olga.presses(f"time:{number}", on=opened)
    assert await olga.reads() == text_of("time-ask", number=number)
    await stage.vera.writes("/settings time_spent off")
    await olga.writes("15m", reply_to=await olga.last_id())
    assert await olga.reads() == text_of("time-off")
    await olga.presses(f"time:{number}", on=opened, force=True)
    assert (await olga.answer())["text"] == text_of("time-off")
    await olga.presses(f"more:open:{number}:3", on=opened, force=True)
    await olga.presses(f"more:open:{number}:2", on=opened, force=True)
    assert f"time:{number}" not in await olga.buttons()
    assert await recorded(stage) == [(30, 30, "Olga")]


async def test_a_length_is_not_taken_for_a_ticket_while_another_is_in_focus(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    first = await filed_and_taken(rita, olga, "The heating is cold")
    second = await filed_and_taken(rita, olga, "The printer is dead")
    await stage.vera.writes("/settings time_spent on")
    await olga.writes(f"/focus {second}")
    for length in ("h", "h 20 min", "час бесплатно"):
        await olga.writes(f"/time {first} {length}")
        assert await olga.reads() == text_of("focus-or-number", command="time", focused=second, number=first)
    assert await recorded(stage) == []
    await olga.writes(f"/time {first} 15m")
    assert await olga.reads() == text_of("done-time", number=first, spent=15)
    await olga.writes(f"/time #{second} {first} h")
    assert await olga.reads() == text_of("done-time", number=second, spent=60)


async def test_twice_pressed_is_once_and_others_are_kept_apart(stage: Stage, rita: Phone, olga: Phone) -> None:
    ivan = await stage.agent("Ivan")
    number = await filed_and_taken(rita, olga, "The heating is cold")
    await stage.vera.writes("/settings time_spent on")
    await olga.writes(f"/time {number} 15m")
    await olga.writes(f"/time {number} 15m")
    await ivan.writes(f"/time {number} 15m")
    assert await recorded(stage) == [(15, 15, "Olga"), (15, 15, "Ivan")]
    await ivan.writes(f"/time {number} off")
    await ivan.writes(f"/time {number} off")
    assert await ivan.reads() == text_of("no-such-time", number=number)
    await rita.writes(f"/time {number} 15m")
    assert await recorded(stage) == [(15, 15, "Olga")]


async def test_a_merged_request_shows_where_time_goes(stage: Stage, rita: Phone, olga: Phone) -> None:
    kept = await filed_and_taken(rita, olga, "The heating is cold")
    merged = await files(rita, "Still cold")
    await stage.vera.writes("/settings time_spent on")
    await olga.writes(f"/time {merged} 10m")
    await olga.writes(f"/merge {merged} {kept}")
    await olga.writes(f"/time {merged} 20m")
    assert text_of("is-merged", number=merged, into=kept) in await olga.reads()
    await olga.writes(f"/time {kept} off")
    assert await recorded(stage) == []


async def test_a_rule_adds_its_time_to_the_agent_s(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.vera.writes("/settings time_spent on")
    await ruled(
        stage,
        "Ten minutes each",
        RuleTrigger.STATUS,
        Condition(ConditionField.STATUS, ("resolved",)),
        Action("time", 10),
    )
    number = await filed_and_taken(rita, olga, "The heating is cold")
    await olga.writes(f"/time {number} 15m")
    await olga.presses(f"resolve:{number}")
    await stage.settle()
    assert await recorded(stage) == [(15, 15, "Olga"), (10, 10, "Olga")]
