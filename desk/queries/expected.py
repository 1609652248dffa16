"""What the requester of a ticket may be told about when: one time, none, or that it takes longer. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Ticket
from desk import DeskSettings
from desk.policy import lateness
from desk.sla.hours import desk_calendar

MOST, FEWEST, KEPT = 20, 5, 0.8
"""Of the last twenty of a priority so many have to be kept that the next is told of; fewer than five say nothing."""


Kept = dict[tuple[int, bool], bool]
"""By priority and whether of solutions (else of first responses): whether enough of them were kept."""


class Expect(StrEnum):
    """What the time is for. LONGER: it has passed, and is not shown."""

    ANSWER = "answer"
    SOLUTION = "solution"
    PROMISED = "promised"
    LONGER = "longer"


@dataclass(frozen=True, slots=True)
class Expected:
    """`at`: None where it has passed."""

    what: Expect
    at: datetime | None = None


def takes_longer(ticket: Ticket, now: datetime) -> bool:
    """Whether the time that its requester could be told has passed."""
    due = _due(ticket) if lateness.is_running(ticket) else None
    return due is not None and due <= now


def _due(ticket: Ticket) -> datetime | None:
    """Until somebody takes it, that of the first response; then that of the solution."""
    return ticket.promised_at or (ticket.solve_due_at if ticket.is_taken else ticket.first_due_at)


async def expect_answer(
    session: AsyncSession, ticket: Ticket, *, now: datetime, settings: DeskSettings, kept: Kept | None = None
) -> Expected | None:
    """None: nothing is promised, it is not the desk's turn, nobody is there, or the desk keeps too few of them. `kept`:
    what was found of the tickets before, for who asks of many."""
    due, taken = _due(ticket), ticket.is_taken
    if due is None or not lateness.is_running(ticket):
        return None
    if takes_longer(ticket, now):
        return Expected(Expect.LONGER)
    if ticket.promised_at is not None:
        return Expected(Expect.PROMISED, due)
    if ticket.priority != lateness.CRITICAL and not desk_calendar(settings).is_open(now):
        return None
    kept = {} if kept is None else kept
    of = (ticket.priority, taken)
    if of not in kept:
        kept[of] = await _is_kept(session, ticket.priority, solved=taken)
    if not kept[of]:
        return None
    return Expected(Expect.SOLUTION if taken else Expect.ANSWER, due)


async def _is_kept(session: AsyncSession, priority: int, *, solved: bool) -> bool:
    met, due = (Ticket.resolved_at, Ticket.solve_due_at) if solved else (Ticket.first_response_at, Ticket.first_due_at)
    last = (
        select((met <= due).label("kept"))
        .where(Ticket.priority == priority, Ticket.policy_version.is_not(None), met.is_not(None), due.is_not(None))
        .order_by(met.desc())
        .limit(MOST)
    ).subquery()
    of, kept = (await session.execute(select(func.count(), func.count().filter(last.c.kept)).select_from(last))).one()
    return bool(of < FEWEST or kept >= KEPT * of)
