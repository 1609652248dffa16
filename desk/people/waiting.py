"""Requests that wait for a person who has to agree, for the owner of an account to whom they are offered, or because
their author is blocked: which these are. What becomes of one is decided by the clock (`desk/requests/deciding.py`)."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, Person, Status, Ticket, any_of
from desk.context import Context
from desk.people import chat_ids

_DRAFT = Ticket.filed_at.is_(None), Ticket.status == Status.NEW
WAITS = *_DRAFT, or_(Ticket.consent_asked > 0, Ticket.file_at.is_(None))


async def decide_waiting(ctx: Context, *people: int) -> None:
    """Have the clock decide now what becomes of the drafts of these people, or of all that wait: each is filed, asked
    for anew, ended or waits on. Called by whatever may change that."""
    whose = (*_DRAFT, any_of(Ticket.requester_id, people)) if people else WAITS
    await ctx.session.execute(update(Ticket).where(*whose).values(file_at=ctx.now))


class AskedNow(NamedTuple):
    """How many drafts wait for their requesters to agree to the terms, and since when the oldest."""

    n: int
    since: datetime | None


async def count_asked(session: AsyncSession, *, before: datetime | None = None) -> AskedNow:
    """Count what the team cannot see yet, as nobody has agreed to the terms; without blocked people, whose words
    `/blocked` shows. `before`: what was begun by then."""
    asked = select(func.count(), func.min(Ticket.created_at)).join(Person, Person.id == Ticket.requester_id)
    asked = asked.where(*_DRAFT, Ticket.consent_asked > 0, Person.blocked_at.is_(None))
    asked = asked if before is None else asked.where(Ticket.created_at <= before)
    return AskedNow(*(await session.execute(asked)).one())


OFFERED = timedelta(days=1)
"""For how long words are kept that the owner of the account has answered, and how long an offer stands without
reminders."""


class Offer(NamedTuple):
    """The first words of a chat in an own account: only its owner has seen them. `until`: then all see them, or if the
    owner has answered by hand (`is_answered`), they are erased."""

    until: datetime
    is_answered: bool


async def find_offer(ctx: Context, ticket: Ticket, requester: Person) -> Offer | None:
    """Return how a draft is offered to the owner of the account; None if it is not. What the owner has answered stays
    theirs if the setting is changed then."""
    is_draft = ticket.filed_at is None and ticket.status is Status.NEW and ticket.consent_asked is None
    if not (is_draft and chat_ids.is_own_chat(requester.telegram_id)):
        return None
    filed = select(Ticket.id).where(Ticket.requester_id == requester.id, Ticket.filed_at.is_not(None))
    answers = select(Entry.id).where(Entry.ticket_id == ticket.id, Entry.kind == EntryKind.REPLY)
    is_known, is_answered = (await ctx.session.execute(select(filed.exists(), answers.exists()))).one()
    if is_known or (ctx.rules.team.own_at_once and not is_answered):
        return None
    if is_answered:
        return Offer((ticket.last_entry_at or ticket.created_at) + OFFERED, is_answered=True)
    return Offer(ticket.created_at + (ctx.rules.team.remind or OFFERED), is_answered=False)
