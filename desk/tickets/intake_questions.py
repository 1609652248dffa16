"""Questions that a requester is asked before an agent answers: at most two, one at a time, in the order of `ORDER`.

The ticket's columns say what was asked and what is open, so that other tickets cost no query. `desk/questions/` knows
what the questions say.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.models import Person, Question, QuestionKind, Ticket
from desk import Context, Locked
from desk.notifications import to_requester
from desk.outbox import Show
from desk.outbox.question_rows import ask_person, close_question
from desk.people.chat_ids import is_own_chat

ORDER = (
    QuestionKind.ADD_SAME,
    QuestionKind.PRESET,
    QuestionKind.ORGANIZATION,
    QuestionKind.MISSING,
    QuestionKind.TOPIC_FORM,
)
"""A kind is not asked once a later one was. Articles under the receipt count as PRESET and need no answer."""
MOST = 2


def is_next(ticket: Ticket, kind: QuestionKind) -> bool:
    """Return True if this kind may be asked now: the ticket is untaken and unanswered, and `ORDER` and `MOST` allow
    it."""
    asked = set(ticket.asked or ())
    later = {one.value for one in ORDER[ORDER.index(kind) :]}
    articles = bool(ticket.offered) and QuestionKind.PRESET.value not in asked
    many = len(asked) + articles >= MOST
    covered = bool(ticket.offered) and kind in ORDER[:2]
    return ticket.is_unanswered and ticket.asking_id is None and not (many or covered or asked & later)


def is_open(ticket: Ticket, kind: QuestionKind) -> bool:
    """Return True if the requester has a question of this kind to answer."""
    return ticket.asking_id is not None and [kind.value] == (ticket.asked or [])[-1:]


def can_be_asked(requester: Person) -> bool:
    """Return True if the bot reaches the requester, and their answer is accepted; in a colleague's own account nothing
    is said before the team has."""
    reached = requester.telegram_id is not None and requester.bot_blocked_at is None
    return reached and requester.blocked_at is None and not is_own_chat(requester.telegram_id)


async def ask_question(
    ctx: Context,
    ticket: Locked,
    kind: QuestionKind,
    *,
    data: dict[str, Any] | None = None,
    due_at: datetime | None = None,
) -> Question:
    """Ask the requester; callers check with `is_next`. `due_at`: when the question expires."""
    question = await ask_person(ctx, ticket.requester_id, kind, ticket_id=ticket.id, due_at=due_at, data=data)
    ticket.asking_id = question.id
    ticket.asked = list(dict.fromkeys([*(ticket.asked or ()), kind.value]))
    await show_again(ctx, ticket, fresh=True)
    return question


async def withdraw_question(ctx: Context, ticket: Locked) -> None:
    """Close the open question because an agent took over or the ticket ended.

    A question that is being answered at this moment is left alone (its row is locked); one whose message is only being
    recorded is closed (that lock is a key share).
    """
    if ticket.asking_id is None:
        return
    still = select(Question).where(Question.id == ticket.asking_id, Question.is_open)
    ticket.asking_id = None
    question = await ctx.session.scalar(still.with_for_update(key_share=True, skip_locked=True))
    if question is not None:
        close_question(ctx, question)


async def show_again(ctx: Context, ticket: Locked, *, fresh: bool = False) -> None:
    """Edit the message of the open question, which asks something else now; `fresh`: send it again."""
    if ticket.asking_id is not None:
        slot = f"question:{ticket.asking_id}"
        shown = Show("which", slot=slot, question_id=ticket.asking_id, only_edit=not fresh, fresh=fresh)
        await to_requester.post_letter(ctx, ticket, shown)
