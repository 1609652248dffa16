"""A request from its first words to the stars, as its requester writes it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from db.models import EntryKind, QuestionKind, Role, Status, Ticket
from desk import Desk, NoSuchTicket, Outdated
from desk.feedback import ratings
from desk.inbound import edits, receiver
from desk.inbound.routing import Destination
from desk.questions import answers
from desk.requests import drafts
from desk.tickets import assignment, closing, lifecycle
from tests.desk.stage import PHOTO, Stage

pytestmark = pytest.mark.broad


async def test_first_words_are_a_draft_that_files_itself(stage: Stage) -> None:
    rita = await stage.person("Rita")
    olga = await stage.person("Olga", Role.AGENT)
    heard = await stage.says(rita, "The printer on the second floor is on fire")
    ticket = await stage.ticket(heard.number or 0)
    assert heard.goes is Destination.NEW_DRAFT
    assert ticket.filed_at is None and ticket.file_at == stage.now + timedelta(seconds=10)
    assert [letter["view"] for letter in await stage.letters(rita)] == ["receipt"]
    assert await stage.letters(olga) == []
    assert await stage.board_jobs() == []
    stage.later(seconds=9)
    assert await stage.ticks() == 0
    stage.later(seconds=1)
    await stage.ticks()
    ticket = await stage.ticket(ticket.number)
    assert ticket.filed_at == stage.now and ticket.status is Status.NEW
    assert ticket.subject == "The printer on the second floor is on fire"
    assert [letter["slot"] for letter in await stage.letters(olga)] == [f"card:{ticket.number}"]
    assert [job["do"] for job in await stage.board_jobs()] == ["card"]
    await stage.ticks()
    assert len(await stage.letters(olga)) == 1


async def test_more_words_join_the_draft_and_count_anew(stage: Stage) -> None:
    rita = await stage.person("Rita")
    heard = await stage.says(rita, "Hello, wifi")
    number = heard.number or 0
    assert (await stage.ticket(number)).file_at == stage.now + timedelta(seconds=30)
    stage.later(seconds=20)
    assert (await stage.says(rita, "team North cannot upload their solution")).goes is Destination.DRAFT
    assert (await stage.ticket(number)).file_at == stage.now + timedelta(seconds=10)
    stage.later(seconds=5)
    assert (await stage.says(rita, files=(PHOTO,))).goes is Destination.DRAFT
    for _ in range(20):
        stage.later(seconds=9)
        await stage.says(rita, "and more")
    assert (await stage.ticket(number)).file_at == (await stage.ticket(number)).created_at + timedelta(seconds=120)
    await stage.ticks()
    assert (await stage.ticket(number)).subject == "Wifi · team North cannot upload their solution"


async def test_send_now_files_and_a_second_press_is_outdated(stage: Stage) -> None:
    rita, mallory = await stage.person("Rita"), await stage.person("Mallory")
    number = (await stage.says(rita, "The projector is dark")).number or 0
    with pytest.raises(NoSuchTicket):
        await stage.does(mallory, lambda desk: drafts.send(desk, number))
    await stage.does(rita, lambda desk: drafts.send(desk, number))
    assert (await stage.ticket(number)).filed_at == stage.now
    with pytest.raises(Outdated):
        await stage.does(rita, lambda desk: drafts.send(desk, number))


async def test_without_a_quiet_period_it_is_filed_at_once(stage: Stage) -> None:
    stage.with_rules(intake_quiet=timedelta(0))
    rita = await stage.person("Rita")
    number = (await stage.says(rita, "wifi")).number or 0
    assert (await stage.ticket(number)).filed_at == stage.now


async def test_a_photo_alone_is_named_and_the_next_text_names_it_better(stage: Stage) -> None:
    rita = await stage.person("Rita")
    number = (await stage.says(rita, files=(PHOTO,))).number or 0
    stage.later(seconds=10)
    await stage.ticks()
    assert (await stage.ticket(number)).subject == "Photo"
    stage.later(minutes=1)
    assert (await stage.says(rita, "the screen of hall 3 is broken")).goes is Destination.COMMENT
    assert (await stage.ticket(number)).subject == "the screen of hall 3 is broken"
    stage.later(minutes=1)
    await stage.says(rita, "and it smells")
    assert (await stage.ticket(number)).subject == "the screen of hall 3 is broken"


async def test_two_strangers_in_the_same_instant_get_two_tickets(stage: Stage) -> None:
    rita, ben = await stage.person("Rita"), await stage.person("Ben")
    heard = await asyncio.gather(stage.says(rita, "No wifi in hall 1"), stage.says(ben, "No wifi in hall 2"))
    assert len({one.number for one in heard}) == 2


async def test_two_first_messages_of_one_person_are_one_draft(stage: Stage) -> None:
    rita = await stage.person("Rita")
    heard = await asyncio.gather(stage.says(rita, "No wifi in hall 1"), stage.says(rita, "since this morning"))
    assert {one.number for one in heard} == {(await stage.tickets())[0].number}
    assert {one.goes for one in heard} == {Destination.NEW_DRAFT, Destination.DRAFT}


async def test_the_story_to_the_stars(stage: Stage) -> None:
    rita = await stage.person("Rita")
    olga = await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "The badge printer is jammed again")
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    card = await stage.shown(olga, f"card:{number}", number)
    assert (await stage.says(olga, "On my way", reply_to_message_id=card)).goes is Destination.REPLY
    stage.later(minutes=5)
    heard = await stage.says(rita, "It is the third printer from the left")
    assert (heard.goes, heard.number) == (Destination.COMMENT, number)
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, number))
    stage.later(seconds=11)
    await stage.ticks()
    assert "resolved" in [letter.get("view") for letter in await stage.letters(rita)]
    await stage.does(rita, lambda desk: closing.confirm(desk, number))
    await stage.does(rita, lambda desk: ratings.rate(desk, number, 5))
    stage.later(seconds=20)
    word = await stage.says(rita, "Fast and kind")
    assert word.goes is Destination.RATING_WORD
    ticket = await stage.ticket(number)
    assert (ticket.status, ticket.rating, ticket.rating_words) == (Status.CLOSED, 5, "Fast and kind")
    assert (await stage.says(rita, "The projector is dark now")).goes is Destination.NEW_DRAFT
    kinds = [entry.kind for entry in await stage.entries(number) if entry.kind is not EntryKind.REMARK]
    assert kinds == [EntryKind.COMMENT, EntryKind.REPLY, EntryKind.COMMENT]


async def test_the_word_can_be_a_request_after_all(stage: Stage) -> None:
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "The badge printer is jammed again")
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, number))
    await stage.does(rita, lambda desk: closing.confirm(desk, number))
    word = await stage.says(rita, "The projector in hall 2 is dark")
    answered = await stage.does(rita, lambda desk: answers.answer(desk, word.question_id, answers.NEW_REQUEST))
    assert answered.number != number
    assert await stage.texts(answered.number) == ["The projector in hall 2 is dark"]
    assert not (await stage.ticket(number)).rating_words
    with pytest.raises(Outdated):
        await stage.does(rita, lambda desk: answers.answer(desk, word.question_id, answers.NEW_REQUEST))


async def test_an_edit_changes_what_is_stored(stage: Stage) -> None:
    rita = await stage.person("Rita")
    message = stage.message(rita, "The printre is on fire")
    number = (await stage.sends(rita, message)).number or 0
    edited = replace(message, words=replace(message.words, text="The printer is on fire"))
    await stage.does(rita, lambda desk: edits.hear_edit(desk, edited))
    assert await stage.texts(number) == ["The printer is on fire"]
    assert await stage.does(rita, lambda desk: edits.hear_edit(desk, stage.message(rita, "never heard"))) is None


async def test_a_sixth_request_nobody_took_is_a_comment_on_the_newest(stage: Stage) -> None:
    rita = await stage.person("Rita")
    numbers = [await stage.files(rita, f"Problem number {n} with something") for n in range(5)]
    heard = await stage.does(rita, lambda desk: _new(desk, stage, rita))
    assert (heard.goes, heard.number) == (Destination.CROWDED, numbers[-1])
    assert "crowded" in [letter.get("key") for letter in await stage.letters(rita)]


async def _new(desk: Desk, stage: Stage, rita: object) -> object:
    return await receiver.new_request(desk, stage.message(rita, "one more thing"))  # type: ignore[arg-type]


async def test_new_alone_starts_a_request_with_the_next_message(stage: Stage) -> None:
    rita = await stage.person("Rita")
    draft = await stage.says(rita, "The printer on floor 2 is on fire")
    await stage.does(rita, lambda desk: receiver.new_request(desk, stage.message(rita, "")))
    assert (await stage.ticket(draft.number or 0)).filed_at == stage.now
    second = await stage.says(rita, "The coffee machine leaks a lot")
    assert second.goes is Destination.NEW_DRAFT and second.number != draft.number
    assert (await stage.says(rita, "onto the floor")).number == second.number


async def test_add_next_names_the_ticket_for_one_message(stage: Stage) -> None:
    rita = await stage.person("Rita")
    first = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.files(rita, "The coffee machine leaks a lot")
    await stage.does(rita, lambda desk: answers.add_next(desk, first))
    assert (await stage.says(rita, "still burning")).number == first
    asked = await stage.says(rita, "still leaking")
    assert asked.goes is Destination.WHICH_TICKET
    assert (await stage.question(asked.question_id)).kind is QuestionKind.WHICH_TICKET


async def test_an_edit_of_one_of_several_messages_leaves_the_others(stage: Stage) -> None:
    rita = await stage.person("Rita")
    number = await stage.files(rita, "The badge printer is jammed again")
    stage.later(seconds=30)
    first, second = stage.message(rita, "third from the left"), stage.message(rita, "not the fourth")
    for message in (first, second):
        await stage.sends(rita, message)
    edited = replace(second, words=replace(second.words, text="not the fifth"))
    await stage.does(rita, lambda desk: edits.hear_edit(desk, edited))
    assert await stage.texts(number) == ["The badge printer is jammed again", "third from the left\nnot the fifth"]


async def test_what_ends_this_very_moment_loses_no_words(stage: Stage) -> None:
    """The ticket is closed between the look and the words: looked at afresh, they are a request of their own."""
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, "The badge printer is jammed again")
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    async with stage.database.sessions() as blocker:
        ticket = (await blocker.scalars(select(Ticket).where(Ticket.number == number).with_for_update())).one()
        words = asyncio.create_task(stage.says(rita, "The projector is dark now"))
        await _waits_for_a_lock(stage)
        ticket.status, ticket.ended_at = Status.CLOSED, stage.now
        await blocker.commit()
    heard = await words
    assert heard.goes is Destination.NEW_DRAFT and heard.number != number
    assert await stage.texts(heard.number or 0) == ["The projector is dark now"]
    assert len(await stage.entries(number)) == 1


async def _waits_for_a_lock(stage: Stage) -> None:
    """Return when some transaction stands at a lock."""
    waiting = text("select count(*) from pg_locks where not granted")
    for _ in range(1000):
        async with stage.database.sessions() as session:
            if (await session.execute(waiting)).scalar_one():
                return
    raise AssertionError("nobody waits")
