"""After one or two stars, ask the agent who resolved the ticket what happened; admins get rating and note together,
once.

If the agent does not answer within `rating_rules.ANSWER_TIME`, or nobody is to be asked, admins get the rating
alone.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Entry, EntryKind, Person, Question, QuestionKind, Ticket
from desk import Desk, Locked, ratings
from desk.notifications import notifier, to_admins
from desk.outbox import Show
from desk.outbox.question_rows import ask_person, close_question
from desk.policy import DueTimer, is_staff, rating_rules, timer_kinds
from desk.sla.night_alerts import is_night
from desk.tickets import rating_survey

_MOMENT = timedelta(seconds=1)


async def handle_timer(desk: Desk, ticket: Locked, due: DueTimer) -> None:
    """Ask the agent once no word can follow the rating, or tell admins if the agent did not answer."""
    if due.attempts:
        await _close_unanswered(desk, ticket)
        return
    until = await _find_end_of_words(desk, ticket)
    if until is not None:
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.LOW_MARK, until)
        return
    solver = await rating_survey.find_solver(desk, ticket)
    if solver is None or not _can_answer(solver, ticket):
        await _tell(desk, ticket)
        return
    question = await ask_person(desk, solver.id, QuestionKind.LOW_MARK, ticket_id=ticket.id)
    asks = replace(_make_letter(ticket, question), silent=is_night(desk.rules, desk.now))
    notifier.post_letter(desk, solver, asks, ticket)
    await timer_kinds.set_timer(
        desk.session, ticket, timer_kinds.LOW_MARK, desk.now + rating_rules.ANSWER_TIME, attempts=1
    )


async def _find_end_of_words(desk: Desk, ticket: Locked) -> datetime | None:
    """Return until when words for the stars may come, or their author may say what they are about; None if that is
    over."""
    asked = select(Question.due_at).where(
        Question.ticket_id == ticket.id,
        Question.kind == QuestionKind.RATING_WORD,
        Question.is_open,
    )
    doubt = await desk.session.scalar(asked.limit(1))
    ends = (ticket.word_until, doubt + _MOMENT if doubt is not None else None)
    return max((end for end in ends if end is not None and end > desk.now), default=None)


async def take_note(desk: Desk, question_id: int, note: Entry) -> None:
    """Take a note as the agent's answer and tell admins; further notes are only notes."""
    question = await desk.session.get_one(Question, question_id, populate_existing=True)
    if not question.is_open or question.ticket_id is None:
        return
    ticket = await desk.lock_by_id(question.ticket_id)
    question.answered_at, question.data = desk.now, {"note": note.id}
    await timer_kinds.drop_timers(desk.session, ticket, timer_kinds.LOW_MARK)
    await _tell(desk, ticket, question)


async def _follow_note(desk: Desk, note: Entry) -> None:
    """Refresh the rating if the edited or withdrawn note is its answer."""
    found = select(Question).where(
        Question.ticket_id == note.ticket_id,
        Question.kind == QuestionKind.LOW_MARK,
        Question.data.contains({"note": note.id}),
    )
    if await desk.session.scalar(found.limit(1)) is not None:
        await refresh_shown(desk, await desk.lock_by_id(note.ticket_id or 0))


async def _find_question(desk: Desk, ticket: Ticket) -> Question | None:
    asked = select(Question).where(Question.ticket_id == ticket.id, Question.kind == QuestionKind.LOW_MARK)
    return await desk.session.scalar(asked.execution_options(populate_existing=True))


async def refresh_shown(desk: Desk, ticket: Locked) -> None:
    """Edit the messages that show or ask about the low rating."""
    await desk.session.flush()
    question = await _find_question(desk, ticket)
    if question is not None:
        asks = _make_letter(ticket, question, only_edit=True)
        notifier.post_letter(desk, await desk.get_person(question.person_id), asks, ticket)
    told = Show("low_mark", slot=f"marked:{ticket.number}", only_edit=True)
    await to_admins.show_admins(desk, told, ticket)


async def _close_unanswered(desk: Desk, ticket: Locked) -> None:
    question = await _find_question(desk, ticket)
    if question is not None and question.answered_at is None:
        question.closed_at = desk.now
        await _tell(desk, ticket, question)


def _can_answer(solver: Person, ticket: Ticket) -> bool:
    reached = solver.telegram_id is not None and solver.bot_blocked_at is None
    return reached and is_staff(solver) and solver.id != ticket.requester_id


def _make_letter(ticket: Ticket, question: Question, *, only_edit: bool = False) -> Show:
    shown = Show("low_mark", slot=f"low:{ticket.number}", question_id=question.id)
    return replace(shown, fresh=not only_edit, only_edit=only_edit)


async def _tell(desk: Desk, ticket: Locked, question: Question | None = None) -> None:
    """Tell the admins, except the agent who resolved the ticket."""
    await desk.session.flush()
    solver = await rating_survey.find_solver(desk, ticket)
    if question is not None:
        notifier.post_letter(desk, solver, _make_letter(ticket, question, only_edit=True), ticket)
    but = {ticket.requester_id, *([solver.id] if solver is not None and is_staff(solver) else [])}
    silent = is_night(desk.rules, desk.now)
    told = Show("low_mark", slot=f"marked:{ticket.number}", fresh=True, silent=silent)
    await to_admins.show_admins(desk, told, ticket, but=but)


async def follow_edit(desk: Desk, entry: Entry) -> None:
    """Apply the actor's edit or withdrawal of a word given with a rating, or of the note about it."""
    if entry.ticket_id is not None:
        if entry.kind is EntryKind.NOTE:
            await _follow_note(desk, entry)
        return
    question = await desk.session.get(Question, entry.question_id) if entry.question_id is not None else None
    if question is None or question.kind is not QuestionKind.RATING_WORD:
        return
    rated = await desk.session.get_one(Ticket, question.ticket_id)
    if question.answered_at is not None:  # otherwise these words are not the rating's
        if entry.withdrawn_at is None:
            await ratings.edit_rating_words(desk, rated.number, entry.body)
        else:
            await ratings.withdraw_rating_words(desk, rated.number)
    if entry.withdrawn_at is not None:
        close_question(desk, question, gone=True)
    await refresh_shown(desk, await desk.lock_ticket(rated.number))
