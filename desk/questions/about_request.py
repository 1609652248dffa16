"""What a requester is asked to say more about: what is missing, and what their topic asks, a question after the other.
Each answer is their comment first, and stands in the ticket's form beside it. Knows no door.

What a question of a topic knows is in `data`: its `key`, its `text` by language, and those that are `left` after it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from db.models import (
    Category,
    Entry,
    EntryFile,
    EntryKind,
    FormAnswer,
    History,
    Origin,
    Question,
    QuestionKind,
    Ticket,
    any_of,
)
from desk import Desk, Locked, Outdated, TicketResult, history
from desk.conversation import form_answers, thread
from desk.conversation.new_entry import NewEntry
from desk.i18n import catalog
from desk.people.one_at_a_time import take_turn
from desk.questions.asking import show
from desk.text import RichText
from desk.text.vague_request import is_vague
from desk.tickets import fields, intake_questions
from desk.topics.questions import in_language

_MISSING = "_missing"  # the key of what is missing; those of topics begin with a letter or digit


async def ask_next(desk: Desk, ticket: Locked) -> None:
    """Ask the first of these that applies, if any may be asked now; no statement on a desk that asks nothing."""
    if not desk.rules.requests.asks or not ticket.waits_for_anybody or ticket.asking_id is not None:
        return
    if not intake_questions.can_be_asked(await desk.requester(ticket)):
        return
    asks_missing = intake_questions.is_next(ticket, QuestionKind.MISSING) and desk.rules.requests.ask_missing
    if asks_missing and await _lacks(desk, ticket):
        await intake_questions.ask_question(desk, ticket, QuestionKind.MISSING, data={"key": _MISSING})
    elif intake_questions.is_next(ticket, QuestionKind.TOPIC_FORM) and await _chose_topic(desk, ticket):
        topic = await desk.session.get_one(Category, ticket.category_id)
        await _ask_of_topic(desk, ticket, topic.questions)
    if ticket.asking_id is not None:
        await desk.publish(ticket)


async def next_one(desk: Desk, ticket: Locked) -> None:
    """What was open was answered, skipped or ran out: the next thing that applies is asked."""
    if ticket.asking_id is None:
        return
    ticket.asking_id = None
    await ask_next(desk, ticket)
    await desk.publish(ticket)


async def choose_topic(desk: Desk, number: int, category_id: int) -> TicketResult:
    """A topic on a receipt or an opened ticket. Its requester's own choice, also where it confirms a guess, leads into
    what the topic asks; nobody else's does."""
    chosen = await fields.categorise(desk, number, category_id)
    if chosen.changed and chosen.requester.id == desk.actor_id and category_id in desk.rules.requests.topic_questions:
        await ask_next(desk, await desk.locked_id(chosen.id))
    return chosen


async def picked(desk: Desk, question_id: int, entry_id: int) -> None:
    """What they answered before, by a press. Raises Outdated where it is asked no more, or that no longer stands."""
    question = await _still_asked(desk, question_id)
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    before = select(FormAnswer.value).join(Ticket, Ticket.id == FormAnswer.ticket_id).where(
        FormAnswer.entry_id == entry_id, FormAnswer.key == question.data["key"], Ticket.requester_id == desk.me().id
    )  # fmt: skip
    value = await desk.session.scalar(before)
    if value is None:
        raise Outdated(ticket.number)
    entry = await thread.add_comment(desk, ticket.number, NewEntry(RichText(value)))
    await _answered(desk, question, entry, value, None)


async def heard(desk: Desk, question_id: int, entry: Entry, text: str, message_id: int) -> None:
    """A comment is the answer, if the question still is one and there are words in it."""
    question = await _locked(desk, question_id)
    value = form_answers.make_value(text)
    if question is not None and value:
        await _answered(desk, question, entry, value, message_id)


async def skip(desk: Desk, question_id: int) -> None:
    """Neither this nor what the topic asks after it. Raises Outdated."""
    question = await _still_asked(desk, question_id)
    question.closed_at = desk.now
    question.data = {**question.data, "skipped": True}
    show(desk, question, only_edit=True)
    await next_one(desk, await desk.locked_id(question.ticket_id or 0))


async def _still_asked(desk: Desk, question_id: int) -> Question:
    await take_turn(desk.session, desk.me().id)
    question = await _locked(desk, question_id)
    if question is None:
        raise Outdated
    return question


async def _locked(desk: Desk, question_id: int) -> Question | None:
    """The actor's open question of these; None where it is none (any more)."""
    one = select(Question).where(
        Question.id == question_id,
        Question.person_id == desk.me().id,
        Question.kind.in_(form_answers.KINDS),
        Question.answered_at.is_(None),
        Question.closed_at.is_(None),
    )
    return await desk.session.scalar(one.with_for_update().execution_options(populate_existing=True))


async def _answered(desk: Desk, question: Question, entry: Entry, value: str, message_id: int | None) -> None:
    line = form_answers.FormLine(_said(question.data, desk.rules.locale), value, entry.id)
    await form_answers.put_answer(desk, entry.ticket_id or 0, question.data["key"], line, message_id=message_id)
    question.answered_at = desk.now
    await desk.session.flush()
    show(desk, question, only_edit=True)
    ticket = await desk.locked_id(question.ticket_id or 0)
    left = question.data.get("left", ())
    if left and ticket.waits_for_anybody and ticket.asking_id == question.id:
        await _ask_of_topic(desk, ticket, left)
        await desk.publish(ticket)
    else:
        await next_one(desk, ticket)


def _said(data: Mapping[str, Any], language: str) -> str:
    if "text" not in data:
        return catalog.say(language, "form-missing")
    return in_language(data, language)


async def _ask_of_topic(desk: Desk, ticket: Locked, questions: Sequence[Mapping[str, Any]]) -> None:
    first, *left = questions
    data = {"key": first["key"], "text": first["text"], "left": left}
    await intake_questions.ask_question(desk, ticket, QuestionKind.TOPIC_FORM, data=data)


async def _chose_topic(desk: Desk, ticket: Locked) -> bool:
    """Whether its topic asks something, and its requester chose it here or said that the guess was right: a wrong guess
    must not ask nonsense, and where an agent has chosen, a person is at it."""
    if ticket.category_guessed or ticket.category_id not in desk.rules.requests.topic_questions:
        return False
    await desk.session.flush()
    chosen = select(History.actor_id, History.origin).where(
        History.ticket_id == ticket.id, History.field.in_((history.CATEGORY, history.CATEGORY_CONFIRMED))
    )
    last = (await desk.session.execute(chosen.order_by(History.id.desc()).limit(1))).first()
    return last is not None and (last.actor_id, last.origin) == (ticket.requester_id, Origin.TELEGRAM)


async def _lacks(desk: Desk, ticket: Ticket) -> bool:
    """Whether all that it says could be said of anything, and nothing shows it."""
    said = select(Entry).where(
        Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None)
    )
    entries = list(await desk.session.scalars(said.order_by(Entry.id)))
    if any(entry.content_line for entry in entries):
        return False
    if not is_vague(" ".join(entry.body for entry in entries)):
        return False
    files = select(EntryFile.id).where(any_of(EntryFile.entry_id, [entry.id for entry in entries]))
    return await desk.session.scalar(files.limit(1)) is None
