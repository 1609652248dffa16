"""What may be asked of a request when, by what was; and that what is being answered is left to that."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.database import Database
from db.models import Message, MessageKind, Person, Question, QuestionKind, Status, Ticket
from desk import Desk
from desk.tickets.intake_questions import ORDER, ask_question, can_be_asked, is_next, is_open, withdraw_question
from tests.desk.cast import cast
from tests.desk.merging.test_merge import _files
from tests.desk.stage import Someone, Stage

SAME, PRESET, FOR, MISSING, FORM = ORDER
AT = datetime(2026, 11, 20, tzinfo=UTC)


def _ticket(**more: Any) -> Ticket:
    given: dict[str, Any] = {"status": Status.NEW, "filed_at": AT, **more}
    return Ticket(**given)


@pytest.mark.parametrize(
    ("asked", "offered", "may"),
    [
        (None, None, ORDER),
        ([], [], ORDER),
        (["add_same"], None, (PRESET, FOR, MISSING, FORM)),
        (["preset"], None, (FOR, MISSING, FORM)),
        (["organization"], None, (MISSING, FORM)),
        (["missing"], None, (FORM,)),
        (["topic_form"], None, ()),
        (None, [7], (FOR, MISSING, FORM)),
        (["missing"], [7], ()),
        (["add_same", "missing"], None, ()),
        (["add_same", "preset"], None, ()),
    ],
)
def test_two_at_most_and_none_after_a_later_one(
    asked: list[str] | None, offered: list[int] | None, may: tuple[QuestionKind, ...]
) -> None:
    ticket = _ticket(asked=asked, offered=offered)
    assert tuple(kind for kind in ORDER if is_next(ticket, kind)) == may
    assert not any(is_open(ticket, kind) for kind in ORDER)


@pytest.mark.parametrize(
    "more",
    [
        {"asking_id": 1},
        {"filed_at": None},
        {"status": Status.REOPENED},
        {"status": Status.CLOSED},
        {"assignee_id": 1},
        {"first_response_at": AT},
    ],
)
def test_nothing_while_something_is_open_or_once_somebody_is_at_it(more: dict[str, Any]) -> None:
    assert not any(is_next(_ticket(**more), kind) for kind in ORDER)


def test_who_cannot_be_reached_or_is_blocked_is_asked_nothing() -> None:
    assert can_be_asked(Person(telegram_id=1))
    assert not can_be_asked(Person(telegram_id=None))
    assert not can_be_asked(Person(telegram_id=1, bot_blocked_at=AT))
    assert not can_be_asked(Person(telegram_id=1, blocked_at=AT))


def test_what_is_open_is_what_was_asked_last() -> None:
    ticket = _ticket(asked=["missing", "topic_form"], asking_id=7)
    assert [kind for kind in ORDER if is_open(ticket, kind)] == [FORM]
    assert not any(is_open(_ticket(asked=["preset", "of a newer version"], asking_id=7), kind) for kind in ORDER)
    assert not any(is_open(_ticket(asking_id=7), kind) for kind in ORDER)


async def _shown(stage: Stage, who: Someone, slot: str) -> list[bool]:
    """Whether each letter of a question was an edit."""
    found = [one for one in await stage.letters(who) if one.get("slot") == slot]
    assert all((one["view"], one["question_id"]) == ("which", int(slot.partition(":")[2])) for one in found)
    return [one["only_edit"] for one in found]


async def test_what_is_begun_is_shown_and_kept_with_what_was_asked(database: Database) -> None:
    stage = Stage(database)
    rita, *_ = await cast(stage)
    number = await _files(stage, rita, "The lamp")

    async def asks(desk: Desk, kind: QuestionKind, **more: Any) -> int:
        return (await ask_question(desk, await desk.lock_ticket(number), kind, **more)).id

    first = await stage.does(rita, asks, PRESET, data={"text": "Hi"}, due_at=stage.now)
    stage.later(seconds=1)
    second = await stage.does(rita, asks, MISSING)
    third = await stage.does(rita, asks, MISSING)
    ticket = await stage.ticket(number)
    assert (ticket.asking_id, ticket.asked) == (third, ["preset", "missing"])
    kept = [await stage.question(key) for key in (first, second)]
    assert [(one.person_id, one.ticket_id, one.kind, one.data) for one in kept] == [
        (rita.id, ticket.id, PRESET, {"text": "Hi"}),
        (rita.id, ticket.id, MISSING, {}),
    ]
    before = stage.now - timedelta(seconds=1)
    assert [(one.asked_at, one.due_at) for one in kept] == [(before, before), (stage.now, None)]
    assert await _shown(stage, rita, f"question:{first}") == [False]


@pytest.mark.parametrize("was", ["open", "being recorded", "answered_at", "closed_at", "being answered", "none"])
async def test_what_is_withdrawn_is_asked_no_more_but_what_was_answered_stays(database: Database, was: str) -> None:
    stage = Stage(database)
    rita, *_ = await cast(stage)
    number = await _files(stage, rita, "The lamp")

    async def asks(desk: Desk) -> int:
        return (await ask_question(desk, await desk.lock_ticket(number), FORM)).id

    async def withdraws(desk: Desk) -> None:
        await withdraw_question(desk, await desk.lock_ticket(number))

    other = await stage.does(rita, asks)  # left open, as of an older version
    before = stage.now
    key = await stage.does(rita, asks)
    stage.later(seconds=1)
    async with database.unit_of_work() as session:
        question = await session.get_one(Question, key, with_for_update=was == "being answered")
        if was in ("answered_at", "closed_at"):
            setattr(question, was, before)
        if was == "none":
            (await session.get_one(Ticket, question.ticket_id)).asking_id = None
        if was == "being recorded":  # the message that asks is out, and its row not yet committed
            asking = Message(bot_id=1, chat_id=1, message_id=1, kind=MessageKind.SLOT, question_id=key, sent_at=before)
            session.add(asking)
            await session.flush()
        if was.startswith("being"):
            await stage.does(rita, withdraws)
    if not was.startswith("being"):
        await stage.does(rita, withdraws)
    is_withdrawn = was in ("open", "being recorded")
    ended = before if was == "closed_at" else stage.now if is_withdrawn else None
    assert (await stage.question(key)).closed_at == ended
    assert (await stage.question(other)).closed_at is None
    assert (await stage.ticket(number)).asking_id is None
    assert await _shown(stage, rita, f"question:{key}") == ([False, True] if is_withdrawn else [False])
