"""What is kept under a question, and its answers; each word of "whose" and "which" by itself, with others' beside
it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Entry, EntryKind, Question, QuestionKind, Role, Status, Ticket
from desk import NoSuchTicket, Outdated
from desk.conversation.new_entry import NewEntry
from desk.questions import answer_buttons, held_messages, held_staff_words, next_message
from desk.text import RichText
from desk.tickets import lifecycle
from tests.desk.stage import PHOTO, Someone, Stage
from tests.sql import add, scalars

PRINTER = "The printer on floor 2 is on fire"
CHAIR = "Somebody stole my chair again"


# Under a question


async def _question(stage: Stage, who: Someone, kind: QuestionKind, **more: Any) -> int:
    return (await add(stage, Question(person_id=who.id, kind=kind, data={}, asked_at=stage.now, **more))).id


async def _keeps(stage: Stage, who: Someone, question_id: int, words: str, *, note: bool = False, **more: Any) -> Entry:
    async def keep(desk: Any) -> Entry:
        question = await desk.session.get_one(Question, question_id)
        return await held_messages.hold_message(desk, question, NewEntry(RichText(words), **more), note=note)

    kept: Entry = await stage.does(who, keep)
    return kept


async def _kept_words(stage: Stage, who: Someone, question_id: int) -> list[str]:
    async def kept(desk: Any) -> list[Entry]:
        return await held_messages.list_held(desk, await desk.session.get_one(Question, question_id))

    return [entry.body for entry in await stage.does(who, kept)]


async def test_words_wait_under_their_own_question_in_their_order(stage: Stage, rita: Someone, olga: Someone) -> None:
    mine = await _question(stage, rita, QuestionKind.WHICH_TICKET)
    theirs = await _question(stage, olga, QuestionKind.WHERE_TO)
    for question_id, who, words in (
        (mine, rita, "one"),
        (theirs, olga, "other"),
        (mine, rita, "two"),
        (mine, rita, "three"),
    ):
        await _keeps(stage, who, question_id, words)
    assert await _kept_words(stage, rita, mine) == ["one", "two", "three"]
    assert await _kept_words(stage, olga, theirs) == ["other"]


async def test_what_was_taken_back_waits_no_more(stage: Stage, rita: Someone) -> None:
    question_id = await _question(stage, rita, QuestionKind.WHICH_TICKET)
    first = await _keeps(stage, rita, question_id, "one")
    await _keeps(stage, rita, question_id, "two")
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Entry, first.id)).withdrawn_at = stage.now
    assert await _kept_words(stage, rita, question_id) == ["two"]


@pytest.mark.parametrize(
    ("role", "words", "note", "kind"),
    [
        (Role.REQUESTER, "it burns", False, EntryKind.COMMENT),
        (Role.REQUESTER, "// it burns", True, EntryKind.COMMENT),
        (Role.AGENT, "it burns", False, EntryKind.REPLY),
        (Role.AGENT, "// it burns", False, EntryKind.NOTE),
        (Role.AGENT, "it burns", True, EntryKind.NOTE),
        (Role.ADMIN, "it burns", False, EntryKind.REPLY),
    ],
)
async def test_words_wait_as_what_they_will_be(
    stage: Stage, role: Role, words: str, note: bool, kind: EntryKind
) -> None:
    who = await stage.person("Somebody", role)
    question_id = await _question(stage, who, QuestionKind.WHERE_TO)
    entry = await _keeps(stage, who, question_id, words, note=note)
    assert (entry.kind, entry.ticket_id, entry.question_id) == (kind, None, question_id)
    assert (entry.author_id, entry.body) == (who.id, words)


async def test_parts_of_an_album_join_under_their_question_only(stage: Stage, olga: Someone) -> None:
    one = await _question(stage, olga, QuestionKind.WHERE_TO)
    two = await _question(stage, olga, QuestionKind.WHERE_TO)
    first = await _keeps(stage, olga, one, "see", files=(PHOTO,), album="a")
    assert (await _keeps(stage, olga, one, "", files=(PHOTO,), album="a")).id == first.id
    assert (await _keeps(stage, olga, one, "", files=(PHOTO,), album="b")).id != first.id
    assert (await _keeps(stage, olga, two, "", files=(PHOTO,), album="a")).id != first.id
    assert (await _keeps(stage, olga, one, "no album")).id != first.id
    assert (await _keeps(stage, olga, one, "// inside", files=(PHOTO,), album="a")).kind is EntryKind.NOTE
    assert (await _keeps(stage, olga, one, "", files=(PHOTO,), album="a")).kind is EntryKind.NOTE


async def test_a_note_is_one_by_its_kind_or_by_its_mark(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    question_id = await _question(stage, olga, QuestionKind.WHERE_TO)
    for words, note in (("// inside", False), ("inside too", True), ("for Rita", False)):
        await _keeps(stage, olga, question_id, words, note=note)

    async def speak(desk: Any) -> None:
        question = await desk.session.get_one(Question, question_id)
        await held_staff_words.add_staff_entries(desk, number, await held_messages.list_held(desk, question))

    await stage.does(olga, speak)
    assert [(entry.kind, entry.body) for entry in (await stage.entries(number))[1:]] == [
        (EntryKind.NOTE, "inside"), (EntryKind.NOTE, "inside too"), (EntryKind.REPLY, "for Rita")
    ]  # fmt: skip


async def test_words_already_on_the_ticket_stay_and_others_move_there(stage: Stage, rita: Someone) -> None:
    first, second = await stage.files(rita, PRINTER), await stage.files(rita, CHAIR)
    question_id = await _question(stage, rita, QuestionKind.WHICH_TICKET)
    for words in ("one", "two"):
        await _keeps(stage, rita, question_id, words)

    async def place(desk: Any, number: int) -> None:
        question = await desk.session.get_one(Question, question_id)
        ticket = (await desk.session.scalars(select(Ticket).where(Ticket.number == number))).one()
        assert (
            await held_messages.add_comments(desk, ticket.id, await held_messages.list_held(desk, question))
        ).id == ticket.id

    for number in (first, first, second):
        await stage.does(rita, place, number)
    assert await stage.texts(first) == [PRINTER]
    assert await stage.texts(second) == [CHAIR, "one", "two"]


async def test_a_copy_has_the_words_and_the_files_in_their_order(stage: Stage, rita: Someone) -> None:
    files = tuple(replace(PHOTO, name=f"{n}.jpg", unique_id=f"u{n}") for n in (2, 1))
    number = await stage.files(rita, PRINTER)
    await stage.says(rita, "see", files=files)
    entry = (await stage.entries(number))[-1]
    copied = await stage.does(rita, held_messages.copy_entry, entry)
    assert (copied.words.text, [file.name for file in copied.files]) == ("see", ["2.jpg", "1.jpg"])
    assert copied.files[0] == files[0]


# Answers


async def _answers(stage: Stage, who: Someone, question_id: int, how: answer_buttons.Choice) -> Any:
    return await stage.does(who, answer_buttons.answer_question, question_id, how)


@pytest.mark.parametrize("kind", ["expect_addition", "expect_subject"])
async def test_only_ones_own_ticket_is_named_for_the_next_message(stage: Stage, rita: Someone, kind: str) -> None:
    ben = await stage.person("Ben")
    theirs = await stage.files(ben, CHAIR)
    number = await stage.files(rita, PRINTER)
    act = getattr(next_message, kind)
    for wrong in (theirs, 98765):
        with pytest.raises(NoSuchTicket):
            await stage.does(rita, act, wrong)
    await stage.does(rita, act, number)
    [asked] = await _open(stage, rita)
    assert asked.ticket_id == (await stage.ticket(number)).id
    await stage.does(rita, next_message.expect_request)
    assert [row.kind for row in await _open(stage, rita)] == [QuestionKind.NEW_NEXT]


async def _open(stage: Stage, who: Someone) -> list[Question]:
    mine = select(Question).where(Question.person_id == who.id, Question.closed_at.is_(None))
    return await scalars(stage, mine.order_by(Question.id))


@pytest.mark.parametrize("values", [{"status": Status.CLOSED}, {"status": Status.CANCELLED}, {"filed_at": None}])
async def test_what_ended_or_is_not_filed_gets_no_new_subject(
    stage: Stage, rita: Someone, values: dict[str, Any]
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.change(number, **values)
    with pytest.raises(Outdated):
        await stage.does(rita, next_message.expect_subject, number)


async def test_a_reopened_reply_goes_to_the_ticket_it_was_to(stage: Stage, rita: Someone) -> None:
    first, second = await stage.files(rita, PRINTER), await stage.files(rita, CHAIR)
    ticket = (await stage.ticket(first)).id
    await stage.change(first, status=Status.CLOSED, ended_at=stage.now)
    question_id = await _question(stage, rita, QuestionKind.CLOSED_REPLY, ticket_id=ticket)
    await _keeps(stage, rita, question_id, "again")
    with pytest.raises(Outdated):
        await _answers(stage, rita, question_id, answer_buttons.ToTicket(second))
    with pytest.raises(Outdated):
        await _answers(stage, rita, question_id, answer_buttons.NOWHERE)
    await _answers(stage, rita, question_id, answer_buttons.ToTicket(first))
    assert (await stage.ticket(first)).status is Status.REOPENED
    assert (await stage.texts(first), await stage.texts(second)) == ([PRINTER, "again"], [CHAIR])


async def test_words_that_were_not_about_the_resolved_one_let_its_silence_count(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, lifecycle.resolve, number)
    stage.later(minutes=1)
    heard = await stage.says(rita, "and my chair was stolen, that is another matter")
    assert (await stage.ticket(number)).needs_answer
    stage.later(minutes=1)
    await _answers(stage, rita, heard.question_id or 0, answer_buttons.NEW_REQUEST)
    ticket = await stage.ticket(number)
    assert (ticket.needs_answer, ticket.close_at, ticket.remind_at) == (
        False,
        stage.now + stage.rules.requests.auto_close,
        None,
    )
    assert ticket.close_at - stage.now > timedelta(hours=1)
