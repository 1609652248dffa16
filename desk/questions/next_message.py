"""Buttons that decide what the next message is for: an addition, a new subject, a new request."""

from sqlalchemy import select

from db.models import QuestionKind, Ticket
from desk import Desk, NoSuchTicket, Outdated
from desk.outbox.question_rows import close_open, is_just_asked, list_open
from desk.people.person_locks import take_turn
from desk.policy import Verb, verb_check
from desk.questions.asking import NEXT_MESSAGE, ask_actor
from desk.requests import drafts


async def expect_addition(desk: Desk, number: int, *, message_id: int | None = None) -> None:
    """Add the next message, if it comes within the question's time, to ticket `number`. Raises NoSuchTicket."""
    await take_turn(desk.session, desk.require_actor().id)
    ticket = await _require_spoken_for(desk, number)
    if await _is_just_asked(desk, QuestionKind.ADD_TO, ticket.id):
        return
    await close_open(desk, NEXT_MESSAGE)
    await ask_actor(desk, QuestionKind.ADD_TO, ticket_id=ticket.id, message_id=message_id)


async def expect_subject(desk: Desk, number: int, *, message_id: int | None = None) -> None:
    """Make the next text within the question's time the request's new subject.

    Raises NoSuchTicket, and Outdated for a ticket that has ended or is not filed.
    """
    await take_turn(desk.session, desk.require_actor().id)
    ticket = await _require_spoken_for(desk, number)
    if ticket.is_finished or ticket.filed_at is None:
        raise Outdated(number)
    if await _is_just_asked(desk, QuestionKind.SUBJECT, ticket.id):
        return
    await close_open(desk, NEXT_MESSAGE)
    await ask_actor(desk, QuestionKind.SUBJECT, ticket_id=ticket.id, message_id=message_id)


async def _require_spoken_for(desk: Desk, number: int) -> Ticket:
    """Return a ticket that the actor filed or leads the organization of. Raises NoSuchTicket."""
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None or not await verb_check.can_use_verb(desk, ticket, Verb.COMMENT):
        raise NoSuchTicket(number)
    return ticket


async def expect_request(desk: Desk, *, message_id: int | None = None, category_id: int | None = None) -> None:
    """Begin a request with the next message within the question's time; `category_id`: of that topic of the menu."""
    await take_turn(desk.session, desk.require_actor().id)
    if message_id is None and await _is_just_asked(desk, QuestionKind.NEW_NEXT, None, category_id):
        return
    await drafts.file_gathering(desk)
    await close_open(desk, NEXT_MESSAGE)
    question = await ask_actor(desk, QuestionKind.NEW_NEXT, message_id=message_id)
    if category_id is not None:
        question.data = {**question.data, "category": category_id}


async def stop_expecting(desk: Desk) -> bool:
    """Treat the next message like any other again, and wait for no contact any more. Return False if nothing was
    expected."""
    await take_turn(desk.session, desk.require_actor().id)
    waiting = await close_open(desk, (*NEXT_MESSAGE, QuestionKind.REGISTER_NUMBER))
    return any(question.due_at is not None and question.due_at > desk.now for question in waiting)


async def _is_just_asked(desk: Desk, kind: QuestionKind, ticket_id: int | None, category_id: int | None = None) -> bool:
    """Return True if the same was asked a moment ago: a button pressed twice asks once."""
    same = [q for q in await list_open(desk, NEXT_MESSAGE) if (q.kind, q.ticket_id) == (kind, ticket_id)]
    return is_just_asked(desk, [q for q in same if q.data.get("category") == category_id])
