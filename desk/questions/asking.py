"""Questions to people: their rows, deadlines and options, and what a next message ends.

A question's `data` holds `entries` (ids of the words under it), `options` (tickets offered), `falls_to` (the ticket
that expiry chooses), `chosen`, `category` (the topic of the request to come), and the marks `new`, `dropped`, `undone`
(what was asked was not done), `by_clock`, `gone` (its words were withdrawn after it was answered), `also` (numbers of
further tickets that got the words), `shown` (with how many words it was shown last, and when), `mails` (how many
messages the question is about), `doubtful` (words of staff are not wholly read), `by` (id of the person who had it
asked), `act` (the name of the act whose words are asked for).
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, Message, MessageKind, Person, Question, QuestionKind, Status, Ticket, any_of
from desk import Desk
from desk.outbox.question_rows import (
    MOVABLE,
    TOGETHER,
    ask_person,
    close_question,
    is_just_asked,
    list_open,
    note_answer,
    show_question,
)

_MOST_OPTIONS = 20
_PASSED_AFTER, _PASSED_LINES = timedelta(minutes=1), 3
_SPOKEN = (EntryKind.COMMENT, EntryKind.REPLY)
_ASKS = (Status.PENDING, Status.RESOLVED)
_UNTIMED = (
    QuestionKind.WHERE_TO,
    QuestionKind.NOT_YOURS,
    QuestionKind.HOLD_REASON,
    QuestionKind.ESCALATION,
    QuestionKind.LOW_MARK,
    QuestionKind.RESOLVED_ADDED,
)


async def ask_actor(
    desk: Desk, kind: QuestionKind, *, ticket_id: int | None = None, message_id: int | None = None, act: str = ""
) -> Question:
    """Ask the actor a question, with its deadline. `message_id`: show it as a reply to that message; `act`: the name of
    the act whose words are asked for."""
    question = await add_question(desk, kind, ticket_id=ticket_id)
    if kind is QuestionKind.WHICH_TICKET:
        options = [ticket.id for ticket in await list_own_open(desk.session, desk.require_actor().id)]
        question.data = {"options": options, "falls_to": options[0] if options else None}
    elif kind is QuestionKind.WHERE_TO:
        question.data = {"options": await list_theirs(desk)}
    elif ticket_id is not None:
        question.data = {"options": [ticket_id]} | ({"act": act} if act else {})
    show_question(desk, question, message_id=message_id)
    return question


async def ask_reason(desk: Desk, kind: QuestionKind, ticket_id: int, act: str) -> None:
    """Ask for the words of an act, once even if the button is pressed twice."""
    asked = [question for question in await list_open(desk, (kind,)) if question.ticket_id == ticket_id]
    same = [question for question in asked if question.data.get("act", act) == act]
    if not is_just_asked(desk, same):
        await ask_actor(desk, kind, ticket_id=ticket_id, act=act)


async def add_question(desk: Desk, kind: QuestionKind, *, ticket_id: int | None = None) -> Question:
    """Add a question's row; the caller shows it. ALBUM waits for the other parts, not for a person."""
    due = (
        None
        if kind in _UNTIMED
        else desk.now + (TOGETHER if kind is QuestionKind.ALBUM else desk.rules.requests.question)
    )
    return await ask_person(desk, desk.require_actor().id, kind, ticket_id=ticket_id, due_at=due)


async def show_passed(desk: Desk, question: Question) -> None:
    """Show a question that words have passed by: at the bottom of the chat if it is a minute or three lines above."""
    await _renew_default(desk, question)
    count, since = len(question.data.get("entries", [])), question.data.get("shown")
    before, at = since or (1, question.asked_at.timestamp())
    is_far = count - before >= _PASSED_LINES or desk.now.timestamp() - at >= _PASSED_AFTER.total_seconds()
    if is_far:
        question.data = {**question.data, "shown": [count, desk.now.timestamp()]}
    show_question(desk, question, fresh=is_far, only_edit=not is_far)


async def _renew_default(desk: Desk, question: Question) -> None:
    """Name an open request as the one that time chooses, if the one named so far has ended: the one that it was merged
    into, or the likeliest of those offered."""
    named = await desk.session.get(Ticket, question.data.get("falls_to") or 0, populate_existing=True)
    if named is None or named.is_open:
        return
    still = [ticket.id for ticket in await list_own_open(desk.session, question.person_id)]
    offered = [ticket_id for ticket_id in still if ticket_id in question.data["options"]]
    likely = named.merged_into_id if named.merged_into_id in still else next(iter(offered), None)
    question.data = {**question.data, "falls_to": likely}


async def list_theirs(desk: Desk) -> list[int]:
    """Return ids of the tickets an agent may mean: assigned to them or filed by them, newest first."""
    mine = select(Ticket.id).where(
        (Ticket.assignee_id == desk.require_actor().id) | (Ticket.requester_id == desk.require_actor().id),
        Ticket.filed_at.is_not(None),
        Ticket.is_open,
    )
    return list(
        await desk.session.scalars(mine.order_by(Ticket.updated_at.desc(), Ticket.id.desc()).limit(_MOST_OPTIONS))
    )


async def find_where_to(desk: Desk) -> Question | None:
    """Return the newest open "where to?" that got words of the actor's within the question's time."""
    newest = (
        select(Question)
        .join(Entry, Entry.question_id == Question.id)
        .where(
            Question.person_id == desk.require_actor().id,
            Question.kind == QuestionKind.WHERE_TO,
            Question.is_open,
            Entry.created_at >= desk.now - desk.rules.requests.question,
        )
    )
    return await desk.session.scalar(newest.order_by(Question.id.desc()).limit(1))


async def ask_where_first(desk: Desk, number: int, *, is_typed: bool) -> bool:
    """Ask again where to send the actor's latest words, if they may be for this ticket. Return False otherwise.

    To a press the question that is the last message of the chat is the answer, by an edit; what was typed is answered
    below."""
    question = await find_where_to(desk)
    offered = question.data.get("options", []) if question is not None else []
    is_offered = select(Ticket.id).where(Ticket.number == number, any_of(Ticket.id, offered))
    if question is None or await desk.session.scalar(is_offered) is None:
        return False
    last = select(Message.question_id).where(
        Message.bot_id == desk.rules.bot_id, Message.chat_id == desk.require_actor().telegram_id
    )
    newest = await desk.session.scalar(last.order_by(Message.message_id.desc()).limit(1))
    show_question(desk, question, why="where-to-first", fresh=is_typed or newest != question.id)
    return True


async def close_expected(desk: Desk) -> list[Question]:
    """Close and return the questions that waited for the next message, which has come."""
    waited = await list_open(desk, NEXT_MESSAGE)
    for question in waited:
        note_answer(desk, question)
    return waited


def find_topic(waited: Sequence[Question]) -> int | None:
    """Return the id of the topic that the request was announced with."""
    return next((question.data["category"] for question in reversed(waited) if "category" in question.data), None)


def remember_words(waited: Sequence[Question], entry: Entry) -> None:
    """Remember the entry in the question that waited for words to add."""
    for question in waited:
        if question.kind is QuestionKind.ADD_TO:
            question.data = {**question.data, "entries": [entry.id], "chosen": entry.ticket_id}


def end_moving(desk: Desk, asked: Sequence[Question]) -> None:
    """Close answered questions whose words could be moved until the requester's next message."""
    for question in [q for q in asked if q.kind in MOVABLE and q.answered_at is not None and q.closed_at is None]:
        close_question(desk, question)


NEXT_MESSAGE = (QuestionKind.ADD_TO, QuestionKind.NEW_NEXT, QuestionKind.SUBJECT, QuestionKind.REGISTER)


async def list_own_open(session: AsyncSession, person_id: int) -> list[Ticket]:
    """Return the person's open filed tickets, first the one they are likely to speak about.

    That is the one with the newest message in their chat, or the last that began to wait for them.
    """
    mine = select(Ticket).where(Ticket.requester_id == person_id, Ticket.filed_at.is_not(None), Ticket.is_open)
    chat = select(Person.telegram_id).where(Person.id == person_id).scalar_subquery()
    sent = select(func.max(Message.sent_at)).where(
        Message.ticket_id == Ticket.id, Message.chat_id == chat, Message.kind != MessageKind.SAID
    )
    spoken = select(func.max(Entry.created_at)).where(
        Entry.ticket_id == Ticket.id, Entry.kind.in_(_SPOKEN), Entry.withdrawn_at.is_(None)
    )
    asked = case((Ticket.status.in_(_ASKS), Ticket.status_at))  # by an edit, it may be
    newest = func.greatest(Ticket.created_at, sent.scalar_subquery(), spoken.scalar_subquery(), asked)
    return list(await session.scalars(mine.order_by(newest.desc(), Ticket.id.desc())))


async def ask_whether_solved(desk: Desk, ticket_id: int, entry: Entry, *, message_id: int | None) -> Question:
    """Ask whether a resolved ticket is solved although words were added; one question for all words while it is
    open."""
    same = [q for q in await list_open(desk, (QuestionKind.RESOLVED_ADDED,)) if q.ticket_id == ticket_id]
    question = same[-1] if same else None
    if question is None:
        question = await ask_actor(desk, QuestionKind.RESOLVED_ADDED, ticket_id=ticket_id, message_id=message_id)
    ids = question.data.get("entries", [])
    if entry.id not in ids:
        question.data = {**question.data, "entries": [*ids, entry.id]}
    if same:
        await show_passed(desk, question)
    return question
