"""What time answers: each kind of question, the edges of "due", what becomes of words that the desk refuses."""

from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Entry, EntryKind, Question, QuestionKind, Role, Status, Ticket
from desk import Desk, Refused
from desk.conversation.new_entry import NewEntry
from desk.merging import merging
from desk.questions import asking, clarifying_questions, expiry, held_messages, held_staff_words
from desk.text import RichText
from tests.desk.stage import Someone, Stage
from tests.sql import scalars

MOMENT = timedelta(microseconds=1)
PRINTER, WORSE = "The printer on floor 2 is on fire", "It got worse in the meantime"


async def _asked(
    stage: Stage, who: Someone, kind: QuestionKind, *words: str, number: int | None = None, **values: Any
) -> int:
    """A question that is due now, with these words under it."""
    ticket_id = (await stage.ticket(number)).id if number is not None else None

    async def ask(desk: Desk) -> int:
        question = await asking.add_question(desk, kind, ticket_id=ticket_id)
        for one in words:
            await held_messages.hold_message(desk, question, NewEntry(RichText(one)))
        falls_to = {"falls_to": ticket_id} if kind is QuestionKind.WHICH_TICKET else {}
        question.data = {**question.data, **falls_to}
        for name, value in {"due_at": stage.now, **values}.items():
            setattr(question, name, value)
        return question.id

    return int(await stage.does(who, ask))


async def _expires(stage: Stage, who: Someone, question_id: int) -> bool:
    return bool(await stage.does(who, expiry.expire_question, question_id))


async def _edits(stage: Stage, who: Someone, question_id: int) -> int:
    """How often the question was brought up to date."""
    slot = f"question:{question_id}"
    return sum(x.get("slot") == slot and x["only_edit"] for x in await stage.letters(who))


def _refusing(monkeypatch: pytest.MonkeyPatch, name: str, within: ModuleType) -> None:
    async def refuse(*_: object) -> None:
        raise Refused("not-possible")

    monkeypatch.setattr(within, name, refuse)


NOW = datetime.fromisoformat("2026-11-20T09:03:00+00:00")


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({}, True),
        ({"due_at": NOW + MOMENT}, False),
        ({"due_at": None}, False),
    ],
)
async def test_only_what_is_due_runs_out(stage: Stage, rita: Someone, values: dict[str, Any], due: bool) -> None:
    number = await stage.files(rita, PRINTER)
    assert stage.now == NOW
    question_id = await _asked(stage, rita, QuestionKind.WHICH_TICKET, WORSE, number=number, **values)
    assert await _expires(stage, rita, question_id) is due
    assert await stage.texts(number) == [PRINTER, *([WORSE] if due else [])]


async def test_all_that_is_due_runs_out_the_oldest_first(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    kind, given = QuestionKind.WHICH_TICKET, {"number": number}
    later = await _asked(stage, rita, kind, "second", **given, due_at=stage.now)
    first = await _asked(stage, rita, kind, "first", **given, due_at=stage.now - MOMENT)
    rest = [
        await _asked(stage, rita, kind, "not yet", **given, due_at=stage.now + MOMENT),
        await _asked(stage, rita, kind, "never", **given, due_at=None),
        await _asked(stage, rita, kind, "was answered", **given, answered_at=stage.now),
    ]

    async def meets(desk: Desk, ids: list[int]) -> bool:
        asked = await desk.session.scalars(select(Question).where(Question.id.in_(ids)).order_by(Question.id))
        return await expiry.expire_due(desk, list(asked))

    assert await stage.does(rita, meets, rest) is False
    assert await stage.does(rita, meets, [later, first, *rest]) is True
    entries = sorted(await stage.entries(number), key=lambda entry: entry.created_at)
    assert {entry.body for entry in entries} == {PRINTER, "first", "second"}
    assert (await stage.question(first)).data["new"] is False


async def test_words_go_to_the_ticket_that_was_named(stage: Stage, rita: Someone) -> None:
    number, other = await stage.files(rita, PRINTER), await stage.files(rita, "The coffee machine leaks")
    question_id = await _asked(stage, rita, QuestionKind.WHICH_TICKET, WORSE, "and worse", number=number)
    await _expires(stage, rita, question_id)
    question = await stage.question(question_id)
    assert await stage.texts(number) == [PRINTER, WORSE, "and worse"]
    assert len(await stage.texts(other)) == 1
    assert (question.answered_at, question.closed_at) == (stage.now, None)
    chosen = {"chosen": (await stage.ticket(number)).id, "new": False, "by_clock": True}
    assert {name: question.data[name] for name in chosen} == chosen
    assert await _edits(stage, rita, question_id) == 1


async def test_was_it_merged_meanwhile_they_go_to_the_other(stage: Stage, rita: Someone, olga: Someone) -> None:
    number, other = await stage.files(rita, PRINTER), await stage.files(rita, "The coffee machine leaks")
    question_id = await _asked(stage, rita, QuestionKind.WHICH_TICKET, WORSE, number=number)
    await stage.does(olga, merging.merge_ticket, number, other)
    await _expires(stage, rita, question_id)
    assert WORSE in await stage.texts(other)
    assert (await stage.question(question_id)).data["chosen"] == (await stage.ticket(other)).id


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED, None])
async def test_has_it_ended_or_was_none_named_they_are_a_draft(
    stage: Stage, rita: Someone, status: Status | None
) -> None:
    number = await stage.files(rita, PRINTER)
    named = number if status is not None else None
    question_id = await _asked(stage, rita, QuestionKind.WHICH_TICKET, WORSE, number=named)
    if status is not None:
        await stage.change(number, status=status)
    await _expires(stage, rita, question_id)
    made = (await stage.tickets(rita))[-1]
    assert (made.number != number, made.filed_at) == (True, None)
    assert await stage.texts(made.number) == [WORSE]
    question = await stage.question(question_id)
    assert (question.data["new"], question.data["chosen"]) == (True, made.id)


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED, Status.REOPENED])
async def test_words_to_what_had_ended(stage: Stage, rita: Someone, status: Status) -> None:
    number = await stage.files(rita, PRINTER)
    question_id = await _asked(stage, rita, QuestionKind.CLOSED_REPLY, WORSE, number=number)
    await stage.change(number, status=status)
    await _expires(stage, rita, question_id)
    made = (await stage.tickets(rita))[-1]
    if status is Status.REOPENED:
        assert await stage.texts(number) == [PRINTER, WORSE]
        return
    assert made.number != number
    assert made.filed_at == stage.now
    assert await stage.texts(made.number) == [f"#{number}: {WORSE}"]
    assert await stage.texts(number) == [PRINTER]


@pytest.mark.parametrize(
    ("kind", "of_ticket", "asks"),
    [
        (QuestionKind.MISSING, True, True),
        (QuestionKind.TOPIC_FORM, True, True),
        (QuestionKind.MISSING, False, False),
        (QuestionKind.ADD_TO, True, False),
    ],
)
async def test_after_what_was_asked_of_a_request_the_next_may_be(
    stage: Stage, rita: Someone, monkeypatch: pytest.MonkeyPatch, kind: QuestionKind, of_ticket: bool, asks: bool
) -> None:
    found: list[int] = []

    async def next_one(_: Desk, ticket: Ticket) -> None:
        found.append(ticket.number)

    monkeypatch.setattr(clarifying_questions, "finish_question", next_one)
    number = await stage.files(rita, PRINTER)
    question_id = await _asked(stage, rita, kind, number=number if of_ticket else None)
    assert await _expires(stage, rita, question_id)
    assert found == ([number] if asks else [])
    assert (await stage.question(question_id)).closed_at == stage.now


async def test_an_album_of_staff_is_their_answer(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    question_id = await _asked(stage, olga, QuestionKind.ALBUM, "Try this", "// he is in a hurry", number=number)
    await _expires(stage, olga, question_id)
    said = [(entry.kind, entry.body) for entry in (await stage.entries(number))[1:]]
    assert said == [(EntryKind.REPLY, "Try this"), (EntryKind.NOTE, "he is in a hurry")]
    question = await stage.question(question_id)
    assert (question.answered_at, question.data["chosen"]) == (stage.now, (await stage.ticket(number)).id)


@pytest.mark.parametrize("kind", [QuestionKind.WHICH_TICKET, QuestionKind.CLOSED_REPLY])
async def test_words_that_the_desk_refuses_are_a_new_request(
    stage: Stage, rita: Someone, monkeypatch: pytest.MonkeyPatch, kind: QuestionKind
) -> None:
    number = await stage.files(rita, PRINTER)
    question_id = await _asked(stage, rita, kind, WORSE, number=number)
    _refusing(monkeypatch, "add_comments", held_messages)
    assert await _expires(stage, rita, question_id)
    made = (await stage.tickets(rita))[-1]
    assert (made.number != number, made.filed_at) == (True, None)
    assert await stage.texts(made.number) == [WORSE]
    question = await stage.question(question_id)
    assert (question.answered_at, question.closed_at, question.data["new"]) == (stage.now, None, True)


@pytest.mark.parametrize("role", [Role.AGENT, Role.REQUESTER])
async def test_an_album_that_the_desk_refuses_is_asked_about_as_long_as_they_are_staff(
    stage: Stage, rita: Someone, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    olga = await stage.person("Olga", role)
    number = await stage.files(rita, PRINTER)
    question_id = await _asked(stage, olga, QuestionKind.ALBUM, "Try this", "and that", number=number)
    _refusing(monkeypatch, "add_staff_entries", held_staff_words)
    assert await _expires(stage, olga, question_id)
    assert (await stage.question(question_id)).closed_at == stage.now
    asked = await scalars(stage, select(Question).where(Question.id > question_id))
    words = await scalars(stage, select(Entry).where(Entry.ticket_id.is_(None)).order_by(Entry.id))
    tickets = await scalars(stage, select(Ticket.number))
    assert tickets == [number]
    assert [entry.body for entry in words] == ["Try this", "and that"]
    if role is Role.REQUESTER:
        assert asked == []
        return
    [where] = asked
    assert (where.kind, where.data["entries"]) == (QuestionKind.WHERE_TO, [entry.id for entry in words])
    assert "options" in where.data
    assert {entry.question_id for entry in words} == {where.id}
