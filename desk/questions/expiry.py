"""Questions whose time has run out: what becomes of the words under them. Knows no door and no real clock."""

from collections.abc import Sequence

from sqlalchemy import select

from db.database import savepoint
from db.models import Entry, Question, QuestionKind, Ticket
from desk import Desk, Refused
from desk.notifications import notifier
from desk.outbox import Relay
from desk.policy import FINISHED, permissions
from desk.questions import held_messages, order
from desk.questions.asking import ask, own_open, show
from desk.requests import drafts
from desk.tickets import intake_questions


async def expire_due(desk: Desk, asked: Sequence[Question]) -> bool:
    """Time answers what is due of the actor's questions, oldest first; their turn is taken already. Returns whether
    any was: then they meet something else."""
    waiting = [q for q in asked if q.answered_at is None]
    due = [(q.due_at, q.id) for q in waiting if q.due_at is not None and q.due_at <= desk.now]
    for _, question_id in sorted(due):
        await expire(desk, question_id)
    return bool(due)


async def expire(desk: Desk, question_id: int) -> bool:
    """Time answers a question of the actor's; False when it is not due (any more)."""
    one = select(Question).where(Question.id == question_id).with_for_update()
    question = await desk.session.scalar(one.execution_options(populate_existing=True))
    if question is None or question.answered_at is not None or question.closed_at is not None:
        return False
    if question.due_at is None or question.due_at > desk.now:
        return False
    try:
        async with savepoint(desk.session):
            await _run_out(desk, question)
    except Refused:
        await desk.session.refresh(question)
        await _otherwise(desk, question)
    return True


async def _otherwise(desk: Desk, question: Question) -> None:
    """The desk refused (the ticket ended this moment, the agent is none any more): the words are not lost for that."""
    words = await held_messages.kept(desk, question)
    if question.kind in (QuestionKind.WHICH_TICKET, QuestionKind.CLOSED_REPLY) and words:
        _answered(desk, question, *await _new(desk, question, words, at_once=False))
        return
    question.closed_at = desk.now
    if question.kind is QuestionKind.ALBUM and permissions.is_staff(desk.me()):
        asked = await ask(desk, QuestionKind.WHERE_TO)
        asked.data = {**asked.data, "entries": question.data["entries"]}
        for entry in words:
            entry.question_id = asked.id


def _answered(desk: Desk, question: Question, to: Ticket, new: bool) -> None:
    question.answered_at = desk.now
    question.data = {**question.data, "chosen": to.id, "new": new, "by_clock": True}
    show(desk, question, only_edit=True)


async def _run_out(desk: Desk, question: Question) -> None:
    words = await held_messages.kept(desk, question)
    if question.kind is QuestionKind.ALBUM:
        await _album(desk, question, words)
        return
    if question.kind not in (QuestionKind.WHICH_TICKET, QuestionKind.CLOSED_REPLY) or not words:
        question.closed_at = desk.now
        show(desk, question, only_edit=True)
        if question.kind in intake_questions.ORDER and question.ticket_id is not None:
            await order.next_one(desk, await desk.locked_id(question.ticket_id))
        return
    which = question.kind is QuestionKind.WHICH_TICKET
    _answered(desk, question, *await (_which(desk, question, words) if which else _closed(desk, question, words)))


async def _album(desk: Desk, question: Question, words: Sequence[Entry]) -> None:
    """All parts are in: staff's answer, or note."""
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    question.answered_at = desk.now
    question.data = {**question.data, "chosen": ticket.id}
    await held_messages.speak_all(desk, ticket.number, words)


async def _which(desk: Desk, question: Question, words: Sequence[Entry]) -> tuple[Ticket, bool]:
    """To the ticket that the question named; has it ended by now, a new request."""
    named = question.data.get("falls_to")
    ticket = await desk.session.get(Ticket, named, populate_existing=True) if named is not None else None
    if ticket is not None and ticket.merged_into_id is not None:
        ticket = await desk.session.get_one(Ticket, ticket.merged_into_id, populate_existing=True)
    if ticket is None or ticket.status in FINISHED:
        return await _new(desk, question, words, at_once=False)
    likely = (await own_open(desk.session, desk.me().id))[0]  # now: somebody may have written since it was asked
    to = await held_messages.comment(desk, ticket.id, words)
    await _also_seen(desk, likely, to, words)
    return to, False


async def _also_seen(desk: Desk, likely: Ticket, to: Ticket, words: Sequence[Entry]) -> None:
    """Words may be meant for the agent whose message was the newest, and not for who got them: that agent reads them,
    too."""
    agent = await desk.person(likely.assignee_id)
    if agent is None or agent.id in (to.assignee_id, to.requester_id):
        return
    ticket = await desk.locked_id(to.id)
    for entry in words:
        notifier.post(desk, agent, Relay(entry.id), ticket, due_at=entry.held_until)


async def _closed(desk: Desk, question: Question, words: Sequence[Entry]) -> tuple[Ticket, bool]:
    """To the ticket if it is open again, else a new request that begins with its number."""
    ticket = await desk.session.get_one(Ticket, question.ticket_id, populate_existing=True)
    if ticket.status not in FINISHED:
        return await held_messages.comment(desk, ticket.id, words), False
    held_messages.begins_with(words[0], ticket.number)
    return await _new(desk, question, words, at_once=True)


async def _new(desk: Desk, question: Question, words: Sequence[Entry], *, at_once: bool) -> tuple[Ticket, bool]:
    made = await drafts.request(desk, words, at_once=at_once)
    question.data = {**question.data, "crowded": made.crowded}
    return await desk.session.get_one(Ticket, made.ticket.id), True
