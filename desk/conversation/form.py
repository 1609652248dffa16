"""What a requester answered to the desk's own questions about their ticket, as rows beside the comments that these are:
kept, following their comment, read, remembered. Nothing is read of a ticket where no such question was asked.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, FormAnswer, Question, QuestionKind, Ticket, any_of
from desk import Context, Locked
from desk.conversation import parts
from desk.notifications import to_requester
from desk.outbox import Show
from desk.text import shorten_line, strip_invisible

KINDS = (QuestionKind.MISSING, QuestionKind.TOPIC_FORM)
"""Questions whose answers stand in the form."""
LONGEST = 200  # characters of an answer there; its comment holds it whole
_REMEMBERED, _ON_A_BUTTON = 5, 30


class FormLine(NamedTuple):
    """A question as it was asked, in the desk's language, and what was answered; `entry_id`: by which comment."""

    label: str
    value: str
    entry_id: int


class Remembered(NamedTuple):
    """What somebody answered before; `entry_id`: the comment that it was."""

    entry_id: int
    value: str


def may_have(ticket: Ticket) -> bool:
    """Whether anything was asked that could have been answered."""
    return any(kind.value in (ticket.asked or ()) for kind in KINDS)


def as_value(text: str) -> str:
    """An answer as the form has it: one line; nothing where nothing can be seen."""
    return shorten_line(text, LONGEST) if strip_invisible(text).strip() else ""


async def put(ctx: Context, ticket_id: int, key: str, line: FormLine, *, message_id: int | None) -> None:
    """An answer; a later one to the same question takes its place. `message_id`: of the message it came in."""
    given = {**line._asdict(), "said_message_id": message_id, "at": ctx.now}
    new = insert(FormAnswer).values(ticket_id=ticket_id, key=key, **given)
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["ticket_id", "key"], set_=given))


async def follow(ctx: Context, ticket: Locked, entry: Entry) -> None:
    """Its author edited the comment, or took it back: so do the answers that it holds, and the questions that show
    them."""
    if not may_have(ticket):
        return
    rows = list(await ctx.session.scalars(select(FormAnswer).where(FormAnswer.entry_id == entry.id)))
    for row in rows:
        value = "" if entry.withdrawn_at is not None else as_value(_said(entry, row.said_message_id))
        if value:
            row.value = value
        else:
            await ctx.session.delete(row)
    if rows:
        await ctx.session.flush()
        await _shown_again(ctx, ticket)


async def left(ctx: Context, ticket: Ticket, entry: Entry) -> None:
    """The comment went to another ticket, of which it answers nothing."""
    if may_have(ticket):
        await ctx.session.execute(delete(FormAnswer).where(FormAnswer.entry_id == entry.id))


def _said(entry: Entry, message_id: int | None) -> str:
    """What that message of it says now."""
    return next((part.words.text for part in parts.of(entry) if part.message_id == message_id), "")


async def _shown_again(ctx: Context, ticket: Locked) -> None:
    answered = select(Question.id).where(
        Question.ticket_id == ticket.id, Question.kind.in_(KINDS), Question.answered_at.is_not(None)
    )
    for key in await ctx.session.scalars(answered.order_by(Question.id)):
        again = Show("which", slot=f"question:{key}", question_id=key, only_edit=True)
        await to_requester.post(ctx, ticket, again)


async def of(session: AsyncSession, ticket: Ticket) -> tuple[FormLine, ...]:
    """A ticket's form, with those of what was merged into it; no statement where nothing was asked."""
    return (await of_all(session, [ticket])).get(ticket.id, ())


async def of_all(session: AsyncSession, tickets: Sequence[Ticket]) -> dict[int, tuple[FormLine, ...]]:
    """The forms of those that have one, by ticket; in one statement, or none."""
    asked = [ticket for ticket in tickets if may_have(ticket)]
    ids = [one for ticket in asked for one in ticket.thread_ids]
    if not ids:
        return {}
    stands = select(FormAnswer).join(Entry, Entry.id == FormAnswer.entry_id).where(
        any_of(FormAnswer.ticket_id, ids), Entry.ticket_id == FormAnswer.ticket_id, Entry.withdrawn_at.is_(None)
    )  # fmt: skip
    rows = list(await session.scalars(stands.order_by(FormAnswer.at, FormAnswer.entry_id)))
    found = {
        ticket.id: tuple(
            FormLine(row.label, row.value, row.entry_id) for row in rows if row.ticket_id in ticket.thread_ids
        )
        for ticket in asked
    }
    return {key: lines for key, lines in found.items() if lines}


async def value_of(session: AsyncSession, ticket_id: int, key: str) -> str | None:
    """What stands there as the answer to one question."""
    one = select(FormAnswer.value).where(FormAnswer.ticket_id == ticket_id, FormAnswer.key == key)
    return await session.scalar(one)


async def remembered(session: AsyncSession, person_id: int, key: str) -> list[Remembered]:
    """The last five things that somebody answered to questions of that key, each once and newest first; what is too
    long for a button is not among them."""
    theirs = (
        select(FormAnswer.entry_id, FormAnswer.value, FormAnswer.at)
        .ext(distinct_on(func.lower(FormAnswer.value)))
        .join(Ticket, Ticket.id == FormAnswer.ticket_id)
        .join(Entry, Entry.id == FormAnswer.entry_id)
        .where(
            Ticket.requester_id == person_id,
            FormAnswer.key == key,
            Entry.withdrawn_at.is_(None),
            func.length(FormAnswer.value) <= _ON_A_BUTTON,
        )
        .order_by(func.lower(FormAnswer.value), FormAnswer.at.desc(), FormAnswer.entry_id.desc())
        .subquery()
    )
    newest = select(theirs.c.entry_id, theirs.c.value).order_by(theirs.c.at.desc(), theirs.c.entry_id.desc())
    return [Remembered(*row) for row in await session.execute(newest.limit(_REMEMBERED))]
