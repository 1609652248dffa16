"""What the next message is for, what is offered to choose from, and a question's answer pressed or written late."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Category, Person, Question, QuestionKind, Status
from desk import Desk, Outdated
from desk.inbound.routing_types import Destination
from desk.queries.questions import load_question
from desk.questions import answer_buttons, asking, clarifying_questions, next_message
from desk.requests import drafts
from desk.tickets import assignment, closing, lifecycle
from tests.desk.cast import PRINTER
from tests.desk.stage import Someone, Stage
from tests.sql import add, sole

CHAIR = "Somebody stole my chair again"


async def _open(stage: Stage, kind: QuestionKind) -> Question:
    still = Question.kind == kind, Question.answered_at.is_(None), Question.closed_at.is_(None)
    return await sole(stage, select(Question).where(*still))


async def test_another_topic_pressed_at_once_is_another_question_and_the_same_is_asked_once(
    stage: Stage, rita: Someone
) -> None:
    for topic in (1, 1, 2):
        await stage.does(rita, next_message.expect_request, category_id=topic)
    assert (await _open(stage, QuestionKind.NEW_NEXT)).data["category"] == 2
    number = await stage.files(rita, PRINTER)
    for kind, expect in (
        (QuestionKind.ADD_TO, next_message.expect_addition),
        (QuestionKind.SUBJECT, next_message.expect_subject),
    ):
        asked = []
        for _ in range(2):
            await stage.does(rita, expect, number)
            asked.append((await _open(stage, kind)).id)
        assert asked[0] == asked[1]


async def test_a_request_that_was_not_offered_is_no_answer(stage: Stage, rita: Someone) -> None:
    first, second = await stage.files(rita, PRINTER), await stage.files(rita, CHAIR)
    heard = await stage.says(rita, "it got worse")
    async with stage.database.unit_of_work() as session:
        question = await session.get_one(Question, heard.question_id)
        question.data = {**question.data, "options": [(await stage.ticket(first)).id]}
    choice = answer_buttons.ToTicket(second)
    with pytest.raises(Outdated):
        await stage.does(rita, answer_buttons.answer_question, heard.question_id or 0, choice)
    assert await stage.texts(second) == [CHAIR]


async def test_a_question_that_is_shown_again_names_an_open_request(stage: Stage, rita: Someone) -> None:
    first, second, third = [await stage.files(rita, text) for text in (PRINTER, CHAIR, "The lamp is dark")]
    heard = await stage.says(rita, "it got worse")
    named = []
    for ended in (third, second, first):
        await stage.does(rita, closing.cancel, ended)
        assert await _default(stage, heard.question_id) is None, "an ended one is not named"
        await stage.says(rita, "it smells too")
        named.append(await _default(stage, heard.question_id))
    assert named == [second, first, None]


async def _default(stage: Stage, question_id: int | None) -> int | None:
    async with stage.database.reading() as session:
        question = await session.get_one(Question, question_id)
        viewer = await session.get_one(Person, question.person_id)
        shown = await load_question(session, question.id, viewer)
        return shown.falls_to if shown is not None else None


async def test_a_word_beside_stars_becomes_one_request_however_often_it_is_pressed(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, lifecycle.resolve, number)
    await stage.does(rita, closing.confirm, number)
    heard = await stage.says(rita, "the lamp is broken too")
    assert heard.destination is Destination.ANSWER

    async def presses(desk: Desk) -> None:
        await answer_buttons.answer_question(desk, heard.question_id or 0, answer_buttons.NEW_REQUEST)

    await stage.does(rita, presses)
    with pytest.raises(Outdated):
        await stage.does(rita, presses)
    assert len(await stage.tickets(rita)) == 2


async def test_staff_are_offered_what_changed_last_first(stage: Stage, rita: Someone, olga: Someone) -> None:
    numbers = [await stage.files(rita, text) for text in (PRINTER, CHAIR, "The door is stuck")]
    for number in numbers:
        await stage.does(olga, assignment.claim, number)
    for number, minutes in zip(numbers, (2, 3, 1), strict=True):
        await stage.change(number, updated_at=stage.now + timedelta(minutes=minutes))
    heard = await stage.says(olga, "where does this go")
    ids = {number: (await stage.ticket(number)).id for number in numbers}
    offered = (await stage.question(heard.question_id)).data["options"]
    assert offered == [ids[numbers[1]], ids[numbers[0]], ids[numbers[2]]]


async def test_what_still_gathers_is_none_to_choose(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)

    async def begins(desk: Desk) -> list[int]:
        await drafts.start_request(desk, [])
        return [one.number for one in await asking.list_own_open(desk.session, rita.id)]

    assert await stage.does(rita, begins) == [number]


async def test_what_was_sent_in_time_answers_though_it_is_read_late(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    questions: list[dict[str, Any]] = [{"key": "room", "text": {"en": "Which room?"}}]
    topic = await add(stage, Category(name="Rooms", folded="rooms", names={}, questions=questions, keywords=[]))
    topic_id = topic.id
    stage.with_rules(requests__topic_questions=frozenset({topic_id}))
    await stage.does(rita, clarifying_questions.choose_topic, number, topic_id)
    asked = await _open(stage, QuestionKind.TOPIC_FORM)
    stage.later(minutes=14)
    said = stage.message(rita, "room 12")
    stage.later(minutes=3)
    heard = await stage.sends(rita, said)
    assert (heard.destination, heard.question_id) == (Destination.ANSWER, asked.id)
    assert (await stage.ticket(number)).status is Status.NEW
