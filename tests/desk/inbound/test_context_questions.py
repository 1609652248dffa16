"""What a message meets, looked up: which open question it answers, each until its moment."""

from datetime import timedelta
from typing import Any

import pytest

from db.models import Question, QuestionKind, Role, Status
from desk.inbound.open_questions import ANSWERED_BY, READ_BY
from desk.inbound.routing_types import AskedFor
from tests.desk.inbound.looking import CHAIR, LATER, MOMENT, PRINTER, id_of, is_asked, looks
from tests.desk.stage import Someone, Stage


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({}, True),
        ({"answered_at": True}, False),
        ({"closed_at": True}, False),
        ({"due_at": None}, False),
        ({"due_at": True}, False),
        ({"person_id": 0}, False),
        ({"kind": QuestionKind.CLOSED_REPLY}, True),
        ({"kind": QuestionKind.RESOLVED_ADDED}, False),
    ],
)
async def test_an_open_question_takes_further_words_until_its_time(
    stage: Stage, rita: Someone, more: dict[str, Any], counts: bool
) -> None:
    ben = await stage.person("Ben")
    given = {name: stage.now if value is True else value for name, value in more.items()}
    given |= {"person_id": ben.id} if "person_id" in more else {}
    question = await is_asked(stage, rita, given.pop("kind", QuestionKind.WHICH_TICKET), **given)
    assert (await looks(stage, rita)).open_question == (question if counts else None)


async def test_only_a_press_of_staff_makes_a_mail_theirs(stage: Stage, rita: Someone, olga: Someone) -> None:
    ticket = await id_of(stage, await stage.files(rita, PRINTER))
    found = []
    for who in (rita, olga):
        await is_asked(stage, who, QuestionKind.WROTE_MAIL, ticket_id=ticket, data={"options": [ticket]})
        answers = (await looks(stage, who, "yes")).answers_ours
        found.append(answers.asked_for if answers is not None else None)
    assert found == [AskedFor.PRESS, None]


async def test_the_moment_before_its_time_still_counts(stage: Stage, rita: Someone) -> None:
    question = await is_asked(stage, rita, QuestionKind.WHICH_TICKET, due_at=stage.now + MOMENT)
    assert (await looks(stage, rita)).open_question == question


async def test_the_newest_question_is_the_one(stage: Stage, rita: Someone) -> None:
    await is_asked(stage, rita, QuestionKind.WHICH_TICKET)
    newest = await is_asked(stage, rita, QuestionKind.WHICH_TICKET, asked_at=stage.now + MOMENT)
    await is_asked(stage, rita, QuestionKind.WHICH_TICKET)
    assert (await looks(stage, rita)).open_question == newest


@pytest.mark.parametrize("kind", [QuestionKind.ADD_TO, QuestionKind.SUBJECT, QuestionKind.NEW_NEXT])
async def test_what_the_next_message_is_for(stage: Stage, rita: Someone, kind: QuestionKind) -> None:
    number = await stage.files(rita, PRINTER)
    ticket = await id_of(stage, number)
    await is_asked(stage, rita, kind, ticket_id=ticket)
    found = await looks(stage, rita)
    first = found.answers_ours
    assert (
        found.add_to.id if found.add_to else None,
        first and (first.asked_for, first.ticket_id),
        found.new_next,
    ) == (
        ticket if kind is QuestionKind.ADD_TO else None,
        (AskedFor.SUBJECT, ticket) if kind is QuestionKind.SUBJECT else None,
        kind is QuestionKind.NEW_NEXT,
    )


@pytest.mark.parametrize(
    ("ago", "more", "heard"),
    [
        (READ_BY, {}, True),
        (READ_BY - MOMENT, {}, False),
        (ANSWERED_BY, {}, True),
        (ANSWERED_BY + MOMENT, {}, False),
        (READ_BY, {"kind": QuestionKind.TOPIC_FORM}, True),
        (READ_BY, {"kind": QuestionKind.ADD_SAME}, False),
        (READ_BY, {"closed_at": True}, False),
        (READ_BY, {"ticket_id": None}, False),
        (READ_BY, {"forwarded_from": "Ben"}, False),
    ],
)
async def test_words_answer_what_was_asked_of_a_request_once_it_was_read_and_not_for_long(
    stage: Stage, rita: Someone, ago: timedelta, more: dict[str, Any], heard: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    given = {"kind": QuestionKind.MISSING, "ticket_id": await id_of(stage, number), "asked_at": stage.now - ago, **more}
    given = {name: stage.now if value is True else value for name, value in given.items()}
    sent = {name: given.pop(name) for name in ("forwarded_from",) if name in given}
    question = await is_asked(stage, rita, given.pop("kind"), **given)
    found = (await looks(stage, rita, **sent)).answers
    assert (found and (found.question_id, found.ticket_id)) == (
        (question, await id_of(stage, number)) if heard else None
    )


async def test_of_two_such_questions_the_newest_is_answered_and_none_about_anothers_ticket(
    stage: Stage, rita: Someone
) -> None:
    number, ben = await stage.files(rita, PRINTER), await stage.person("Ben")
    mine, others = await id_of(stage, number), await id_of(stage, await stage.files(ben, CHAIR))
    asked_at = stage.now - READ_BY
    await is_asked(stage, rita, QuestionKind.TOPIC_FORM, ticket_id=mine, asked_at=asked_at + MOMENT)
    newest = await is_asked(stage, rita, QuestionKind.MISSING, ticket_id=mine, asked_at=asked_at)
    await is_asked(stage, rita, QuestionKind.MISSING, ticket_id=others, asked_at=asked_at)
    found = (await looks(stage, rita)).answers
    assert found is not None
    assert found.question_id == newest


async def test_nothing_is_added_to_anothers_ticket(stage: Stage, rita: Someone) -> None:
    number = await stage.files(await stage.person("Ben"), CHAIR)
    await is_asked(stage, rita, QuestionKind.ADD_TO, ticket_id=await id_of(stage, number))
    assert (await looks(stage, rita)).add_to is None


@pytest.mark.parametrize(
    ("ago", "more", "counts"),
    [
        (timedelta(minutes=2), {}, True),
        (timedelta(minutes=2) + MOMENT, {}, False),
        (timedelta(0), {"answered_at": True}, False),
        (timedelta(0), {"closed_at": True}, False),
        (timedelta(0), {"kind": QuestionKind.NOT_YOURS}, False),
        (timedelta(0), {"person_id": 0}, False),
    ],
)
async def test_staffs_further_words_belong_to_the_open_question_for_two_minutes(
    stage: Stage, olga: Someone, ago: timedelta, more: dict[str, Any], counts: bool
) -> None:
    from db.models import Entry

    ivan = await stage.person("Ivan", Role.AGENT)
    heard = await stage.says(olga, "words to nobody")
    async with stage.database.unit_of_work() as session:
        question = await session.get_one(Question, heard.question_id)
        given = {name: stage.now if value is True else value for name, value in more.items()}
        for name, value in (given | ({"person_id": ivan.id} if "person_id" in more else {})).items():
            setattr(question, name, value)
        entry = await session.get_one(Entry, question.data["entries"][0])
        entry.created_at = stage.now - ago
    assert (await looks(stage, olga)).open_question == (heard.question_id if counts else None)


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({}, True),
        ({"rating_asked_at": timedelta(minutes=2)}, False),
        ({"rating_asked_at": timedelta(minutes=2) - MOMENT}, True),
        ({"rating_words": "fine"}, True),
        ({"rated_at": timedelta(0)}, False),
        ({"rated_at": timedelta(0), "rating": 5}, True),
        ({"status": Status.REOPENED}, False),
        ({"end_reason": "silence"}, False),
        ({"end_reason": "silence", **LATER, "word_until": -MOMENT}, True),
        ({"end_reason": "silence", **LATER, "word_until": timedelta(0)}, False),
        ({**LATER, "word_until": -MOMENT, "status": Status.REOPENED}, False),
    ],
)
async def test_the_stars_take_a_word_for_two_minutes(
    stage: Stage, rita: Someone, values: dict[str, Any], counts: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    given = {name: stage.now - value if isinstance(value, timedelta) else value for name, value in values.items()}
    closed = {"status": Status.CLOSED, "ended_at": stage.now, "rating_asked_at": stage.now}
    await stage.change(number, **{**closed, **given})
    found = (await looks(stage, rita)).answers
    assert (found and (found.asked_for, found.ticket_id)) == (
        (AskedFor.RATING, await id_of(stage, number)) if counts else None
    )


async def test_of_two_ratings_the_later_takes_the_word_unless_it_had_one(stage: Stage, rita: Someone) -> None:
    first, second = await stage.files(rita, PRINTER), await stage.files(rita, CHAIR)
    for number, at in ((first, stage.now), (second, stage.now - timedelta(seconds=5))):
        await stage.change(number, status=Status.CLOSED, ended_at=stage.now, rating_asked_at=at)
    found = (await looks(stage, rita)).answers
    assert found is not None and found.ticket_id == await id_of(stage, first)
    await is_asked(stage, rita, QuestionKind.RATING_WORD, ticket_id=await id_of(stage, first), answered_at=stage.now)
    found = (await looks(stage, rita)).answers
    assert found is not None and found.ticket_id == await id_of(stage, second)
