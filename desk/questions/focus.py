"""Focus: what an agent writes without replying goes to one ticket. It ends when they say so, answer another ticket, or
write nothing for a while; a ticket that is resolved or taken by somebody else ends it, too.

A requester with several requests has one as well: the request that they chose, or that we answered just now."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from db.models import Question, QuestionKind, Status, Ticket
from desk import Desk, NoSuchTicket, Refused
from desk.notifications import notifier
from desk.outbox import Say
from desk.outbox.question_rows import close_open, close_question, list_open
from desk.people.person_locks import take_turn
from desk.policy import Verb, is_staff, verb_check
from desk.questions import next_message
from desk.questions.asking import add_question, ask_actor

LASTS = timedelta(minutes=30)


async def begin_focus(desk: Desk, number: int, *, message_id: int | None = None) -> None:
    """Send what the actor writes without replying to ticket `number`, instead of to the one before. Raises
    NoSuchTicket, NotAllowed, Refused for a ticket that is resolved, has ended or is a colleague's."""
    await take_turn(desk.session, desk.require_actor().id)
    await desk.refresh_actor()
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None:
        raise NoSuchTicket(number)
    await verb_check.require_verb(desk, ticket, Verb.REPLY)
    if not _takes_words(desk, ticket):
        raise Refused("focus-impossible", number=number)
    await next_message.stop_expecting(desk)
    await end_focus(desk)
    question = await ask_actor(desk, QuestionKind.FOCUS, ticket_id=ticket.id, message_id=message_id)
    extend_focus(desk, question)


async def end_focus(desk: Desk) -> bool:
    """End the actor's focus. Return False if there is none."""
    return bool(await close_open(desk, (QuestionKind.FOCUS,)))


def find_focus(desk: Desk, asked: Sequence[Question]) -> Question | None:
    """Return the focus among the questions to the actor, unless its time has run out."""
    return next((q for q in asked if q.kind is QuestionKind.FOCUS and q.is_waiting(desk.now)), None)


async def find_number(desk: Desk, *, with_words: bool) -> int | None:
    """Return the number of the ticket that the agent writes to, which they do for a while longer, or None. Raises
    Refused if words are to be sent (`with_words`) and the ticket takes none any more."""
    question = find_focus(desk, await list_open(desk, (QuestionKind.FOCUS,)))
    if question is None:
        return None
    ticket = await desk.session.get_one(Ticket, question.ticket_id, populate_existing=True)
    if with_words and not _takes_words(desk, ticket):
        raise Refused("focus-over", number=ticket.number)
    extend_focus(desk, question)
    return ticket.number


async def speak_of(desk: Desk, ticket_id: int) -> None:
    """Let a requester's further words go to this ticket, for the time of a question after each line. Nothing shows
    it."""
    opened = await list_open(desk, (QuestionKind.FOCUS,))
    for question in opened:
        if question.ticket_id != ticket_id:
            question.closed_at = desk.now
    kept = next((q for q in opened if q.closed_at is None), None)
    if kept is None:
        kept = await add_question(desk, QuestionKind.FOCUS, ticket_id=ticket_id)
    kept.due_at = desk.now + desk.rules.requests.question


async def end_if_impossible(desk: Desk, asked: Sequence[Question]) -> None:
    """End a focus whose ticket can no longer be written to, and tell the actor."""
    question = find_focus(desk, asked)
    if question is None or not is_staff(desk.require_actor()):
        return
    ticket = await desk.session.get_one(Ticket, question.ticket_id, populate_existing=True)
    if not _takes_words(desk, ticket) or not await verb_check.can_use_verb(desk, ticket, Verb.REPLY):
        close_question(desk, question)
        _tell(desk, "focus-over", ticket)


async def end_by_answer(desk: Desk, question: Question, to: int) -> None:
    """End the focus because the actor answered the ticket with the id `to`, and tell them."""
    close_question(desk, question)
    other = await desk.session.get_one(Ticket, to)
    _tell(desk, "focus-left", await desk.session.get_one(Ticket, question.ticket_id), other=other.number)


def extend_focus(desk: Desk, question: Question) -> None:
    """Let the focus last for a while from now."""
    question.due_at = desk.now + LASTS


def _takes_words(desk: Desk, ticket: Ticket) -> bool:
    """Return True if the ticket is filed, worked on, and nobody else's."""
    works = ticket.filed_at is not None and ticket.is_open and ticket.status is not Status.RESOLVED
    return works and ticket.assignee_id in (None, desk.require_actor().id)


def _tell(desk: Desk, key: str, ticket: Ticket, **args: int) -> None:
    line = Say(key, {"number": ticket.number, **args}, staff_only=True, silent=True)
    notifier.post_letter(desk, desk.require_actor(), line)
