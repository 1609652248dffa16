"""Updates the answered question that assigned entries to a ticket, once these entries are somewhere else."""

from sqlalchemy import (
    ColumnElement,
    and_,
    or_,
    select,
)

from db.models import (
    Entry,
    Question,
    QuestionKind,
    Ticket,
    any_of,
)
from desk import Context
from desk.outbox.question_rows import close_question

_PLACED = (QuestionKind.WHICH_TICKET, QuestionKind.WHERE_TO, QuestionKind.NOT_YOURS, QuestionKind.ADD_TO)
_ANSWERED = and_(Question.kind.in_(_PLACED), Question.answered_at.is_not(None))
_ASKS_WHETHER_SOLVED = and_(Question.kind == QuestionKind.RESOLVED_ADDED, Question.is_open)


async def note_withdrawn(ctx: Context, entry: Entry) -> None:
    """Close the question if all of its entries were withdrawn; its answer says so and cannot move them any more."""
    for question in await _find_questions(ctx, entry, or_(_ANSWERED, _ASKS_WHETHER_SOLVED)):
        stands = select(Entry.id).where(any_of(Entry.id, question.data["entries"]), Entry.withdrawn_at.is_(None))
        if await ctx.session.scalar(stands.limit(1)) is None:
            close_question(ctx, question, chosen=None, gone=True)


async def note_split(ctx: Context, entry: Entry, ticket: Ticket) -> None:
    """Take the entry, now a request of its own, out of the question. Without entries its answer names that request."""
    await _are_elsewhere(ctx, entry, ticket, _ANSWERED)


async def note_moved(ctx: Context, entry: Entry, ticket: Ticket) -> None:
    """Take the entry, which its requester moved to `ticket`, out of the question whether another ticket is solved."""
    await _are_elsewhere(ctx, entry, ticket, _ASKS_WHETHER_SOLVED)


async def _are_elsewhere(ctx: Context, entry: Entry, ticket: Ticket, which: ColumnElement[bool]) -> None:
    for question in await _find_questions(ctx, entry, which):
        left = [one for one in question.data["entries"] if one != entry.id]
        if left:
            question.data = {**question.data, "entries": left}
        else:
            close_question(ctx, question, chosen=ticket.id)


async def _find_questions(ctx: Context, entry: Entry, which: ColumnElement[bool]) -> list[Question]:
    await ctx.session.flush()
    theirs = select(Question).where(
        Question.person_id == entry.author_id, which, Question.data.contains({"entries": [entry.id]})
    )
    return list(await ctx.session.scalars(theirs.order_by(Question.id).with_for_update()))
