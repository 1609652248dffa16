"""Requests that wait for a person who has to agree, or that nobody takes because their author is blocked: which these
are. What becomes of one is decided by the clock (`desk/requests/deciding.py`)."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Status, Ticket, any_of
from desk.context import Context

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
