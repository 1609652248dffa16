"""Questions: asked, joined, answered, moved afterwards, run out; every ending of §2.3, §2.6 and §3.3."""

import pytest
from sqlalchemy import select

from db.models import Entry, EntryKind, Question, QuestionKind, Role, Status
from desk import Desk, Outdated
from desk.conversation import answered_questions, editing
from desk.inbound.routing_types import Destination
from desk.merging import merging
from desk.questions import answer_buttons, next_message
from desk.tickets import assignment, lifecycle
from tests.desk.stage import PHOTO, Someone, Stage


@pytest.fixture
async def two(stage: Stage, rita: Someone) -> tuple[int, int]:
    """Two open tickets of Rita's."""
    first = await stage.files(rita, "The printer on floor 2 is on fire")
    return first, await stage.files(rita, "The coffee machine leaks a lot")


async def _answer(
    stage: Stage, who: Someone, question_id: int | None, how: answer_buttons.Choice
) -> answer_buttons.AnswerResult:
    answered: answer_buttons.AnswerResult = await stage.does(who, answer_buttons.answer_question, question_id, how)
    return answered


async def test_words_move_away_from_a_request_that_has_ended_without_them(
    stage: Stage, rita: Someone, two: tuple[int, int]
) -> None:
    heard = await stage.says(rita, "it got worse")
    made = (await _answer(stage, rita, heard.question_id, answer_buttons.NEW_REQUEST)).number or 0
    await stage.change(made, status=Status.CLOSED)
    await _answer(stage, rita, heard.question_id, answer_buttons.ToTicket(two[0]))
    assert (await stage.ticket(made)).status is Status.CLOSED
    assert (await stage.texts(two[0]))[-1] == "it got worse"


async def test_words_announced_for_what_was_merged_meanwhile_are_said_to_be_where_they_are(
    stage: Stage, rita: Someone, two: tuple[int, int], olga: Someone
) -> None:
    await stage.does(rita, next_message.expect_addition, two[1])
    await stage.does(olga, merging.merge_ticket, two[1], two[0])
    heard = await stage.says(rita, "it got worse")
    assert heard.number == two[0]
    async with stage.database.sessions() as session:
        (asked,) = await session.scalars(select(Question).where(Question.kind == QuestionKind.ADD_TO))
    assert asked.data["chosen"] == (await stage.ticket(two[0])).id

    async def takes_back(desk: Desk) -> None:
        entry = await editing.withdraw_entry(desk, await desk.session.get_one(Entry, heard.entry_id))
        await answered_questions.note_withdrawn(desk, entry)

    await stage.does(rita, takes_back)
    gone = (await stage.question(asked.id)).data
    assert (gone["chosen"], gone["gone"]) == (None, True)


async def test_one_ticket_long_quiet_takes_the_words(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    stage.later(hours=23)
    assert (await stage.says(rita, "still")).number == number
    stage.later(hours=25)
    assert (await stage.says(rita, "something else")).number == number


async def test_words_to_a_resolved_ticket(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(olga, lifecycle.resolve, number)
    heard = await stage.says(rita, "no, it burns again")
    assert (heard.destination, heard.number) == (Destination.ADDED_TO_RESOLVED, number)
    stage.later(seconds=5)
    again = await stage.says(rita, "and smells")
    assert again.question_id == heard.question_id
    ticket = await stage.ticket(number)
    assert ticket.status is Status.RESOLVED and ticket.close_at is None
    answered = await _answer(stage, rita, heard.question_id, answer_buttons.NEW_REQUEST)
    assert await stage.texts(answered.number or 0) == ["no, it burns again", "and smells"]
    assert (await stage.texts(number))[1:] == ["no, it burns again", "and smells"]
    ticket = await stage.ticket(number)
    assert not ticket.needs_answer and ticket.close_at == stage.now + stage.rules.requests.auto_close


# ------------------------------------------------------------------- staff


async def test_staff_are_asked_where_to(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(olga, assignment.claim, number)
    other = await stage.files(rita, "The coffee machine leaks a lot")
    heard = await stage.says(olga, "It works again now")
    assert heard.destination is Destination.WHERE_TO
    with pytest.raises(Outdated):
        await _answer(stage, olga, heard.question_id, answer_buttons.ToTicket(other))
    assert len(await stage.entries(number)) == 1
    stage.later(hours=5)
    await stage.ticks()
    assert len(await stage.entries(number)) == 1
    await _answer(stage, olga, heard.question_id, answer_buttons.ToTicket(number))
    assert [(e.kind, e.body) for e in await stage.entries(number)][-1] == (EntryKind.REPLY, "It works again now")
    with pytest.raises(Outdated):
        await _answer(stage, olga, heard.question_id, answer_buttons.ToTicket(number))


async def test_an_unsent_note_stays_a_note_even_when_edited(stage: Stage, rita: Someone, olga: Someone) -> None:
    from dataclasses import replace

    from desk.inbound.edits import apply_edit

    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(olga, assignment.claim, number)
    message = stage.message(olga, "// they always forget the toner")
    heard = await stage.sends(olga, message)
    edited = replace(message, words=replace(message.words, text="they always forget the toner"))
    await stage.does(olga, apply_edit, edited)
    await _answer(stage, olga, heard.question_id, answer_buttons.ToTicket(number))
    last = (await stage.entries(number))[-1]
    assert (last.kind, last.body) == (EntryKind.NOTE, "they always forget the toner")


async def test_nowhere_and_own_request(stage: Stage, olga: Someone) -> None:
    nowhere = await stage.says(olga, "hmm what was that")
    assert (await _answer(stage, olga, nowhere.question_id, answer_buttons.NOWHERE)).number is None
    own = await stage.says(olga, "My own chair is broken too")
    number = (await _answer(stage, olga, own.question_id, answer_buttons.NEW_REQUEST)).number
    assert await stage.texts(number or 0) == ["My own chair is broken too"]
    assert (await stage.says(olga, "it squeaks")).destination is Destination.DRAFT


async def test_anothers_card_and_a_reminder_are_asked_about_first(stage: Stage, rita: Someone, olga: Someone) -> None:
    ivan = await stage.person("Ivan", Role.AGENT)
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(olga, assignment.claim, number)
    card = await stage.shown(ivan, f"card:{number}", number)
    heard = await stage.says(ivan, "let me", reply_to_message_id=card)
    assert heard.destination is Destination.NOT_YOURS
    assert len(await stage.entries(number)) == 1
    await _answer(stage, ivan, heard.question_id, answer_buttons.ToTicket(number))
    assert (await stage.entries(number))[-1].kind is EntryKind.REPLY
    reminder = await stage.shown(ivan, "reminder")
    assert (await stage.says(ivan, "on it", reply_to_message_id=reminder)).destination is Destination.WHERE_TO


async def test_notes_by_every_way(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(olga, assignment.claim, number)
    card = await stage.shown(olga, f"card:{number}", number)
    for text, more in (("// call them", {}), ("\u200b  //x", {}), ("//", {"files": (PHOTO,)})):
        stage.later(seconds=5)
        assert (await stage.says(olga, text, reply_to_message_id=card, **more)).destination is Destination.NOTE
    note = stage.message(olga, "// first", reply_to_message_id=card)
    await stage.sends(olga, note)
    stage.later(seconds=5)
    assert (await stage.says(olga, "and second", reply_to_message_id=note.message_id)).destination is Destination.NOTE
    assert {e.kind for e in (await stage.entries(number))[1:]} == {EntryKind.NOTE}
    assert not [letter for letter in await stage.letters(rita) if letter["type"] == "relay"]


async def test_a_dismissed_agents_waiting_words_go_nowhere(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    card = await stage.shown(olga, f"card:{number}", number)
    heard = await stage.says(olga, "look", reply_to_message_id=card, files=(PHOTO,), album="a1")
    async with stage.database.unit_of_work() as session:
        from db.models import Person

        person = await session.get_one(Person, olga.id)
        person.role, person.dismissed_at = Role.REQUESTER, stage.now
    stage.later(seconds=3)
    assert await stage.ticks() == 1
    assert len(await stage.entries(number)) == 1
    assert (await stage.question(heard.question_id)).closed_at is not None
    assert await stage.ticks() == 0
    told = stage.message(olga, "is anybody there? The door is locked", reply_to_message_id=card)
    assert (await stage.sends(olga, told)).destination is Destination.NEW_DRAFT


async def test_staff_in_a_ticket_they_filed_are_its_requester(stage: Stage, olga: Someone) -> None:
    await stage.person("Ivan", Role.AGENT)
    number = await stage.files(olga, "My chair is broken, please help")
    receipt = await stage.shown(olga, f"receipt:{number}", number)
    heard = await stage.says(olga, "// it squeaks", reply_to_message_id=receipt)
    assert heard.destination is Destination.COMMENT
    assert (await stage.entries(number))[-1].body == "// it squeaks"
