"""The effect that other targets would have had on recent tickets: how many would have met them. Changes no ticket.

Durations are those of the facts: working time in the business hours in force then, while the clock ran.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Ticket, TicketFacts
from desk import DeskSettings, TargetLengths
from desk.metrics import facts
from desk.metrics.registry import TOO_FEW

_LOOKED_AT = timedelta(days=30)
_MOST_ROUNDS = 5


class TicketTimes(NamedTuple):
    """The times of one ticket, in seconds: until its first response (None: it had none), and until it was resolved."""

    answered: float | None
    solved: float


class TargetEffect(NamedTuple):
    """The number of tickets of a priority, how many met both targets as they are, and as they would be."""

    tickets: int
    kept: int
    would: int

    def get_share(self, of: int) -> int | None:
        """Return the share in whole per cent, or None for too few tickets."""
        return round(100 * of / self.tickets) if self.tickets >= TOO_FEW else None


def simulate_targets(took: Iterable[TicketTimes], old: TargetLengths, new: TargetLengths) -> TargetEffect:
    """Count for one priority; a target is met up to its last second."""
    found = list(took)
    return TargetEffect(len(found), *(sum(_is_kept(one, lengths) for one in found) for lengths in (old, new)))


def _is_kept(one: TicketTimes, lengths: TargetLengths) -> bool:
    answered = one.answered is None or one.answered <= lengths.first_response.total_seconds()
    return answered and one.solved <= lengths.solution.total_seconds()


async def count_resolved_lately(
    session: AsyncSession, settings: DeskSettings, now: datetime
) -> Mapping[int, list[TicketTimes]]:
    """Return the times of tickets resolved in the last thirty days and still resolved, by priority. Changed tickets are
    counted first, a thousand at most."""
    for _ in range(_MOST_ROUNDS):
        if await facts.refresh_facts(session, settings, now) < facts.BATCH_SIZE:
            break
    lately = select(Ticket.priority, TicketFacts.answered_work, TicketFacts.solved_work).join(
        Ticket, Ticket.id == TicketFacts.ticket_id
    )
    wanted = lately.where(TicketFacts.solved_at > now - _LOOKED_AT)
    found: dict[int, list[TicketTimes]] = defaultdict(list)
    for priority, answered, solved in await session.execute(wanted):
        if solved is not None:
            found[priority].append(TicketTimes(answered, solved))
    return found
