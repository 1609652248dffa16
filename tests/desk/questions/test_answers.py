"""Questions: asked, joined, answered, moved afterwards, run out; every ending of §2.3, §2.6 and §3.3."""

import pytest
from sqlalchemy import select

from db.models import Entry, EntryKind, Question, QuestionKind, Role, Status
from desk import Desk, NoSuchTicket, Outdated, merging
from desk.conversation import editing
from desk.conversation import entries as conversation_entries
from desk.inbound.routing_types import Destination
from desk.queries import entries, questions
from desk.questions import answer_buttons, asking, next_message
from desk.tickets import assignment, closing, lifecycle
from tests.desk.stage import PHOTO, Someone, Stage

pytestmark = pytest.mark.broad


@pytest.fixture
async def two(stage: Stage, rita: Someone) -> tuple[int, int]:
    """Two open tickets of Rita's."""
    first = await stage.files(rita, "The printer on floor 2 is on fire")
    return first, await stage.files(rita, "The coffee machine leaks a lot")


async def _answer(
    stage: Stage, who: Someone, question_id: int | None, how: answer_buttons.Choice
) -> answer_buttons.AnswerResult:
    answered: answer_buttons.AnswerResult = await stage.does(
        who, lambda desk: answer_buttons.answer_question(desk, question_id, how)
    )
    return answered


async def test_several_open_tickets_are_asked_about(stage: Stage, rita: Someone, two: tuple[int, int]) -> None:
    heard = await stage.says(rita, "it got worse")
    assert heard.destination is Destination.WHICH_TICKET
    joined = await stage.says(rita, "much worse")
    assert (joined.destination, joined.question_id) == (Destination.ANSWER, heard.question_id)
    assert await stage.texts(two[0]) == ["The printer on floor 2 is on fire"]
    await _answer(stage, rita, heard.question_id, answer_buttons.ToTicket(two[0]))
    assert await stage.texts(two[0]) == ["The printer on floor 2 is on fire", "it got worse", "much worse"]


async def test_the_buttons_kept_move_the_words(stage: Stage, rita: Someone, two: tuple[int, int]) -> None:
    heard = await stage.says(rita, "it got worse")
    await _answer(stage, rita, heard.question_id, answer_buttons.ToTicket(two[0]))
    await _answer(stage, rita, heard.question_id, answer_buttons.ToTicket(two[1]))
    assert await stage.texts(two[0]) == ["The printer on floor 2 is on fire"]
    assert await stage.texts(two[1]) == ["The coffee machine leaks a lot", "it got worse"]
    new = await _answer(stage, rita, heard.question_id, answer_buttons.NEW_REQUEST)
    assert await stage.texts(new.number or 0) == ["it got worse"]
    assert (await _answer(stage, rita, heard.question_id, answer_buttons.NEW_REQUEST)).number == new.number
    back = await _answer(stage, rita, heard.question_id, answer_buttons.ToTicket(two[0]))
    assert back.number == two[0]
    assert (await stage.ticket(new.number or 0)).status is Status.CANCELLED
    stage.later(seconds=5)
    await stage.says(rita, "another thing", reply_to_message_id=await stage.shown(rita, "receipt", two[1]))
    with pytest.raises(Outdated):
        await _answer(stage, rita, heard.question_id, answer_buttons.ToTicket(two[1]))


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
    await stage.does(rita, lambda desk: next_message.expect_addition(desk, two[1]))
    await stage.does(olga, lambda desk: merging.merge_ticket(desk, two[1], two[0]))
    heard = await stage.says(rita, "it got worse")
    assert heard.number == two[0]
    async with stage.database.sessions() as session:
        (asked,) = await session.scalars(select(Question).where(Question.kind == QuestionKind.ADD_TO))
    assert asked.data["chosen"] == (await stage.ticket(two[0])).id

    async def takes_back(desk: Desk) -> None:
        entry = await editing.withdraw_entry(desk, await desk.session.get_one(Entry, heard.entry_id))
        await conversation_entries.note_withdrawn(desk, entry)

    await stage.does(rita, takes_back)
    gone = (await stage.question(asked.id)).data
    assert (gone["chosen"], gone["gone"]) == (None, True)


async def test_time_answers_with_the_newest(stage: Stage, rita: Someone, two: tuple[int, int]) -> None:
    heard = await stage.says(rita, "it got worse")
    async with stage.database.sessions() as session:
        from db.models import Person

        face = await questions.load_question(session, heard.question_id or 0, await session.get_one(Person, rita.id))
    assert face is not None and face.is_open
    assert (face.falls_to, face.minutes, {line.number for line in face.options}) == (two[1], 2.0, set(two))
    stage.later(seconds=119)
    assert await stage.ticks() == 0
    stage.later(seconds=1)
    await stage.ticks()
    assert (await stage.texts(two[1]))[-1] == "it got worse"
    assert (await stage.question(heard.question_id)).data["by_clock"]
    await _answer(stage, rita, heard.question_id, answer_buttons.ToTicket(two[0]))
    assert (await stage.texts(two[0]))[-1] == "it got worse"


async def test_closed_by_then_it_is_a_new_request(stage: Stage, rita: Someone, two: tuple[int, int]) -> None:
    heard = await stage.says(rita, "it got worse in the meantime")
    await stage.does(rita, lambda desk: closing.cancel(desk, two[1]))
    stage.later(minutes=2)
    await stage.ticks()
    last = (await stage.tickets(rita))[-1]
    assert last.number not in two and await stage.texts(last.number) == ["it got worse in the meantime"]
    assert (await stage.question(heard.question_id)).data["new"]


async def test_a_foreign_or_unoffered_ticket_is_no_answer(stage: Stage, rita: Someone, two: tuple[int, int]) -> None:
    ben = await stage.person("Ben")
    foreign = await stage.files(ben, "Somebody stole my chair again")
    heard = await stage.says(rita, "it got worse")
    with pytest.raises(NoSuchTicket):
        await _answer(stage, rita, heard.question_id, answer_buttons.ToTicket(foreign))
    with pytest.raises(Outdated):
        await _answer(stage, ben, heard.question_id, answer_buttons.ToTicket(foreign))
    assert await stage.texts(foreign) == ["Somebody stole my chair again"]


async def test_one_ticket_long_quiet_is_asked_about(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    stage.later(hours=23)
    assert (await stage.says(rita, "still")).number == number
    stage.later(hours=25)
    assert (await stage.says(rita, "something else")).destination is Destination.WHICH_TICKET


async def test_words_to_a_resolved_ticket(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, number))
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


async def test_a_reply_to_a_closed_ticket(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, number))
    await stage.does(rita, lambda desk: closing.confirm(desk, number))
    stage.later(minutes=10)
    resolved = await stage.shown(rita, f"resolved:{number}", number)
    heard = await stage.says(rita, "it burns again", reply_to_message_id=resolved)
    assert heard.destination is Destination.CLOSED_REPLY
    assert (await stage.says(rita, "quickly")).destination is Destination.ANSWER
    await _answer(stage, rita, heard.question_id, answer_buttons.ToTicket(number))
    assert (await stage.ticket(number)).status is Status.REOPENED
    assert (await stage.texts(number))[-2:] == ["it burns again", "quickly"]


async def test_a_reply_to_a_closed_ticket_nobody_answers_for(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(rita, lambda desk: closing.cancel(desk, number))
    receipt = await stage.shown(rita, f"receipt:{number}", number)
    await stage.says(rita, "it burns after all", reply_to_message_id=receipt)
    stage.later(minutes=2)
    await stage.ticks()
    last = (await stage.tickets(rita))[-1]
    assert last.filed_at == stage.now
    assert await stage.texts(last.number) == [f"#{number}: it burns after all"]


async def test_a_reply_to_what_ended_long_ago(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(rita, lambda desk: closing.cancel(desk, number))
    receipt = await stage.shown(rita, f"receipt:{number}", number)
    stage.later(days=15)
    heard = await stage.says(rita, "it burns again", reply_to_message_id=receipt)
    assert heard.destination is Destination.ENDED_LONG_AGO and heard.number != number
    assert await stage.texts(heard.number or 0) == [f"#{number}: it burns again"]
    assert (await stage.ticket(heard.number or 0)).filed_at == stage.now


async def test_thanks_open_no_question(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    before = len(await stage.letters(olga))
    heard = await stage.says(rita, "Спасибо!")
    assert (heard.destination, heard.number) == (Destination.SMALL_TALK, number)
    assert {"type": "react", "emoji": "❤"}.items() <= (await stage.letters(rita))[-1].items()
    assert not [letter for letter in (await stage.letters(olga))[before:] if letter["type"] == "relay"]
    await stage.does(olga, lambda desk: lifecycle.set_pending(desk, number))
    assert (await stage.says(rita, "ok")).destination is Destination.COMMENT


# ------------------------------------------------------------------- staff


async def test_staff_are_asked_where_to(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
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
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    message = stage.message(olga, "// they always forget the toner")
    heard = await stage.sends(olga, message)
    edited = replace(message, words=replace(message.words, text="they always forget the toner"))
    await stage.does(olga, lambda desk: apply_edit(desk, edited))
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
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
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
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
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


async def test_an_album_with_a_note_in_any_caption_is_a_note(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    card = await stage.shown(olga, f"card:{number}", number)
    for text in ("", "", "// not for them"):
        await stage.says(olga, text, reply_to_message_id=card, files=(PHOTO,), album="a1")
        stage.later(seconds=0.3)
    assert not [letter for letter in await stage.letters(rita) if letter["type"] == "relay"]
    stage.later(seconds=2)
    await stage.ticks()
    assert [entry.kind for entry in await stage.entries(number)] == [EntryKind.COMMENT, EntryKind.NOTE]
    assert (await stage.ticket(number)).first_response_at is None
    await stage.says(olga, "late", files=(PHOTO,), album="a1")
    assert (await stage.entries(number))[-1].kind is EntryKind.NOTE


async def test_an_album_without_a_note_is_one_answer(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    card = await stage.shown(olga, f"card:{number}", number)
    for text in ("look", ""):
        await stage.says(olga, text, reply_to_message_id=card, files=(PHOTO,), album="a1")
    stage.later(seconds=3)
    await stage.ticks()
    last = (await stage.entries(number))[-1]
    assert (last.kind, last.body) == (EntryKind.REPLY, "look")
    async with stage.database.sessions() as session:
        from db.models import Person

        face = await entries.load_entry(session, last.id, await session.get_one(Person, rita.id))
    assert face is not None and len(face.files) == 2


async def test_a_hold_reason_is_a_note(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(olga, lambda desk: lifecycle.put_on_hold(desk, number))
    ticket_id = (await stage.ticket(number)).id
    asked = await stage.does(olga, lambda desk: asking.ask_actor(desk, QuestionKind.HOLD_REASON, ticket_id=ticket_id))
    message = await stage.shown(olga, f"question:{asked.id}", number, question_id=asked.id)
    heard = await stage.says(olga, "waiting for the electrician", reply_to_message_id=message)
    assert heard.destination is Destination.ANSWER
    ticket = await stage.ticket(number)
    assert (ticket.status, ticket.hold_reason) == (Status.ON_HOLD, "waiting for the electrician")
    assert (await stage.entries(number))[-1].kind is EntryKind.NOTE
    stage.later(seconds=5)
    await stage.says(olga, "he is ill", reply_to_message_id=message)
    assert (await stage.entries(number))[-1].kind is EntryKind.NOTE


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
