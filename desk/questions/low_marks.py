"""One or two stars: who solved it is asked what happened; mark and note reach the admins together, once. Words nothing.

Who does not answer within `surveys.PATIENCE` keeps the mark from nobody: then the admins get it alone, as they do where
there is nobody to ask.
"""

from dataclasses import replace

from sqlalchemy import select

from db.models import Entry, EntryKind, Person, Question, QuestionKind, Ticket
from desk import Desk, Locked
from desk.feedback import ratings
from desk.notifications import notifier, to_staff
from desk.outbox import Show
from desk.policy import DueTimer, is_staff, surveys, timers
from desk.questions.asking import show
from desk.sla.night_calls import is_night
from desk.tickets import rating_survey


async def rung(desk: Desk, ticket: Locked, rung: DueTimer) -> None:
    """The timer of few stars: no word can come any more, or who was asked has not said anything."""
    if not desk.rules.surveys.low_marks:
        return
    if rung.attempts:
        await _unanswered(desk, ticket)
        return
    if ticket.word_until is not None and ticket.word_until > desk.now:
        await timers.set_timer(desk.session, ticket, timers.LOW_MARK, ticket.word_until)
        return
    solver = await rating_survey.find_solver(desk, ticket)
    if solver is None or not _can_answer(solver, ticket):
        await _tell(desk, ticket)
        return
    question = Question(
        person_id=solver.id, kind=QuestionKind.LOW_MARK, ticket_id=ticket.id, data={}, asked_at=desk.now
    )
    desk.session.add(question)
    await desk.session.flush()
    asks = replace(_shown(ticket, question), silent=is_night(desk.rules, desk.now))
    notifier.post(desk, solver, asks, ticket)
    await timers.set_timer(desk.session, ticket, timers.LOW_MARK, desk.now + surveys.ANSWER_TIME, attempts=1)


async def answered(desk: Desk, question_id: int, note: Entry) -> None:
    """What happened, as a note on the ticket; a further one is no more than that."""
    question = await desk.session.get_one(Question, question_id, populate_existing=True)
    if question.answered_at is not None or question.closed_at is not None or question.ticket_id is None:
        return
    ticket = await desk.locked_id(question.ticket_id)
    question.answered_at, question.data = desk.now, {"note": note.id}
    await timers.drop_timers(desk.session, ticket, timers.LOW_MARK)
    await _tell(desk, ticket, question)


async def note_changed(desk: Desk, note: Entry) -> None:
    """What happened was edited, or taken back, if it was this."""
    found = select(Question).where(
        Question.ticket_id == note.ticket_id,
        Question.kind == QuestionKind.LOW_MARK,
        Question.data.contains({"note": note.id}),
    )
    if await desk.session.scalar(found.limit(1)) is not None:
        await read_anew(desk, await desk.locked_id(note.ticket_id or 0))


async def read_anew(desk: Desk, ticket: Locked) -> None:
    """Where few stars were read or are asked about, they stand there as they are now."""
    if not desk.rules.surveys.low_marks:
        return
    await desk.session.flush()
    asked = select(Question).where(Question.ticket_id == ticket.id, Question.kind == QuestionKind.LOW_MARK)
    question = await desk.session.scalar(asked)
    if question is not None:
        asks = _shown(ticket, question, only_edit=True)
        notifier.post(desk, await desk.person(question.person_id), asks, ticket)
    told = Show("low_mark", slot=f"marked:{ticket.number}", only_edit=True)
    await to_staff.show_admins(desk, told, ticket)


async def _unanswered(desk: Desk, ticket: Locked) -> None:
    asked = select(Question).where(Question.ticket_id == ticket.id, Question.kind == QuestionKind.LOW_MARK)
    question = await desk.session.scalar(asked.execution_options(populate_existing=True))
    if question is not None and question.answered_at is None:
        question.closed_at = desk.now
        await _tell(desk, ticket, question)


def _can_answer(solver: Person, ticket: Ticket) -> bool:
    reached = solver.telegram_id is not None and solver.bot_blocked_at is None
    return reached and is_staff(solver) and solver.id != ticket.requester_id


def _shown(ticket: Ticket, question: Question, *, only_edit: bool = False) -> Show:
    shown = Show("low_mark", slot=f"low:{ticket.number}", question_id=question.id)
    return replace(shown, fresh=not only_edit, only_edit=only_edit)


async def _tell(desk: Desk, ticket: Locked, question: Question | None = None) -> None:
    """The admins, but not who solved it themselves: they know."""
    await desk.session.flush()
    solver = await rating_survey.find_solver(desk, ticket)
    if question is not None:
        notifier.post(desk, solver, _shown(ticket, question, only_edit=True), ticket)
    but = {ticket.requester_id, *([solver.id] if solver is not None and is_staff(solver) else [])}
    silent = is_night(desk.rules, desk.now)
    told = Show("low_mark", slot=f"marked:{ticket.number}", fresh=True, silent=silent)
    await to_staff.show_admins(desk, told, ticket, but=but)


async def follow_edit(desk: Desk, entry: Entry) -> None:
    """Bring the mark, the board and what the team read up to date: the actor edited the word beside stars, or what they
    said of few stars, or took it back."""
    if entry.ticket_id is not None:
        if entry.kind is EntryKind.NOTE:
            await note_changed(desk, entry)
        return
    question = await desk.session.get(Question, entry.question_id) if entry.question_id is not None else None
    if question is None or question.kind is not QuestionKind.RATING_WORD:
        return
    rated = await desk.session.get_one(Ticket, question.ticket_id)
    if entry.withdrawn_at is None:
        await ratings.reword(desk, rated.number, entry.body)
    else:
        await ratings.take_back_word(desk, rated.number)
        question.closed_at, question.data = desk.now, {**question.data, "gone": True}
        show(desk, question, only_edit=True)
    await read_anew(desk, await desk.locked(rated.number))
