"""Preset answers: written and published by admins, given before a person answers, between nobody and a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from db.models import Origin, Person, Role
from desk import Desk
from desk.suggestions import presets
from desk.text import RichText
from tests.flows.acts import answers, files
from tests.flows.hours import it_is, sets
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import card_of, filed, row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Preset answers")

BOARD = False
ASKED = "hi, what is the wifi password please?"
EN, RU = "{name}, the password of the guest wi-fi stands on your badge.", "Пароль от wi-fi — на бейдже, {имя}."


EXAMPLES = "what is the wifi password\nкакой пароль от вайфая"


async def published(stage: Stage, examples: str = EXAMPLES) -> None:
    """Vera has written one and published it."""
    async with stage.database.unit_of_work() as session:
        vera = (await session.scalars(select(Person).where(Person.role == Role.ADMIN))).one()
        desk = Desk(session, Origin.TELEGRAM, vera, now=stage.clock(), rules=stage.settings)
        key = (await presets.begin_preset(desk, "Guest wi-fi")).id
        await presets.set_text(desk, key, "en", RichText(EN))
        await presets.set_text(desk, key, "ru", RichText(RU))
        await presets.set_examples(desk, key, examples)
        await presets.publish_preset(desk, key, (await presets.lock_preset(desk, key)).version)


async def stands(stage: Stage, number: int) -> tuple[object, ...]:
    """Status, whether it was broadcast, what became of the offer."""
    found = await row(
        stage,
        "select t.status, t.broadcast_at is not null, o.outcome from tickets t left join offers o on o.ticket_id = t.id"
        " where number = :n",
        n=number,
    )
    return tuple(found)


async def cards(phone: Phone, number: int) -> list[str]:
    """What somebody was sent about it."""
    return [said for said in await phone.texts() if f"#{number} " in said]


async def test_it_answers_at_once_and_a_person_is_a_press_a_word_or_some_time_away(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await published(stage)
    number = await files(rita, ASKED)
    given = await rita.message_with(f"need_person:{number}")
    assert words(given) == EN.replace("{name}", "Rita")
    assert buttons(given) == [f"helped:{number}", f"need_person:{number}"]
    receipt = await rita.message_with("to:new")
    assert piece_of("receipt-preset") in words(receipt)
    assert len(buttons(receipt)) <= 6
    await rita.writes("thanks!")
    assert await stands(stage, number) == ("new", False, None)
    assert await cards(olga, number) == []
    await olga.writes("/queue")
    assert f"#{number}" in await olga.reads()  # who looks sees it
    await rita.presses(f"need_person:{number}")
    assert await stands(stage, number) == ("new", True, "person")
    assert (await rita.answer())["text"] == text_of("person-called")
    assert f"need_person:{number}" not in [b for m in await rita.received() for b in buttons(m)]
    assert await cards(olga, number)
    await olga.presses(f"open:{number}")
    assert f"// {text_of('preset-by')}: just now\n{EN.replace('{name}', 'Rita')}" in await olga.reads()
    assert text_of("card-answered", title="Guest wi-fi") in await olga.reads()

    anna = await stage.phone("Анна", language="ru")
    words_of_anna = await files(anna, "подскажите, какой пароль от вайфая?")
    given = await anna.message_with(f"need_person:{words_of_anna}")
    assert words(given) == "Пароль от wi-fi — на бейдже, Анна."
    await anna.writes("на бейдже ничего нет", reply_to=given["message_id"])
    assert await stands(stage, words_of_anna) == ("new", True, "words")
    assert "нажмите Позвать человека" not in words(await anna.message_with("to:new"))

    sam = await stage.phone("Sam")
    left = await files(sam, ASKED)
    assert await stands(stage, left) == ("new", False, None)
    await stage.reopen()
    await stage.pass_time(minutes=stage.settings.requests.question.total_seconds() / 60 + 1)
    assert await stands(stage, left) == ("new", True, "silence")
    assert await cards(olga, left)
    await sam.presses(f"helped:{left}")  # it did after all
    assert (await stands(stage, left))[::2] == ("closed", "helped")


@pytest.mark.parametrize(
    ("language", "said", "then"),
    [
        ("ru", "Это служба поддержки? Извините за беспокойство", "как оплатить участие?"),
        ("en", "Is this the help desk? Sorry for bothering you", "how do I pay the fee"),
    ],
)
async def test_it_answers_the_line_with_the_question_after_an_opener(
    stage: Stage, olga: Phone, language: str, said: str, then: str
) -> None:
    await published(stage, "how to pay the fee\nкак оплатить участие")
    anna = await stage.phone("Anna", language=language)
    await anna.drafts(said)
    await anna.drafts(then)
    await stage.pass_time(seconds=11)
    assert await anna.message_with("need_person:1")
    assert await cards(olga, 1) == []


async def test_helped_and_an_agent_at_the_same_moment(stage: Stage, rita: Phone, olga: Phone) -> None:
    await published(stage)
    number = await files(rita, ASKED)
    given = await rita.message_with(f"helped:{number}")
    await olga.writes(f"/ticket {number}")
    opened = await olga.last_id()
    await rita.presses(f"helped:{number}", on=given["message_id"], quietly=True)
    await olga.presses(f"claim:{number}", on=opened, quietly=True)
    await stage.settle()
    assert await stands(stage, number) == ("closed", False, "helped")
    sam = await stage.phone("Sam")
    other = await files(sam, ASKED)
    given = await sam.message_with(f"helped:{other}")
    await olga.writes(f"/claim {other}", quietly=True)
    await sam.presses(f"helped:{other}", on=given["message_id"], quietly=True)
    await stage.settle()
    assert (await stands(stage, other))[::2] == ("closed", "helped")
    eve = await stage.phone("Eve")
    third = await files(eve, ASKED)
    given = await eve.message_with(f"need_person:{third}")
    await olga.writes(f"/claim {third}")
    assert await stands(stage, third) == ("assigned", False, "taken")
    assert buttons(await eve.containing("stands on your badge")) == []
    await answers(olga, third, "I look into it")
    for press in (f"helped:{third}", f"need_person:{third}"):
        await eve.presses(press, on=given["message_id"], force=True)
        assert (await eve.answer())["show_alert"]
    assert await stands(stage, third) == ("in_progress", False, "taken")


async def test_a_merge_while_an_answer_holds_the_broadcast(stage: Stage, rita: Phone, olga: Phone) -> None:
    await published(stage)
    held, other = await files(rita, ASKED), await filed(rita, "The blinds of room 5 are stuck")
    await olga.writes(f"/merge {other} into {held}")  # which says more now than what was answered
    assert await stands(stage, held) == ("new", True, "words")
    assert f"claim:{held}" in buttons(await card_of(olga, held))

    sam = await stage.phone("Sam")
    held, other = await files(sam, ASKED), await filed(sam, "The lamp of room 6 flickers")
    given = await sam.message_with(f"need_person:{held}")
    await olga.writes(f"/merge {held} into {other}")
    assert await stands(stage, held) == ("closed", False, None)
    assert buttons(await sam.containing("stands on your badge")) == []
    for press in (f"need_person:{held}", f"helped:{held}"):
        await sam.presses(press, on=given["message_id"], force=True)
        assert (await sam.answer())["show_alert"]
    await stage.pass_time(minutes=stage.settings.requests.question.total_seconds() / 60 + 1)
    assert await stands(stage, held) == ("closed", False, None)
    await olga.writes(f"/unmerge {held}")
    assert await stands(stage, held) == ("new", True, None)  # nobody had heard of it yet
    assert f"claim:{held}" in buttons(await card_of(olga, held))

    eve = await stage.phone("Eve")
    held = await files(eve, ASKED)
    await eve.writes(f"/cancel {held}")
    await eve.presses(f"reopen:{held}")
    assert await stands(stage, held) == ("reopened", True, None)
    assert f"claim:{held}" in buttons(await card_of(olga, held))


@pytest.mark.board
async def test_the_board_has_it_at_once_and_who_takes_it_there_ends_the_wait(
    stage: Stage, rita: Phone, account_of_olga: str
) -> None:
    await published(stage)
    number = await files(rita, ASKED)
    said = f"// **{text_of('preset-by')}:** {EN.replace('{name}', 'Rita')}"
    assert said in await stage.board.comments(number)
    assert await stands(stage, number) == ("new", False, None)
    await stage.board.update(number, by=account_of_olga, responsible_uid=account_of_olga)
    assert (await stands(stage, number))[1:] == (False, "taken")
    assert buttons(await rita.containing("stands on your badge")) == []
    assert await scalar(stage, "select first_response_at from tickets where number = :n", n=number) is None


async def test_outside_the_hours_it_calls_nobody_before_they_begin(stage: Stage, rita: Phone, olga: Phone) -> None:
    await published(stage)
    await sets(stage, hours="mon-fri 9-18")
    await it_is(stage, datetime(2026, 11, 20, 17, 59, tzinfo=UTC))
    await files(rita, ASKED)
    receipt = await rita.containing(piece_of("receipt-preset"))
    monday = int(datetime(2026, 11, 23, 9, 0, tzinfo=UTC).timestamp())
    assert [e["unix_time"] for e in receipt["entities"] if e["type"] == "date_time"] == [monday]
