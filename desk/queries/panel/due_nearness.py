"""How near a ticket is to its next due time, in calendar time, for a line of a list. Changes nothing, words nothing; a
ticket's whole clock in business hours is drawn by `desk/queries/panel/clock_bars.py`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Ticket, any_of
from desk import DeskSettings
from desk.tickets import assignment


@dataclass(frozen=True, slots=True)
class Nearness:
    """The distance to a ticket's next due time. `which`: "first", "solve" or "promised"; `share`: how much of the
    time since filing has passed, 0 to 1; `waits_since`: when the requester wrote, if no one has answered;
    `can_ring`: it is untaken, and all agents may get it once more; `rang_at`: they just did."""

    which: str
    share: float
    waits_since: datetime | None
    can_ring: bool
    rang_at: datetime | None


async def measure_nearness(
    session: AsyncSession, ids: Iterable[int], now: datetime, rules: DeskSettings
) -> Mapping[int, Nearness]:
    """Measure the nearness of these tickets, by id."""
    rows = await session.scalars(select(Ticket).where(any_of(Ticket.id, list(ids))))
    return {ticket.id: _measure_ticket(ticket, now, rules) for ticket in rows}


def _measure_ticket(ticket: Ticket, now: datetime, rules: DeskSettings) -> Nearness:
    which, due = "promised", ticket.promised_at
    if due is None:
        is_first = ticket.first_response_at is None and ticket.first_due_at is not None
        which, due = ("first", ticket.first_due_at) if is_first else ("solve", ticket.solve_due_at)
    began = ticket.filed_at or ticket.created_at
    whole = (due - began).total_seconds() if due else 0.0
    share = (now - began).total_seconds() / whole if whole > 0 else 1.0
    refusal = assignment.find_refusal(ticket, now=now, rules=rules)
    rang_at = ticket.broadcast_at if refusal == assignment.BROADCAST_JUST_NOW else None
    waits_since = ticket.waits_since if ticket.needs_answer else None
    return Nearness(which, min(max(share, 0.0), 1.0), waits_since, refusal is None, rang_at)
