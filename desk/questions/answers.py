"""Presses about where words go: the answers to questions, and what the next message is for. Knows no door."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import select

from db.models import Entry, Question, QuestionKind, Status, Ticket
from desk import Desk, NoSuchTicket, Outdated
from desk.conversation.new_entry import NewEntry
from desk.feedback import ratings
from desk.merging import merge
from desk.people.one_at_a_time import take_turn
from desk.policy import FINISHED, auto_close, permissions, reminder_times, visibility
from desk.questions import held_messages, order
from desk.questions.asking import NEXT_MESSAGE, TOGETHER, ask, show, still_open
from desk.requests import drafts
from desk.tickets import closing

__all__ = ["Answered", "add_next", "answer", "ask", "new_next", "nothing_next", "settled", "subject_next"]


@dataclass(frozen=True, slots=True)
class ToTicket:
    """The words go to this ticket."""

    number: int


class Otherwise(Enum):
    """They begin a request of their own, or go to nobody."""

    NEW_REQUEST = auto()
    NOWHERE = auto()


Choice = ToTicket | Otherwise
"""What is chosen under a question."""
NEW_REQUEST, NOWHERE = Otherwise.NEW_REQUEST, Otherwise.NOWHERE


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer did: the ticket the words are in now, None when nobody got them."""

    question_id: int
    kind: QuestionKind
    number: int | None


async def add_next(desk: Desk, number: int, *, message_id: int | None = None) -> None:
    """`add:N`: the next message within the question's time goes to ticket N. Raises NoSuchTicket."""
    await take_turn(desk.session, desk.me().id)
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None or ticket.requester_id != desk.me().id:
        raise NoSuchTicket(number)
    if await _just_asked(desk, QuestionKind.ADD_TO, ticket.id):
        return
    await _one_at_a_time(desk)
    await ask(desk, QuestionKind.ADD_TO, ticket_id=ticket.id, message_id=message_id)


async def subject_next(desk: Desk, number: int, *, message_id: int | None = None) -> None:
    """`subject:N`: the next text within the question's time is the request's new subject. Raises NoSuchTicket, and
    Outdated for one that has ended or is not filed."""
    await take_turn(desk.session, desk.me().id)
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None or ticket.requester_id != desk.me().id:
        raise NoSuchTicket(number)
    if ticket.status in FINISHED or ticket.filed_at is None:
        raise Outdated(number)
    if await _just_asked(desk, QuestionKind.SUBJECT, ticket.id):
        return
    await _one_at_a_time(desk)
    await ask(desk, QuestionKind.SUBJECT, ticket_id=ticket.id, message_id=message_id)


async def new_next(desk: Desk, *, message_id: int | None = None, category_id: int | None = None) -> None:
    """`/new` alone, or New request under a receipt: the next message within the question's time starts a request;
    `category_id`: of that topic, where somebody chose it in the menu."""
    await take_turn(desk.session, desk.me().id)
    if message_id is None and await _just_asked(desk, QuestionKind.NEW_NEXT, None, category_id):
        return
    await drafts.file_gathering(desk)
    await _one_at_a_time(desk)
    question = await ask(desk, QuestionKind.NEW_NEXT, message_id=message_id)
    if category_id is not None:
        question.data = {**question.data, "category": category_id}


async def nothing_next(desk: Desk) -> bool:
    """The next message is one like any other again; False where nothing was waited for."""
    await take_turn(desk.session, desk.me().id)
    waiting = await still_open(desk, NEXT_MESSAGE)
    await _one_at_a_time(desk)
    return any(question.due_at is not None and question.due_at > desk.now for question in waiting)


async def _just_asked(desk: Desk, kind: QuestionKind, ticket_id: int | None, category_id: int | None = None) -> bool:
    """Whether the same was asked this moment: a button that is pressed twice asks once."""
    same = [q for q in await still_open(desk, NEXT_MESSAGE) if (q.kind, q.ticket_id) == (kind, ticket_id)]
    return any(q.data.get("category") == category_id and desk.now - q.asked_at < TOGETHER for q in same)


async def _one_at_a_time(desk: Desk) -> None:
    for question in await still_open(desk, NEXT_MESSAGE):
        question.closed_at = desk.now
        show(desk, question, only_edit=True)


async def answer(desk: Desk, question_id: int, choice: Choice) -> Answered:
    """A press on a question's button: `to:N`, `to:new` or `to:none`; `reopen:N` under "already closed" is `to:N` too.

    Raises errors.Outdated when the question is another's, replaced or answered (but the requester's "which request?",
    whose buttons move the words until their next message), NoSuchTicket for a foreign ticket.
    """
    await take_turn(desk.session, desk.me().id)
    number = _number_of(choice)
    question = await desk.session.scalar(
        select(Question).where(Question.id == question_id).with_for_update().execution_options(populate_existing=True)
    )
    if question is None or question.person_id != desk.me().id or question.closed_at is not None:
        raise Outdated(number)
    if question.answered_at is not None and question.kind not in _MOVES:
        raise Outdated(number)
    how = _ANSWERS.get(question.kind)
    if how is None:
        raise Outdated(number)
    to = await how(desk, question, choice)
    question.answered_at = desk.now
    new_or_dropped = {"new": choice is NEW_REQUEST, "dropped": choice is NOWHERE, "by_clock": False}
    question.data = {**question.data, "chosen": to.id if to else None, **new_or_dropped}
    await desk.session.flush()
    show(desk, question, only_edit=True)
    return Answered(question.id, question.kind, to.number if to else None)


def _number_of(choice: Choice) -> int | None:
    return choice.number if isinstance(choice, ToTicket) else None


async def settled(desk: Desk, question_id: int) -> None:
    """A verb of the ticket (Solved, Not yet) was the answer: the question's buttons go. Raises Outdated."""
    await take_turn(desk.session, desk.me().id)
    question = await desk.session.get(Question, question_id, populate_existing=True)
    if question is None or question.person_id != desk.me().id:
        raise Outdated
    if question.answered_at is not None or question.closed_at is not None:
        raise Outdated
    question.answered_at = desk.now
    show(desk, question, only_edit=True)


async def _which(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    if choice is NOWHERE:
        raise Outdated
    words = await held_messages.kept(desk, question)
    before = {entry.ticket_id for entry in words} - {None}
    if choice is NEW_REQUEST and question.data.get("new"):
        return await desk.session.get(Ticket, question.data["chosen"])
    if isinstance(choice, ToTicket):
        to = await _to_own(desk, question, choice.number, words)
    else:
        to = await _begin_with(desk, question, words)
    await _end_emptied(desk, before - {to.id})
    return to


async def _begin_with(desk: Desk, question: Question, words: Sequence[NewEntry | Entry]) -> Ticket:
    """A request that begins with these words, wherever they are; or the one that they join because there are many."""
    made = await drafts.request(desk, words)
    question.data = {**question.data, "crowded": made.crowded}
    return await desk.session.get_one(Ticket, made.ticket.id)


async def _to_own(desk: Desk, question: Question, number: int, words: Sequence[Entry]) -> Ticket:
    """Words go to an open ticket of the actor's. Raises NoSuchTicket; Outdated when it has ended or was not offered."""
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None or ticket.requester_id != desk.me().id:
        raise NoSuchTicket(number)
    if ticket.id not in question.data.get("options", []):
        raise Outdated(ticket.number)
    if ticket.merged_into_id is not None:
        ticket = await desk.session.get_one(Ticket, ticket.merged_into_id)
    if ticket.status in FINISHED:
        raise Outdated(ticket.number)
    return await held_messages.comment(desk, ticket.id, words)


async def _end_emptied(desk: Desk, ticket_ids: set[int | None]) -> None:
    """A request that was made of these words alone, which have moved on, is cancelled."""
    for ticket_id in sorted(key for key in ticket_ids if key is not None):
        left = select(Entry.id).where(Entry.ticket_id == ticket_id).limit(1)
        ticket = await desk.session.get_one(Ticket, ticket_id)
        if await desk.session.scalar(left) is None and ticket.status not in FINISHED:
            await closing.cancel(desk, ticket.number)


async def _where_to(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    words = await held_messages.kept(desk, question)
    if choice is NOWHERE:
        return None
    if not isinstance(choice, ToTicket):
        return await _begin_with(desk, question, words)
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == choice.number))
    who = await permissions.get_access(desk.session, ticket, desk.me()) if ticket is not None else permissions.Access()
    if ticket is None or not visibility.can_see_ticket(ticket, who):
        raise NoSuchTicket(choice.number)
    if ticket.id not in question.data.get("options", []):
        raise Outdated(ticket.number)
    if not who.staff:
        return await _to_own(desk, question, choice.number, words)
    await held_messages.speak_all(desk, ticket.number, words)
    return ticket


async def _not_yours(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    named = await desk.session.get(Ticket, question.ticket_id)
    if choice is NEW_REQUEST:
        raise Outdated
    if isinstance(choice, ToTicket) and (named is None or named.number != choice.number):
        raise Outdated(choice.number)
    return await _where_to(desk, question, choice)


async def _closed_reply(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    words = await held_messages.kept(desk, question)
    if choice is NEW_REQUEST:
        return await _begin_with(desk, question, words)
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    if not isinstance(choice, ToTicket):
        raise Outdated
    if ticket.number != choice.number:
        raise Outdated(choice.number)
    if ticket.status in FINISHED:
        await drafts.open_again(desk, ticket.number, with_words=True)
    return await held_messages.comment(desk, ticket.id, words)


async def _resolved_added(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    """`to:new`: the new request begins with a copy; Solved and Not yet are verbs of the ticket."""
    if choice is not NEW_REQUEST:
        raise Outdated(_number_of(choice))
    await _waits_no_more(desk, question.ticket_id)
    copies = [await held_messages.copy(desk, entry) for entry in await held_messages.kept(desk, question)]
    return await _begin_with(desk, question, copies)


async def _waits_no_more(desk: Desk, ticket_id: int | None) -> None:
    """The words were not about the resolved ticket: its silence counts anew."""
    if ticket_id is None:
        return
    await desk.refresh_actor()
    ticket = await desk.locked_id(ticket_id)
    if ticket.status is Status.RESOLVED:
        ticket.needs_answer = False
        reminder_times.stop_waiting(ticket)
        auto_close.restart_auto_close(ticket, now=desk.now, rules=desk.rules)
        await desk.publish(ticket)


async def _rating_word(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    """`to:new` under the acknowledged word: files it instead."""
    if choice is not NEW_REQUEST or question.answered_at is None or question.data.get("new"):
        raise Outdated(_number_of(choice))
    rated = await desk.session.get_one(Ticket, question.ticket_id)
    await ratings.take_back_word(desk, rated.number)
    return await _begin_with(desk, question, await held_messages.kept(desk, question))


async def _add_same(desk: Desk, question: Question, choice: Choice) -> Ticket | None:
    """`to:N`: the request is part of that one; `to:new`: it stays one of its own."""
    if not isinstance(choice, ToTicket):
        own = await desk.locked_id(question.ticket_id or 0)
        await order.next_one(desk, own)
        return own
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    into = await desk.session.scalar(select(Ticket).where(Ticket.number == choice.number))
    if into is None or into.id not in question.data.get("options", []):
        raise Outdated(choice.number)
    await merge.add_to_own(desk, ticket.number, into.number)
    return into


_MOVES = (QuestionKind.WHICH_TICKET, QuestionKind.RATING_WORD)
_ANSWERS = {
    QuestionKind.WHICH_TICKET: _which,
    QuestionKind.WHERE_TO: _where_to,
    QuestionKind.NOT_YOURS: _not_yours,
    QuestionKind.CLOSED_REPLY: _closed_reply,
    QuestionKind.RESOLVED_ADDED: _resolved_added,
    QuestionKind.RATING_WORD: _rating_word,
    QuestionKind.ADD_SAME: _add_same,
}
