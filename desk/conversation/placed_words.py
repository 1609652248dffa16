"""Words that the answer to a question had placed, and what that answer says once they are elsewhere. Words nothing."""

from sqlalchemy import and_, or_, select

from db.models import Entry, Question, QuestionKind, Ticket, any_of
from desk import Context
from desk.outbox import Show, View, letters

_PLACED = (QuestionKind.WHICH_TICKET, QuestionKind.WHERE_TO, QuestionKind.NOT_YOURS, QuestionKind.ADD_TO)


async def gone_back(ctx: Context, entry: Entry) -> None:
    """They were taken back: where they were all, the answer says so, and moves nothing more."""
    for question in await _placed_under(ctx, entry, asked_about=True):
        stands = select(Entry.id).where(any_of(Entry.id, question.data["entries"]), Entry.withdrawn_at.is_(None))
        if await ctx.session.scalar(stands.limit(1)) is None:
            _ends(ctx, question, {"chosen": None, "gone": True})


async def split_off(ctx: Context, entry: Entry, ticket: Ticket) -> None:
    """They are a request of their own now: the answer moves them no more; where they were all, it says where they
    are."""
    for question in await _placed_under(ctx, entry):
        left = [one for one in question.data["entries"] if one != entry.id]
        if left:
            question.data = {**question.data, "entries": left}
        else:
            _ends(ctx, question, {"chosen": ticket.id})


async def _placed_under(ctx: Context, entry: Entry, *, asked_about: bool = False) -> list[Question]:
    """`asked_about`: also where it is still asked whether what they were added to is solved."""
    await ctx.session.flush()
    placed = and_(Question.kind.in_(_PLACED), Question.answered_at.is_not(None))
    asked = and_(
        Question.kind == QuestionKind.RESOLVED_ADDED, Question.answered_at.is_(None), Question.closed_at.is_(None)
    )
    theirs = select(Question).where(
        Question.person_id == entry.author_id,
        or_(placed, asked) if asked_about else placed,
        Question.data.contains({"entries": [entry.id]}),
    )
    return list(await ctx.session.scalars(theirs.order_by(Question.id).with_for_update()))


def _ends(ctx: Context, question: Question, known: dict[str, object]) -> None:
    question.data = {**question.data, **known}
    question.closed_at = question.closed_at or ctx.now
    letter = Show(View.WHICH, slot=f"question:{question.id}", question_id=question.id, only_edit=True)
    letters.post(ctx.session, question.person_id, letter, now=ctx.now, ticket_id=question.ticket_id)
