"""Timers of a ticket: put, moved, taken away. Knows nothing of what is done when one rings (`desk/schedule/timers.py`).

A kind is a name that is stored; there is at most one of a kind for a ticket.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Timer
from desk.locked import Locked

CRITICAL = "critical"  # rings for a critical ticket that is late and that nobody takes
PENDING_HALF = "pending_half"  # half of the time that a requester has for an answer is over
STILL = "still"  # the requester has heard nothing for long
PROMISE = "promise"  # the requester is to be told of a promised time
SURVEY = "survey"  # the requester was asked for stars a day ago
LOW_MARK = "low_mark"  # who solved it is asked about few stars; then: they have not answered
OFFER = "offer"  # what fits the request is offered to its requester, or they are asked to say more
PROBLEM = "problem"  # whether it is about a known problem is looked up
ALIKE = "alike"  # solved tickets like it are looked up
TARGETS = "targets"  # it gets the targets of today


@dataclass(frozen=True, slots=True)
class Rung:
    """A timer that rang: when it was due, and how often it had rung before."""

    due_at: datetime
    attempts: int


async def put(session: AsyncSession, ticket: Locked, kind: str, due_at: datetime, *, attempts: int = 0) -> None:
    """It rings at `due_at`, and no longer when it did before."""
    new = insert(Timer).values(ticket_id=ticket.id, kind=kind, due_at=due_at, attempts=attempts)
    moved = {Timer.due_at: new.excluded.due_at, Timer.attempts: new.excluded.attempts}
    await session.execute(new.on_conflict_do_update(index_elements=[Timer.ticket_id, Timer.kind], set_=moved))


async def hurry(session: AsyncSession, ticket: Locked, kind: str, due_at: datetime) -> None:
    """It rings then, if there is one."""
    one = update(Timer).where(Timer.ticket_id == ticket.id, Timer.kind == kind)
    await session.execute(one.values(due_at=due_at))


async def drop(session: AsyncSession, ticket: Locked, *kinds: str) -> None:
    """These do not ring any more."""
    await session.execute(delete(Timer).where(Timer.ticket_id == ticket.id, Timer.kind.in_(kinds)))
