"""Answers to the help desk's own questions about a request, stored next to the comments they came in.

They follow their comment when it is edited or withdrawn. A ticket without such questions costs no query.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Entry,
    FormAnswer,
    Question,
    QuestionKind,
    Ticket,
    any_of,
)
from desk import Context, Desk, Locked
from desk.conversation import entry_parts
from desk.outbox.question_rows import show_question
from desk.own_fields import values
from desk.settings.own_fields import FieldLine, make_key
from desk.text import shorten_line, strip_invisible
from desk.text.masking.secret_masking import mask_secrets_in

KINDS = (QuestionKind.MISSING, QuestionKind.TOPIC_FORM)


LONGEST = 200


_MOST_READ = 100


_REMEMBERED, _ON_A_BUTTON = 5, 30


class FormLine(NamedTuple):
    """A question as it was asked, in the desk's language, and its answer. `entry_id`: the comment that answered; `key`:
    of the question, where it was read."""

    label: str
    value: str
    entry_id: int
    key: str = ""


class EarlierValue(NamedTuple):
    """A requester's earlier answer. `entry_id`: the comment that answered."""

    entry_id: int
    value: str


def can_have_answers(ticket: Ticket) -> bool:
    """Return True if the ticket was asked anything that is answered here."""
    return any(kind.value in (ticket.asked or ()) for kind in KINDS)


def make_value(text: str) -> str:
    """Return an answer cut to one line; empty if it has no visible character."""
    return shorten_line(text, LONGEST) if strip_invisible(text).strip() else ""


async def put_answer(ctx: Context, ticket_id: int, key: str, line: FormLine, *, message_id: int | None) -> None:
    """Store an answer in place of an earlier one to the same question. `message_id`: the message it came in."""
    masked = line._replace(value=mask_secrets_in(line.value, ctx.rules.masking), key=key)
    given = {**masked._asdict(), "said_message_id": message_id, "at": ctx.now}
    new = insert(FormAnswer).values(ticket_id=ticket_id, **given)
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["ticket_id", "key"], set_=given))


async def follow_comment(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Update answers, their fields, and the questions that show them, after their comment was edited or withdrawn."""
    if not can_have_answers(ticket):
        return
    rows = list(await desk.session.scalars(select(FormAnswer).where(FormAnswer.entry_id == entry.id)))
    for row in rows:
        value = "" if entry.withdrawn_at is not None else make_value(_find_part_text(entry, row.said_message_id))
        await values.take_answer(desk, ticket, row.key, value, before=row.value, at=row.at)
        if value:
            row.value = value
        else:
            await desk.session.delete(row)
    if rows:
        await desk.session.flush()
        await _refresh_questions(desk, ticket)


async def drop_answers(ctx: Context, ticket: Ticket, entry: Entry) -> None:
    """Delete the answers of a comment that was moved to another ticket."""
    if can_have_answers(ticket):
        await ctx.session.execute(delete(FormAnswer).where(FormAnswer.entry_id == entry.id))


def _find_part_text(entry: Entry, message_id: int | None) -> str:
    return next((part.words.text for part in entry_parts.list_parts(entry) if part.message_id == message_id), "")


async def _refresh_questions(ctx: Context, ticket: Locked) -> None:
    answered = select(Question).where(
        Question.ticket_id == ticket.id, Question.kind.in_(KINDS), Question.answered_at.is_not(None)
    )
    for question in await ctx.session.scalars(answered.order_by(Question.id)):
        show_question(ctx, question, only_edit=True)


async def get_form(session: AsyncSession, ticket: Ticket) -> tuple[FormLine, ...]:
    """Return a ticket's answers, with those of tickets merged into it."""
    return (await get_forms(session, [ticket])).get(ticket.id, ())


async def get_forms(session: AsyncSession, tickets: Sequence[Ticket]) -> dict[int, tuple[FormLine, ...]]:
    """Return the answers of the tickets that have any, by ticket id, with one query or none."""
    asked = [ticket for ticket in tickets if can_have_answers(ticket)]
    ids = [one for ticket in asked for one in ticket.thread_ids]
    if not ids:
        return {}
    stands = select(FormAnswer).join(Entry, Entry.id == FormAnswer.entry_id).where(
        any_of(FormAnswer.ticket_id, ids), Entry.ticket_id == FormAnswer.ticket_id, Entry.withdrawn_at.is_(None)
    )  # fmt: skip
    rows = list(await session.scalars(stands.order_by(FormAnswer.at, FormAnswer.entry_id)))
    found = {
        ticket.id: tuple(
            FormLine(row.label, row.value, row.entry_id, row.key) for row in rows if row.ticket_id in ticket.thread_ids
        )
        for ticket in asked
    }
    return {key: lines for key, lines in found.items() if lines}


def leave_out_held(form: Sequence[FormLine], fields: Sequence[FieldLine]) -> list[FormLine]:
    """Return the answers that no declared field holds as they were said."""
    held = {(make_key(one.field), one.text.casefold()) for one in fields}
    return [line for line in form if (line.key, line.value.casefold()) not in held]


async def get_value(session: AsyncSession, ticket_id: int, key: str) -> str | None:
    """Return the answer to one question."""
    one = select(FormAnswer.value).where(FormAnswer.ticket_id == ticket_id, FormAnswer.key == key)
    return await session.scalar(one)


async def list_earlier_values(session: AsyncSession, person_id: int, key: str) -> list[EarlierValue]:
    """Return the requester's last five different answers to that question, newest first, short enough for a button."""
    theirs = (
        select(FormAnswer.entry_id, FormAnswer.value, FormAnswer.at)
        .join(Ticket, Ticket.id == FormAnswer.ticket_id)
        .join(Entry, Entry.id == FormAnswer.entry_id)
        .where(Ticket.requester_id == person_id, FormAnswer.key == key, Entry.withdrawn_at.is_(None))
        .order_by(FormAnswer.at.desc(), FormAnswer.entry_id.desc())
        .limit(_MOST_READ)
    )
    found: dict[str, EarlierValue] = {}
    for entry_id, value, _at in await session.execute(theirs):
        if len(value) <= _ON_A_BUTTON:
            found.setdefault(value.casefold(), EarlierValue(entry_id, value))
    return list(found.values())[:_REMEMBERED]
