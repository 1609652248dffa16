"""Questions to say more of a request: what each of two at once does, what the form follows, what is remembered; that a
desk which asks nothing reads nothing."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Category, Entry, FormAnswer, Origin, Person, Question, QuestionKind, Ticket
from desk import Desk, Outdated
from desk.conversation import form_answers, thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import edits, message_withdrawal
from desk.inbound.routing_types import Destination
from desk.merging import merging, splitting
from desk.questions import clarifying_questions, next_message
from desk.text import RichText
from desk.tickets import assignment, closing, fields
from tests.desk.cast import cast
from tests.desk.stage import PHOTO, Someone, Stage
from tests.rules import rules_with
from tests.sql import add, scalars
from tests.statements import noted

LAMP = "The lamp on my table is dark"


async def _topic(stage: Stage, *keys: str, name: str = "Equipment") -> int:
    """A topic that asks these; the desk knows."""
    questions = [{"key": key, "text": {"en": f"Which {key}?"}} for key in keys]
    row = await add(stage, Category(name=name, folded=name.casefold(), names={}, questions=questions, keywords=[]))
    topic_id = row.id
    stage.rules = _with(
        stage, requests__topic_questions=stage.rules.requests.topic_questions | ({topic_id} if keys else set())
    )
    return topic_id


def _with(stage: Stage, **more: Any) -> Any:
    return rules_with(stage.rules, **more)


async def _open(stage: Stage) -> list[Question]:
    still = select(Question).where(Question.answered_at.is_(None), Question.closed_at.is_(None))
    return await scalars(stage, still.order_by(Question.id))


async def _form(stage: Stage, number: int) -> list[tuple[str, str]]:
    async with stage.database.sessions() as session:
        ticket = (await session.scalars(select(Ticket).where(Ticket.number == number))).one()
        return [(line.label, line.value) for line in await form_answers.get_form(session, ticket)]


async def _asked(stage: Stage, rita: Someone, *keys: str, text: str = LAMP) -> tuple[int, Question]:
    """A filed ticket whose topic's first question is open."""
    number = await stage.files(rita, text)
    topic = await _topic(stage, *keys, name=f"T{number}")
    await stage.does(rita, clarifying_questions.choose_topic, number, topic)
    stage.later(seconds=10)
    return number, (await _open(stage))[-1]


async def test_a_desk_that_asks_nothing_reads_nothing(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    plain = await _topic(stage)
    with noted() as seen:
        number = await stage.files(rita, "help")
        await stage.does(rita, clarifying_questions.choose_topic, number, plain)
        said = stage.message(rita, "more")
        await stage.sends(rita, said)
        await stage.does(rita, message_withdrawal.withdraw_message, said.chat_id, said.message_id)
        await stage.does(olga, assignment.claim, number)
    assert seen
    about = [one for one in seen if "ticket_form" in one or "insert into timers" in one.casefold()]
    assert about == []
    assert not [one for one in seen if "UPDATE questions" in one or "INSERT INTO questions" in one]


async def test_a_topic_of_the_menu_asks_once_the_request_is_filed(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    topic = await _topic(stage, "place")
    await stage.does(rita, next_message.expect_request, category_id=topic)
    await stage.says(rita, LAMP)
    assert await _open(stage) == []
    stage.later(minutes=3)
    await stage.ticks()
    await stage.ticks()
    assert [one.data["key"] for one in await _open(stage)] == ["place"]


async def test_the_next_text_is_the_answer_while_it_is_likely_to_be(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    number, asked = await _asked(stage, rita, "place")
    stage.now = asked.asked_at
    stage.later(seconds=1)
    assert (await stage.says(rita, "and it hums")).destination is Destination.COMMENT
    assert (await stage.says(rita, "x", forwarded_from="Bob")).destination is Destination.COMMENT
    assert (await stage.says(rita, "205", files=(PHOTO,))).destination is Destination.COMMENT
    stage.later(minutes=15)
    assert (await stage.says(rita, "205")).destination is Destination.COMMENT
    stage.now = asked.asked_at
    stage.later(seconds=2)
    assert (await stage.says(rita, "205")).destination is Destination.ANSWER
    assert await _form(stage, number) == [("Which place?", "205")]
    number, asked = await _asked(stage, rita, "place", text="Another thing, of the door")
    stage.now = asked.asked_at
    stage.later(minutes=15)
    assert (await stage.says(rita, "206")).destination is Destination.ANSWER


async def test_a_reply_answers_with_a_caption_too_and_of_staff_nothing_else_does(stage: Stage) -> None:
    _, olga, *_ = await cast(stage)
    number, asked = await _asked(stage, olga, "place", "device")
    assert (await stage.says(olga, "205")).destination is Destination.WHERE_TO
    spot = await stage.shown(olga, f"question:{asked.id}", number, question_id=asked.id)
    nothing = await stage.says(olga, "\u200b", reply_to_message_id=spot)
    assert nothing.destination is Destination.ANSWER
    assert await _form(stage, number) == []
    await stage.says(olga, "205", reply_to_message_id=spot, files=(PHOTO,))
    assert await _form(stage, number) == [("Which place?", "205")]
    again = await stage.says(olga, "206", reply_to_message_id=spot)
    assert again.destination is Destination.COMMENT
    assert await _form(stage, number) == [("Which place?", "205")]
    assert [one.data["key"] for one in await _open(stage) if one.kind is QuestionKind.TOPIC_FORM] == ["device"]


async def test_the_form_follows_its_comments(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    number, _ = await _asked(stage, rita, "place", "device")
    first = stage.message(rita, "205")
    await stage.sends(rita, first)
    later = stage.message(rita, "and it hums")
    await stage.sends(rita, later)
    joined = (await stage.entries(number))[-1]
    assert joined.body == "205\nand it hums"
    assert await _form(stage, number) == [("Which place?", "205")]
    await stage.does(rita, edits.apply_edit, replace(later, words=RichText("it is dark")))
    assert await _form(stage, number) == [("Which place?", "205")]
    await stage.does(rita, edits.apply_edit, replace(first, words=RichText(" 20\n6 ")))
    assert await _form(stage, number) == [("Which place?", "20 6")]
    await stage.does(olga, _split, joined.id)
    assert await _form(stage, number) == []
    assert await _form(stage, number + 1) == []
    assert await scalars(stage, select(FormAnswer)) == []


async def _split(desk: Desk, entry_id: int) -> None:
    await splitting.split_entry(desk, await desk.session.get_one(Entry, entry_id))


async def test_a_message_of_several_that_is_taken_back_takes_its_answer_along(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    number, _ = await _asked(stage, rita, "place", "device")
    first = stage.message(rita, "205")
    await stage.sends(rita, first)
    await stage.sends(rita, stage.message(rita, "and it hums"))
    await stage.does(rita, message_withdrawal.withdraw_message, first.chat_id, first.message_id)
    assert [entry.body for entry in await stage.entries(number)][-1] == "and it hums"
    assert await _form(stage, number) == []


async def test_what_was_merged_brings_its_form_and_asks_no_more(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    first = await stage.files(rita, "The window is open")
    number, _ = await _asked(stage, rita, "place", "device")
    await stage.says(rita, "205")
    asked = (await _open(stage))[-1]
    await stage.does(olga, merging.merge_ticket, number, first)
    assert await _open(stage) == []
    assert await _form(stage, first) == [("Which place?", "205")]
    with pytest.raises(Outdated):
        await stage.does(rita, clarifying_questions.skip_question, asked.id)


async def test_the_end_of_a_request_is_the_end_of_its_questions(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    number, _ = await _asked(stage, rita, "place")
    await stage.does(rita, closing.cancel, number)
    assert await _open(stage) == []
    assert (await stage.ticket(number)).asking_id is None


async def test_who_was_taken_while_they_answered_is_asked_nothing_further(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    number, asked = await _asked(stage, rita, "place", "device")

    async def slowly(desk: Desk) -> None:
        await desk.session.get_one(Question, asked.id, with_for_update=True)
        await stage.does(olga, assignment.claim, number)  # does not wait for it
        entry = await thread.add_comment(desk, number, NewEntry(RichText("205")))
        await clarifying_questions.answer_by_comment(desk, asked.id, entry, "205", 1)

    await stage.does(rita, slowly)
    assert await _form(stage, number) == [("Which place?", "205")]
    assert await _open(stage) == []
    assert (await stage.ticket(number)).asking_id is None


async def test_who_is_given_another_topic_while_they_answered_is_asked_nothing_further(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    number, asked = await _asked(stage, rita, "place", "device")
    other = await _topic(stage, name="Other")

    async def slowly(desk: Desk) -> None:
        await desk.session.get_one(Question, asked.id, with_for_update=True)
        await stage.does(olga, fields.categorise, number, other)  # does not wait for it
        entry = await thread.add_comment(desk, number, NewEntry(RichText("205")))
        await clarifying_questions.answer_by_comment(desk, asked.id, entry, "205", 1)

    await stage.does(rita, slowly)
    assert await _open(stage) == []


async def _answers(stage: Stage, who: Someone, said: str, *, takes_back: bool = False) -> None:
    """A request, what they answered as its place, and its end."""
    number, _ = await _asked(stage, who, "place", text=f"{LAMP} {said}")
    message = stage.message(who, said)
    await stage.sends(who, message)
    if takes_back:
        await stage.does(who, message_withdrawal.withdraw_message, message.chat_id, message.message_id)
    await stage.does(who, closing.cancel, number)
    stage.later(hours=1)


async def test_the_last_five_answers_are_remembered_each_once(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    for said in ("1", "2", "3", "Four", "5", "x" * 31, "6", "FOUR", "gone"):
        await _answers(stage, rita, said, takes_back=said == "gone")
    await _asked(stage, rita, "device")
    await stage.says(rita, "hp")
    async with stage.database.sessions() as session:
        place = [one.value for one in await form_answers.list_earlier_values(session, rita.id, "place")]
        assert place == ["FOUR", "6", "5", "3", "2"]
        assert await form_answers.list_earlier_values(session, olga.id, "place") == []
        assert [one.value for one in await form_answers.list_earlier_values(session, rita.id, "device")] == ["hp"]


async def test_only_ones_own_earlier_answer_of_that_key_is_taken(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    await _asked(stage, olga, "place")
    await stage.does(olga, _says, stage, olga)
    await _asked(stage, rita, "device")
    await stage.says(rita, "hp")
    _, asked = await _asked(stage, rita, "place", text="The door is stuck")
    rows = {row.ticket_id: row.entry_id for row in await scalars(stage, select(FormAnswer))}
    for entry_id in rows.values():
        with pytest.raises(Outdated):
            await stage.does(rita, clarifying_questions.answer_by_press, asked.id, entry_id)


async def _says(desk: Desk, stage: Stage, who: Someone) -> None:
    """Olga's answer, as by a reply."""
    asked = (await _open(stage))[-1]
    ticket = await desk.session.get_one(Ticket, asked.ticket_id)
    entry = await thread.add_comment(desk, ticket.number, NewEntry(RichText("205")))
    await clarifying_questions.answer_by_comment(desk, asked.id, entry, "205", 1)


@pytest.mark.parametrize(("who", "origin", "asks"), [(0, "telegram", 1), (0, "todoist", 0), (1, "telegram", 0)])
async def test_a_topic_asks_who_chose_it_in_the_chat(stage: Stage, who: int, origin: str, asks: int) -> None:
    people = await cast(stage)
    number = await stage.files(people[0], LAMP)
    topic = await _topic(stage, "place")
    await stage.does(people[who], fields.categorise, number, topic, origin=Origin(origin))

    async def later(desk: Desk) -> None:
        await clarifying_questions.ask_next(desk, await desk.lock_ticket(number))

    await stage.does(people[0], later)
    assert len(await _open(stage)) == asks


async def test_where_an_agent_has_chosen_after_them_the_topic_asks_nothing(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    number = await stage.files(rita, LAMP)
    other, topic = await _topic(stage, name="Other"), await _topic(stage, "place")
    for who, chosen in ((rita, other), (olga, topic)):
        await stage.does(who, fields.categorise, number, chosen)

    async def later(desk: Desk) -> None:
        await clarifying_questions.ask_next(desk, await desk.lock_ticket(number))

    await stage.does(rita, later)
    assert await _open(stage) == []


@pytest.mark.parametrize(("text", "files", "asks"), [("help", (), 1), ("help", (PHOTO,), 0), (LAMP, (), 0)])
async def test_what_is_missing_is_asked_of_few_words_without_a_file(
    stage: Stage, text: str, files: tuple[Any, ...], asks: int
) -> None:
    rita, *_ = await cast(stage)
    stage.rules = _with(stage, requests__ask_missing=True)
    await stage.says(rita, text, files=files)
    stage.later(minutes=3)
    await stage.ticks()
    await stage.ticks()
    assert [one.kind for one in await _open(stage)] == [QuestionKind.MISSING] * asks


async def test_what_was_taken_back_says_nothing(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    stage.rules = _with(stage, requests__ask_missing=True)
    said = stage.message(rita, LAMP)
    await stage.sends(rita, said)
    stage.later(seconds=5)
    await stage.says(rita, "help")
    await stage.does(rita, message_withdrawal.withdraw_message, rita.chat, said.message_id or 0)
    stage.later(minutes=3)
    await stage.ticks()
    await stage.ticks()
    assert [one.kind for one in await _open(stage)] == [QuestionKind.MISSING]


async def test_a_place_beside_few_words_says_where(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    stage.rules = _with(stage, requests__ask_missing=True)
    await stage.says(rita, "help")
    stage.later(seconds=5)
    await stage.says(rita, content="location")
    stage.later(minutes=3)
    await stage.ticks()
    await stage.ticks()
    assert await _open(stage) == []


@pytest.mark.parametrize("values", [{"blocked_at": True}, {"bot_blocked_at": True}, {"telegram_id": None}])
async def test_who_cannot_be_asked_is_not(stage: Stage, values: dict[str, Any]) -> None:
    rita, *_ = await cast(stage)
    number = await stage.files(rita, LAMP)
    topic = await _topic(stage, "place")
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Person, rita.id)
        for name, value in values.items():
            setattr(row, name, stage.now if value else None)
    await stage.does(rita, clarifying_questions.choose_topic, number, topic)
    assert await _open(stage) == []
