"""Timers of a ticket: set, moved, removed. What is done when one is due is in `desk/schedule/timer_actions.py`.

The name of a kind is stored; a ticket has at most one timer of each kind.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Timer
from desk.locked import Locked

CRITICAL = "critical"  # notifies again of a critical ticket that is not taken
PENDING_HALF = "pending_half"  # half of the time that a requester has for an answer is over
STILL = "still"  # the requester got no answer for long
PROMISE = "promise"  # the requester is notified of a promised time
SURVEY = "survey"  # the requester was asked for stars a day ago
LOW_MARK = "low_mark"  # the agent who solved it is asked about few stars; then: no answer came
OFFER = "offer"  # the requester gets a suggestion, or is asked to say more
PROBLEM = "problem"  # whether it is about a known problem is looked up
ORGANIZATION = "organization"  # the time is over in which the requester may say for which organization it is
ALIKE = "alike"  # solved tickets like it are looked up
APPROVAL = "approval"  # an answer has waited for approval for long
TARGETS = "targets"  # the targets of today are applied
DELETED_THERE = "deleted_there"  # words that were deleted in the chat of an own account may go
LATER = "later"  # what was planned is due
SETTLE = "settle"  # money came for the organization: it may pay this ticket's price


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer that is due: its time, and how often it was due before."""

    due_at: datetime
    attempts: int


async def set_timer(session: AsyncSession, ticket: Locked, kind: str, due_at: datetime, *, attempts: int = 0) -> None:
    """Set the timer to be due at `due_at`, replacing an earlier time."""
    new = insert(Timer).values(ticket_id=ticket.id, kind=kind, due_at=due_at, attempts=attempts)
    moved = {Timer.due_at: new.excluded.due_at, Timer.attempts: new.excluded.attempts}
    await session.execute(new.on_conflict_do_update(index_elements=[Timer.ticket_id, Timer.kind], set_=moved))


async def move_timer(session: AsyncSession, ticket: Locked, kind: str, due_at: datetime) -> None:
    """Move the timer to `due_at` if the ticket has one."""
    one = update(Timer).where(Timer.ticket_id == ticket.id, Timer.kind == kind)
    await session.execute(one.values(due_at=due_at))


async def drop_timers(session: AsyncSession, ticket: Locked, *kinds: str) -> None:
    """Remove the timers of these kinds."""
    await session.execute(delete(Timer).where(Timer.ticket_id == ticket.id, Timer.kind.in_(kinds)))
