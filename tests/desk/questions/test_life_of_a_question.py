"""A question ends once, for its own person alone, whichever door its answer comes by: a table of doors and states."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from db.models import AnswerWay, Person, Question, QuestionKind, Role
from desk import Desk, Outdated
from desk.groups import forwarded
from desk.organizations import registration
from desk.outbox import question_rows
from desk.questions import answer_buttons, clarifying_questions, expiry
from desk.questions.answer_buttons import NOWHERE
from desk.staff import board_accounts
from tests.desk.stage import Someone, Stage
from tests.sql import add

_FORM = {"key": "place", "text": {"en": "Where?"}}


class _Door(NamedTuple):
    """A way to answer: the kind that it takes, what its data is, and whether the row alone decides."""

    kind: QuestionKind
    answers: Callable[[Desk, int], Awaitable[object]]
    data: dict[str, Any] = {}  # noqa: RUF012
    takes_all: bool = False
    works: bool = True


_DOORS = {
    "a button": _Door(QuestionKind.CLOSE, lambda desk, key: answer_buttons.answer_question(desk, key, NOWHERE)),
    "a verb of the ticket": _Door(QuestionKind.RESOLVED_ADDED, answer_buttons.settle_question, takes_all=True),
    "skip": _Door(QuestionKind.TOPIC_FORM, clarifying_questions.skip_question, _FORM),
    "an earlier answer": _Door(
        QuestionKind.MISSING, lambda desk, key: clarifying_questions.answer_by_press(desk, key, 1), _FORM, works=False
    ),
    "skip a step": _Door(QuestionKind.REGISTER, registration.skip_step, {"step": "name"}),
    "a way": _Door(
        QuestionKind.REGISTER, lambda desk, key: registration.choose_way(desk, key, AnswerWay.HERE),
        {"step": "answer_way"},
    ),
    "a requester": _Door(QuestionKind.WHERE_TO, lambda desk, key: forwarded.file_held(desk, key, 1), works=False),
}  # fmt: skip
"""`works`: it needs no more than the row to answer; the others are Outdated by what they lack."""


async def _add(stage: Stage, who: Someone, kind: QuestionKind, number: int, **more: Any) -> int:
    ticket_id = (await stage.ticket(number)).id
    return (
        await add(
            stage,
            Question(person_id=who.id, kind=kind, ticket_id=ticket_id, asked_at=stage.now, **{"data": {}, **more}),
        )
    ).id


async def _state(stage: Stage, key: int) -> tuple[Any, ...]:
    question = await stage.question(key)
    return question.answered_at, question.closed_at, question.data


@pytest.mark.parametrize("name", _DOORS)
async def test_it_is_answered_once_by_whom_it_was_put_to(stage: Stage, rita: Someone, olga: Someone, name: str) -> None:
    door, who = _DOORS[name], olga if name == "a requester" else rita
    other = rita if who is olga else olga
    number = await stage.files(rita, "The lamp is dark")
    stage.with_rules(organizations__enabled=True, news__answer_way=True)
    before = stage.now
    stage.later(minutes=1)
    wrong = [
        await _add(stage, other, door.kind, number, data=door.data),
        await _add(stage, who, door.kind, number, data=door.data, answered_at=before),
        await _add(stage, who, door.kind, number, data=door.data, closed_at=before),
        *([] if door.takes_all else [await _add(stage, who, QuestionKind.ADD_TO, number)]),
        *([await _add(stage, who, QuestionKind.REGISTER_NUMBER, number)] if "skip" in name else []),
    ]
    known = [await _state(stage, key) for key in wrong]
    for key in (*wrong, 987654, 0):
        with pytest.raises(Outdated):
            await stage.does(who, door.answers, key)
    assert [await _state(stage, key) for key in wrong] == known
    right = await _add(stage, who, door.kind, number, data=door.data)
    if door.works:
        await stage.does(who, door.answers, right)
        assert stage.now in (await _state(stage, right))[:2]
        assert [one["only_edit"] for one in await stage.letters(who) if one.get("slot") == f"question:{right}"] == [
            True
        ]
    with pytest.raises(Outdated):
        await stage.does(who, door.answers, right)


@pytest.mark.parametrize("kind", QuestionKind)
async def test_time_ends_no_kind_twice_and_the_wall_clock_may_go_back(
    stage: Stage, rita: Someone, kind: QuestionKind
) -> None:
    number = await stage.files(rita, "The lamp is dark")
    data = {"step": "name"} if kind is QuestionKind.REGISTER else {}
    due = await _add(stage, rita, kind, number, due_at=stage.now, data=data)
    ended = await _add(stage, rita, kind, number, due_at=stage.now, closed_at=stage.now)

    async def expires(desk: Desk) -> list[bool]:
        return [await expiry.expire_question(desk, key) for key in (due, due, ended, 987654)]

    at, stage.now = stage.now, stage.now.replace(year=2025)
    assert await stage.does(rita, expires) == [False] * 4
    stage.now = at
    assert await stage.does(rita, expires) == [True, False, False, False]
    ends = (at, None) if kind is QuestionKind.ALBUM else (None, at)
    assert (await _state(stage, due))[:2] == ends


async def test_who_turns_out_to_be_somebody_else_is_asked_there(stage: Stage, rita: Someone, vera: Someone) -> None:
    ben = await stage.person("Ben", Role.REQUESTER)
    number = await stage.files(ben, "The door is stuck")
    key = await _add(stage, ben, QuestionKind.CLOSE, number)

    async def joins(desk: Desk) -> None:
        one, other = [await desk.session.get_one(Person, who.id) for who in (ben, rita)]
        await board_accounts.merge_people(desk, one, other)

    await stage.does(vera, joins)
    await stage.does(rita, answer_buttons.answer_question, key, NOWHERE)
    assert (await _state(stage, key))[0] == stage.now


async def test_what_is_closed_again_keeps_its_end_and_a_contact_is_shown_by_its_keyboard(
    stage: Stage, rita: Someone
) -> None:
    number, before = await stage.files(rita, "The lamp is dark"), stage.now
    key = await _add(stage, rita, QuestionKind.REGISTER_NUMBER, number, closed_at=before)
    stage.later(hours=1)

    async def closes(desk: Desk) -> list[int]:
        question = await desk.session.get_one(Question, key)
        question_rows.close_question(desk, question, gone=True)
        question_rows.show_question(desk, question)
        for hours, is_now in ((0, True), (1, False), (-1, False)):  # the clock may have been set back
            asked = [Question(asked_at=desk.now + timedelta(hours=hours))]
            assert question_rows.is_just_asked(desk, asked) is is_now
        return [one.id for one in await question_rows.list_open(desk, tuple(QuestionKind))]

    assert await stage.does(rita, closes) == []
    assert await _state(stage, key) == (None, before, {"gone": True})
    assert not [one for one in await stage.letters(rita) if one.get("slot") == f"question:{key}"]
