"""Expire questions, and place the words under them."""

from collections.abc import Sequence

from db.database import savepoint
from db.models import Entry, Question, QuestionKind, Ticket
from desk import Desk, Refused
from desk.notifications import notifier
from desk.organizations import registration
from desk.outbox import Relay
from desk.outbox.question_rows import close_question, find_open, note_answer
from desk.policy import permissions
from desk.questions import clarifying_questions, held_messages, held_staff_words, rating_doubts
from desk.questions.asking import ask_actor, list_own_open
from desk.requests import drafts
from desk.tickets import intake_questions


async def expire_due(desk: Desk, asked: Sequence[Question]) -> bool:
    """Expire the actor's due questions, oldest first. Return True if there was one."""
    waiting = [q for q in asked if q.answered_at is None]
    due = [(q.due_at, q.id) for q in waiting if q.due_at is not None and q.due_at <= desk.now]
    for _, question_id in sorted(due):
        await expire_question(desk, question_id)
    return bool(due)


async def expire_question(desk: Desk, question_id: int) -> bool:
    """Expire a question of the actor. Return False if it is not due (any more)."""
    question = await find_open(desk, question_id)
    if question is None or question.due_at is None or question.due_at > desk.now:
        return False
    try:
        async with savepoint(desk.session):
            await _run_out(desk, question)
    except Refused:
        await desk.session.refresh(question)
        await _fall_back(desk, question)
    return True


async def _fall_back(desk: Desk, question: Question) -> None:
    """Place the words elsewhere, as the desk refused (the ticket ended at this moment, or the agent left)."""
    words = await held_messages.list_held(desk, question)
    if question.kind in (QuestionKind.WHICH_TICKET, QuestionKind.CLOSED_REPLY) and words:
        _answer(desk, question, *await _begin_request(desk, words, at_once=False))
        return
    question.closed_at = desk.now
    if question.kind is QuestionKind.ALBUM and permissions.is_staff(desk.require_actor()):
        asked = await ask_actor(desk, QuestionKind.WHERE_TO)
        asked.data = {**asked.data, "entries": question.data["entries"]}
        for entry in words:
            entry.question_id = asked.id


def _answer(desk: Desk, question: Question, to: Ticket, new: bool) -> None:
    note_answer(desk, question, chosen=to.id, new=new, by_clock=True)


async def _run_out(desk: Desk, question: Question) -> None:
    words = await held_messages.list_held(desk, question)
    if question.kind is QuestionKind.ALBUM:
        await _place_album(desk, question, words)
        return
    if question.kind is QuestionKind.RATING_WORD and words:
        await rating_doubts.keep_words(desk, question)
        question.due_at = None
        note_answer(desk, question)
        return
    if question.kind not in (QuestionKind.WHICH_TICKET, QuestionKind.CLOSED_REPLY) or not words:
        if question.kind is QuestionKind.REGISTER_NUMBER:
            registration.remove_keys(desk, question)
        close_question(desk, question)
        if question.kind in intake_questions.ORDER and question.ticket_id is not None:
            await clarifying_questions.finish_question(desk, await desk.lock_by_id(question.ticket_id))
        return
    which = question.kind is QuestionKind.WHICH_TICKET
    _answer(
        desk,
        question,
        *await (_place_which(desk, question, words) if which else _place_closed_reply(desk, question, words)),
    )


async def _place_album(desk: Desk, question: Question, words: Sequence[Entry]) -> None:
    """Send the album as an agent's answer or note, now that all parts are in."""
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    question.answered_at = desk.now
    question.data = {**question.data, "chosen": ticket.id}
    await held_staff_words.add_staff_entries(desk, ticket.number, words)


async def _place_which(desk: Desk, question: Question, words: Sequence[Entry]) -> tuple[Ticket, bool]:
    """Send the words to the ticket that the question named, or begin a request if it has ended by now."""
    named = question.data.get("falls_to")
    ticket = await desk.session.get(Ticket, named, populate_existing=True) if named is not None else None
    if ticket is not None and ticket.merged_into_id is not None:
        ticket = await desk.session.get_one(Ticket, ticket.merged_into_id, populate_existing=True)
    if ticket is None or ticket.is_finished:
        return await _begin_request(desk, words, at_once=False)
    likely = (await list_own_open(desk.session, desk.require_actor().id))[
        0
    ]  # now: somebody may have written since it was asked
    to = await held_messages.add_comments(desk, ticket.id, words)
    await _relay_to_likely_agent(desk, likely, to, words)
    return to, False


async def _relay_to_likely_agent(desk: Desk, likely: Ticket, to: Ticket, words: Sequence[Entry]) -> None:
    """Relay the words also to the agent whose message was the newest, as they may be meant for them."""
    agent = await desk.get_person(likely.assignee_id)
    if agent is None or agent.id in (to.assignee_id, to.requester_id):
        return
    ticket = await desk.lock_by_id(to.id)
    for entry in words:
        notifier.post_letter(desk, agent, Relay(entry.id), ticket, due_at=entry.held_until)


async def _place_closed_reply(desk: Desk, question: Question, words: Sequence[Entry]) -> tuple[Ticket, bool]:
    """Send the words to the ticket if it is open again, else begin a request with its number."""
    ticket = await desk.session.get_one(Ticket, question.ticket_id, populate_existing=True)
    if ticket.is_open:
        return await held_messages.add_comments(desk, ticket.id, words), False
    held_messages.prefix_number(words[0], ticket.number)
    return await _begin_request(desk, words, at_once=True)


async def _begin_request(desk: Desk, words: Sequence[Entry], *, at_once: bool) -> tuple[Ticket, bool]:
    made = await drafts.start_request(desk, words, at_once=at_once)
    return await desk.session.get_one(Ticket, made.id), True
