"""The standing of a client, a person or an organization: how many tickets are open and overdue, the last answer, the
last rating. Changes nothing, words nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, Person, Ticket
from desk.policy import visibility
from desk.policy.lateness import is_due_before


@dataclass(frozen=True, slots=True)
class ClientStanding:
    """How a client's tickets stand, of those that the viewer sees. `late`: overdue, of the open ones; None: there was
    no answer yet, or no rating."""

    open: int
    late: int
    answered_at: datetime | None = None
    answered_by: str | None = None
    stars: int | None = None


async def load_client_standing(
    session: AsyncSession, whose: ColumnElement[bool], viewer: Person, *, now: datetime
) -> ClientStanding:
    """Load it. `whose`: the condition for the client's tickets."""
    seen = and_(whose, visibility.is_seen_by_staff(viewer))
    standing = await count_client_tickets(session, whose, viewer, now=now)
    answers = select(Entry.created_at, Entry.author_name).join(Ticket, Ticket.id == Entry.ticket_id)
    said = answers.where(seen, Entry.kind == EntryKind.REPLY, Entry.withdrawn_at.is_(None), ~visibility.BY_RULE)
    answer = (await session.execute(said.order_by(Entry.id.desc()).limit(1))).one_or_none()
    rated = select(Ticket.rating).where(seen, Ticket.rating.is_not(None)).order_by(Ticket.rated_at.desc()).limit(1)
    return ClientStanding(
        standing.open, standing.late, answer.created_at if answer is not None else None,
        answer.author_name if answer is not None else None, await session.scalar(rated),
    )  # fmt: skip


async def count_client_tickets(
    session: AsyncSession, whose: ColumnElement[bool], viewer: Person, *, now: datetime
) -> ClientStanding:
    """Return the numbers alone, by one statement over open tickets."""
    counted = select(func.count(), func.count().filter(is_due_before(now))).select_from(Ticket)
    seen = and_(whose, Ticket.is_open, visibility.is_seen_by_staff(viewer))
    return ClientStanding(*(await session.execute(counted.where(seen))).one())
