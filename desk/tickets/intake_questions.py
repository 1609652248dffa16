"""What a requester is asked of a request before a person answers: two things at most, one open at a time, in an order.
The ticket knows what was asked and what is open, so that nothing is read where nobody was asked. Knows no door, and not
what the questions say.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.models import Person, Question, QuestionKind, Ticket
from desk import Context, Locked
from desk.notifications import to_requester
from desk.outbox import Show

ORDER = (QuestionKind.ADD_SAME, QuestionKind.PRESET, QuestionKind.MISSING, QuestionKind.TOPIC_FORM)
"""None is asked once a later one was. Articles under the receipt stand where PRESET does, and need no answer."""
MOST = 2


def is_next(ticket: Ticket, kind: QuestionKind) -> bool:
    """Whether that may be asked now, going by what was: nobody of the team has taken it or answered."""
    asked = set(ticket.asked or ())
    later = {one.value for one in ORDER[ORDER.index(kind) :]}
    articles = bool(ticket.offered) and QuestionKind.PRESET.value not in asked
    many = len(asked) + articles >= MOST
    covered = bool(ticket.offered) and kind in ORDER[:2]
    return ticket.waits_for_anybody and ticket.asking_id is None and not (many or covered or asked & later)


def is_open(ticket: Ticket, kind: QuestionKind) -> bool:
    """Whether that is asked now."""
    return ticket.asking_id is not None and [kind.value] == (ticket.asked or [])[-1:]


def can_be_asked(requester: Person) -> bool:
    """Whether what is asked reaches them, and their answer us."""
    reached = requester.telegram_id is not None and requester.bot_blocked_at is None
    return reached and requester.blocked_at is None


async def begin(
    ctx: Context,
    ticket: Locked,
    kind: QuestionKind,
    *,
    data: dict[str, Any] | None = None,
    due_at: datetime | None = None,
) -> Question:
    """Ask its requester; `due_at`: when silence is an answer. Whether it may be asked, callers look."""
    question = Question(
        person_id=ticket.requester_id, kind=kind, ticket_id=ticket.id, data=data or {}, asked_at=ctx.now, due_at=due_at
    )
    ctx.session.add(question)
    await ctx.session.flush()
    ticket.asking_id = question.id
    ticket.asked = list(dict.fromkeys([*(ticket.asked or ()), kind.value]))
    await _show(ctx, ticket, question)
    return question


async def withdraw(ctx: Context, ticket: Locked) -> None:
    """Somebody of the team is at it, or it has ended: what is open is asked no more. One that is being answered this
    moment is left to that; one whose message is being recorded (which holds its key alone) is not."""
    if ticket.asking_id is None:
        return
    still = select(Question).where(
        Question.id == ticket.asking_id, Question.answered_at.is_(None), Question.closed_at.is_(None)
    )
    ticket.asking_id = None
    question = await ctx.session.scalar(still.with_for_update(key_share=True, skip_locked=True))
    if question is not None:
        question.closed_at = ctx.now
        await _show(ctx, ticket, question, only_edit=True)


async def _show(ctx: Context, ticket: Locked, question: Question, *, only_edit: bool = False) -> None:
    slot = f"question:{question.id}"
    await to_requester.post(ctx, ticket, Show("which", slot=slot, question_id=question.id, only_edit=only_edit))
