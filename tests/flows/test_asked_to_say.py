"""What a requester is asked to say more about before a person answers: what their topic asks, what is missing. Each
answer is a comment and stands in the form; nobody waits for it."""

from __future__ import annotations

from typing import Any

import pytest

from db.models import Origin
from desk import Desk
from desk.i18n import LANGUAGES
from desk.people import person_rows
from desk.topics import editing
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import card_of, filed, row
from tests.flows.stage import VERA, Stage
from tests.flows.test_content_edits import edits
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Asked before a person answers")

BOARD = False
ROOM = "place: Which <b>room</b>?\nru: Какая комната?"
HINT = "\n" + text_of("ask-how")
PLAIN = "My lamp is on the table"


def _list_said(question: str, language: str) -> list[str]:
    """The question in a language: `key: text` in English, its further lines `ru: text`."""
    first, *more = question.splitlines()
    key = first.partition(":")[0]
    return [first] if language == "en" else [f"{key}:{said.partition(':')[2]}" for said in more]


async def topic(stage: Stage, name: str, *questions: str, keywords: tuple[str, ...] = ()) -> int:
    """A topic of Vera's that asks this; its id. How she types it is told elsewhere."""
    async with stage.database.unit_of_work() as session:
        vera = await person_rows.find_by_telegram(session, VERA)
        desk = Desk(session, Origin.TELEGRAM, vera, now=stage.clock(), rules=stage.settings)
        key = await editing.add_category(desk, name, keywords=keywords)
        for language in LANGUAGES:
            said = [line for question in questions for line in _list_said(question, language)]
            await editing.set_questions(desk, key, language, "\n".join(said))
    return key


async def newest(stage: Stage) -> int:
    """The question asked last."""
    return int(await scalar(stage, "select max(id) from questions"))


def labels(message: dict[str, Any]) -> list[str]:
    """What its buttons say."""
    return [b["text"] for line in message["buttons"] for b in line]


async def form(stage: Stage, number: int) -> list[str]:
    """What stands in a ticket's form."""
    lines = "select coalesce(string_agg(f.key || '=' || f.value, '|' order by f.at, f.key), '') from ticket_form f"
    found = await row(stage, f"{lines} join tickets t on t.id = f.ticket_id where t.number = :n", n=number)
    return [line for line in str(found[0]).split("|") if line]


async def comments(stage: Stage, number: int) -> list[str]:
    """What its requester said, in order."""
    said = "select string_agg(e.body, '|' order by e.id) from entries e join tickets t on t.id = e.ticket_id"
    found = await row(stage, f"{said} where t.number = :n and kind = 'comment' and withdrawn_at is null", n=number)
    return str(found[0]).split("|")


async def test_a_topic_chosen_on_the_receipt_leads_into_its_questions(stage: Stage, rita: Phone, olga: Phone) -> None:
    key = await topic(stage, "Equipment", ROOM, "device: Which device?", "since: Since when?")
    number = await filed(rita, PLAIN)
    assert f"claim:{number}" in buttons(await olga.containing(PLAIN)), "nobody waits for what is asked"
    receipt = await rita.message_with(f"cat:{number}:{key}")
    await rita.presses(f"cat:{number}:{key}")
    asked = await rita.last()
    assert words(asked) == f"#{number}: Which <b>room</b>?{HINT}"
    assert buttons(asked) == [f"fillskip:{await newest(stage)}"]
    shown = next(m for m in await rita.received() if m["message_id"] == receipt["message_id"])
    assert not [b for b in buttons(shown) if b.startswith(("cat:", "more:"))]
    said = await rita.writes("Room 205, by the window")
    assert words(await rita.containing("✓")) == f"#{number}: Which <b>room</b>?\n✓ Room 205, by the window"
    assert (await rita.reads()).startswith(f"#{number}: Which device?")
    await rita.writes("An older <i>HP</i>", reply_to=await rita.last_id())
    assert (await rita.reads()).startswith(f"#{number}: Since when?")
    card = words(await card_of(olga, number))
    assert "Which <b>room</b>? Room 205, by the window\nWhich device? An older <i>HP</i>" in card
    assert card.count("Room 205") == 1
    await olga.writes(f"/ticket {number}")
    assert "Which device? An older <i>HP</i>" in await olga.reads()
    assert await comments(stage, number) == [PLAIN, "Room 205, by the window", "An older <i>HP</i>"]

    await edits(rita, said, "Room 206")
    assert await form(stage, number) == ["place=Room 206", "device=An older <i>HP</i>"]
    assert "Which <b>room</b>? Room 206" in words(await card_of(olga, number))
    assert words(await rita.containing("206")).endswith("✓ Room 206")
    await rita.writes("/delete", reply_to=said)
    assert await form(stage, number) == ["device=An older <i>HP</i>"]
    assert "206" not in " ".join([*await rita.texts(), *await olga.texts()])

    since = await rita.message_with(f"fillskip:{await newest(stage)}")
    await olga.presses(f"claim:{number}")
    over = next(m for m in await rita.received() if m["message_id"] == since["message_id"])
    assert words(over) == f"#{number}: Since when?\n{text_of('ask-over')}"
    await rita.presses(buttons(since)[0], on=since["message_id"], force=True)
    assert (await rita.answer())["show_alert"]
    await rita.writes("since monday", reply_to=since["message_id"])
    assert "since monday" in await olga.reads()
    assert await form(stage, number) == ["device=An older <i>HP</i>"]


async def test_earlier_answers_are_buttons_and_all_can_be_skipped(stage: Stage, rita: Phone, olga: Phone) -> None:
    key = await topic(stage, "Equipment", ROOM, "since: Since when?")
    other = await topic(stage, "Access", "place: Where are you?")
    irina = await stage.phone("Irina", language="ru")
    number = await filed(rita, PLAIN)
    await rita.presses(f"cat:{number}:{key}")
    await rita.writes("206")
    await rita.presses(f"fillskip:{await newest(stage)}")
    assert words(await rita.containing("Since")).endswith("Skipped.")
    number = await filed(rita, "The door is open")
    await rita.presses(f"cat:{number}:{other}")
    shown = await rita.last()
    assert labels(shown) == ["206", "Skip"]
    mine = await filed(irina, "Лампа на столе")
    await irina.presses(f"cat:{mine}:{key}")
    asked = await irina.last()
    assert words(asked) == f"#{mine}: Какая комната?\nПросто напишите здесь. Заявка уже у команды."
    assert labels(asked) == ["Пропустить всё"], "nobody else's answers"
    theirs = buttons(asked)[0].replace("fillskip", "fill") + ":" + buttons(shown)[0].rpartition(":")[2]
    await irina.presses(theirs, on=asked["message_id"], force=True)
    await irina.presses(buttons(shown)[0], on=asked["message_id"], force=True)
    assert await row(stage, "select count(*) from ticket_form") == (1,)
    await irina.presses(buttons(asked)[0])
    assert words(await irina.containing("Пропущено")) == f"#{mine}: Какая комната?\nПропущено."
    await rita.presses(buttons(shown)[0], quietly=True)
    await rita.presses(buttons(shown)[0], quietly=True)
    await stage.settle()
    assert await comments(stage, number) == ["The door is open", "206"]
    assert await form(stage, number) == ["place=206"]
    assert "Where are you? 206" in words(await card_of(olga, number))
    assert "✓ 206" in words(await rita.containing("Where are you?"))


async def test_what_is_missing_comes_before_the_topic_and_two_things_are_enough(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    key = await topic(stage, "Equipment", "place: Which room?")
    number = await filed(rita, "help, it does not work!")
    assert await row(stage, "select count(*) from questions") == (0,), "nobody switched it on"
    await rita.presses(f"cancel:{number}")
    await stage.vera.writes("/settings ask_missing on")
    number = await filed(rita, "help, it does not work!!")
    assert await rita.reads() == f"#{number}: what is it about, and where? A few words are enough.{HINT}"
    assert f"claim:{number}" in buttons(await olga.containing("help, it does not work!!"))
    await rita.writes("thanks")
    assert await form(stage, number) == []
    await rita.writes("the door of the library")
    assert await form(stage, number) == ["_missing=the door of the library"]
    assert "What and where? the door of the library" in words(await card_of(olga, number))
    await rita.presses(f"cat:{number}:{key}")
    assert (await rita.reads()).startswith(f"#{number}: Which room?")
    await rita.writes("yes")
    assert (await form(stage, number))[1:] == ["place=yes"]
    assert await row(stage, "select asked, asking_id from tickets where number = :n", n=number) == (
        ["missing", "topic_form"],
        None,
    )


async def test_words_meant_for_one_that_was_just_taken_answer_nothing_about_another(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    key = await topic(stage, "Equipment", "device: Which device?", "since: Since when?")
    for asked in ("The window is stuck", "There is no soap in the kitchen"):
        number = await filed(rita, asked)
        await rita.presses(f"cat:{number}:{key}")
    first, second = number - 1, number
    await olga.presses(f"claim:{second}")
    await rita.writes("the dispenser by the door")
    assert await form(stage, first) == [], "the question that they have just read is of the other"
    assert (await rita.reads()).startswith("Which request is this for?")
    await rita.presses(f"to:{second}")
    assert (await comments(stage, second))[1:] == ["the dispenser by the door"]
    await rita.writes("a window", reply_to=(await rita.containing(f"#{first}: Which device?"))["message_id"])
    assert await form(stage, first) == ["device=a window"]
    third = await filed(rita, "The lamp flickers")
    await rita.presses(f"cat:{third}:{key}")
    await rita.presses(f"fillskip:{await newest(stage)}")
    await rita.writes("for a week")
    assert (await form(stage, first))[1:] == ["since=for a week"], "they skipped the other themselves"


@pytest.mark.board
async def test_on_the_board_the_form_stands_in_the_task_and_an_answer_ends_the_questions(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    key = await topic(stage, "Equipment", ROOM, "since: Since when?")
    number = await filed(rita, PLAIN)
    await rita.presses(f"cat:{number}:{key}", quietly=True)
    await rita.writes("and it is hot", quietly=True)
    await stage.settle()
    assert await form(stage, number) == [], "it was written before the question was read"
    said = await rita.writes("*205* <b>")
    described = (await stage.board.task(number))["description"]
    assert "Which <b>room</b>? **\\*205\\* <b>**" in described
    assert any("205" in one for one in await stage.board.comments(number))
    await edits(rita, said, "206")
    assert "206" in (await stage.board.task(number))["description"]
    await stage.board.comment(number, "On my way", by=account_of_olga)
    assert words(await rita.containing("Since when?")).endswith(text_of("ask-over"))
    assert await row(stage, "select asking_id from tickets where number = :n", n=number) == (None,)
    await rita.writes("/delete", reply_to=said)
    described = (await stage.board.task(number))["description"]
    assert "206" not in described
    assert "Which" not in described
