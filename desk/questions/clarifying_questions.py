"""Ask a requester to say more of a request: what is missing, then what its topic asks, one question at a time.

Each answer is a comment, and also stored in the ticket's form, and in the declared field that it was asked for. A
topic's or field's question keeps in `data` its `key`, its `text` by language, and the questions `left` after it.

Answers to the help desk's own questions about a request, stored next to the comments they came in. They follow their
comment when it is edited or withdrawn. A ticket without such questions costs no query.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Category,
    Entry,
    EntryFile,
    EntryKind,
    FormAnswer,
    History,
    Origin,
    Person,
    Question,
    QuestionKind,
    Ticket,
    any_of,
)
from desk import Desk, Locked, Outdated, TicketResult, history
from desk.conversation import form_answers, thread
from desk.conversation.new_entry import NewEntry
from desk.i18n import catalog
from desk.organizations.choices import OrganizationOption
from desk.outbox.question_rows import close_question, find_open, note_answer, require_open
from desk.own_fields import values
from desk.people.person_locks import take_turn
from desk.policy import timer_kinds
from desk.text import RichText
from desk.text.vague_request import is_vague
from desk.tickets import fields, intake_questions
from desk.topics.questions import get_text

_MISSING = "_missing"  # the key of what is missing; those of topics begin with a letter or digit


async def ask_next(desk: Desk, ticket: Locked) -> None:
    """Ask the first question that applies, if one may be asked now. A desk that asks nothing pays no query."""
    asks = desk.rules.requests.asks or ticket.organization_open
    if not asks or not ticket.is_unanswered or ticket.asking_id is not None:
        return
    if not intake_questions.can_be_asked(await desk.get_requester(ticket)):
        return
    if ticket.organization_open and intake_questions.is_next(ticket, QuestionKind.ORGANIZATION):
        await _ask_organization(desk, ticket)
        await desk.publish(ticket)
        return
    if missing := await _list_missing(desk, ticket):
        await _ask_one_by_one(desk, ticket, QuestionKind.MISSING, missing)
    elif intake_questions.is_next(ticket, QuestionKind.TOPIC_FORM) and await _has_chosen_topic(desk, ticket):
        topic = await desk.session.get_one(Category, ticket.category_id)
        await _ask_one_by_one(desk, ticket, QuestionKind.TOPIC_FORM, topic.questions)
    if ticket.asking_id is not None:
        await desk.publish(ticket)


async def finish_question(desk: Desk, ticket: Locked) -> None:
    """Note that the open question was answered, skipped or has expired, and ask the next one."""
    if ticket.asking_id is None:
        return
    ticket.asking_id = None
    await ask_next(desk, ticket)
    await desk.publish(ticket)


async def choose_topic(desk: Desk, number: int, category_id: int) -> TicketResult:
    """Set the topic chosen under a receipt or in an opened ticket. Only its requester's choice leads to the topic's
    questions."""
    chosen = await fields.categorise(desk, number, category_id)
    if chosen.changed and chosen.requester.id == desk.actor_id and category_id in desk.rules.requests.topic_questions:
        await ask_next(desk, await desk.lock_by_id(chosen.id))
    return chosen


async def answer_by_press(desk: Desk, question_id: int, entry_id: int) -> None:
    """Answer with an earlier answer that was picked. Raises Outdated if the question or that answer is gone."""
    await take_turn(desk.session, desk.require_actor().id)
    question = await require_open(desk, question_id, form_answers.KINDS)
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    before = select(FormAnswer.value).join(Ticket, Ticket.id == FormAnswer.ticket_id).where(
        FormAnswer.entry_id == entry_id, FormAnswer.key == question.data["key"],
        Ticket.requester_id == desk.require_actor().id
    )  # fmt: skip
    value = await desk.session.scalar(before)
    if value is None:
        raise Outdated(ticket.number)
    entry = await thread.add_comment(desk, ticket.number, NewEntry(RichText(value)))
    await _store_answer(desk, question, entry, value, None)


async def answer_by_comment(desk: Desk, question_id: int, entry: Entry, text: str, message_id: int) -> None:
    """Take a comment as the answer, if the question is still open and the comment has words."""
    question = await find_open(desk, question_id, form_answers.KINDS)
    value = form_answers.make_value(text)
    if question is not None and value:
        await _store_answer(desk, question, entry, value, message_id)


async def skip_question(desk: Desk, question_id: int) -> None:
    """Skip this question and what the topic asks after it. Raises Outdated."""
    await take_turn(desk.session, desk.require_actor().id)
    question = await require_open(desk, question_id, form_answers.KINDS)
    close_question(desk, question, skipped=True)
    await finish_question(desk, await desk.lock_by_id(question.ticket_id or 0))


async def _store_answer(desk: Desk, question: Question, entry: Entry, value: str, message_id: int | None) -> None:
    line = form_answers.FormLine(_get_text(question.data, desk.rules.locale), value, entry.id)
    await form_answers.put_answer(desk, entry.ticket_id or 0, question.data["key"], line, message_id=message_id)
    note_answer(desk, question)
    await desk.session.flush()
    ticket = await desk.lock_by_id(question.ticket_id or 0)
    await values.take_answer(desk, ticket, question.data["key"], value)
    left = values.leave_out_answered(desk.rules, ticket, question.data.get("left", ()))
    if left and ticket.is_unanswered and ticket.asking_id == question.id:
        await _ask_one_by_one(desk, ticket, question.kind, left)
        await desk.publish(ticket)
    else:
        await finish_question(desk, ticket)


def _get_text(data: Mapping[str, Any], language: str) -> str:
    if "text" not in data:
        return catalog.say(language, "form-missing")
    return get_text(data, language)


async def _list_missing(desk: Desk, ticket: Locked) -> list[Mapping[str, Any]]:
    """Return what to ask of a request that says too little, and of declared fields that are empty."""
    if not intake_questions.is_next(ticket, QuestionKind.MISSING):
        return []
    lacks = desk.rules.requests.ask_missing and await _lacks_details(desk, ticket)
    return [*([{"key": _MISSING}] if lacks else []), *values.list_questions(desk.rules, ticket)]


async def _ask_one_by_one(
    desk: Desk, ticket: Locked, kind: QuestionKind, questions: Sequence[Mapping[str, Any]]
) -> None:  # fmt: skip
    first, *left = questions
    await intake_questions.ask_question(desk, ticket, kind, data={**first, "left": left})


async def _ask_organization(desk: Desk, ticket: Locked) -> None:
    """Ask for the organization, or the outlet of the one it is for; the time for an answer begins."""
    await intake_questions.ask_question(desk, ticket, QuestionKind.ORGANIZATION)
    await timer_kinds.set_timer(desk.session, ticket, timer_kinds.ORGANIZATION, desk.now + desk.rules.requests.question)


async def _has_chosen_topic(desk: Desk, ticket: Locked) -> bool:
    """Return True if the topic has questions and its requester chose or confirmed it.

    A wrong guess must not ask nonsense, and after an agent's choice an agent takes care of the request.
    """
    if ticket.category_guessed or ticket.category_id not in desk.rules.requests.topic_questions:
        return False
    await desk.session.flush()
    chosen = select(History.actor_id, History.origin).where(
        History.ticket_id == ticket.id, History.field.in_((history.CATEGORY, history.CATEGORY_CONFIRMED))
    )
    last = (await desk.session.execute(chosen.order_by(History.id.desc()).limit(1))).first()
    return last is not None and (last.actor_id, last.origin) == (ticket.requester_id, Origin.TELEGRAM)


async def _lacks_details(desk: Desk, ticket: Ticket) -> bool:
    """Return True if all that the request says could be said of anything, and no file shows more."""
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


async def can_ask(session: AsyncSession, ticket: Ticket, kind: QuestionKind) -> bool:
    """Return True if the requester may be asked this kind now: no agent has taken or answered the ticket, nothing is
    open, fewer than two things were asked, and nothing that comes after it."""
    requester = await session.get_one(Person, ticket.requester_id)
    return intake_questions.is_next(ticket, kind) and intake_questions.can_be_asked(requester)


PERSONAL = OrganizationOption(0, "")
"""The choice that a request is for no organization."""
