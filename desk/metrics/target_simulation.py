"""The effect that other targets would have had on recent tickets: how many would have met them. Changes no ticket.

Durations are those of the facts: working time in today's business hours, while the clock ran.
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

LOOKED_AT = timedelta(days=30)
_MOST_ROUNDS = 5


class Took(NamedTuple):
    """The times of one ticket, in seconds: until its first response (None: it had none), and until it was resolved."""

    answered: float | None
    solved: float


class WouldHave(NamedTuple):
    """The number of tickets of a priority, how many met both targets as they are, and as they would be."""

    tickets: int
    kept: int
    would: int

    def share(self, of: int) -> int | None:
        """Return the share in whole per cent, or None for too few tickets."""
        return round(100 * of / self.tickets) if self.tickets >= TOO_FEW else None


def would_have(took: Iterable[Took], old: TargetLengths, new: TargetLengths) -> WouldHave:
    """Count for one priority; a target is met up to its last second."""
    found = list(took)
    return WouldHave(len(found), *(sum(_is_kept(one, lengths) for one in found) for lengths in (old, new)))


def _is_kept(one: Took, lengths: TargetLengths) -> bool:
    answered = one.answered is None or one.answered <= lengths.first_response.total_seconds()
    return answered and one.solved <= lengths.solution.total_seconds()


async def count_resolved_lately(
    session: AsyncSession, settings: DeskSettings, now: datetime
) -> Mapping[int, list[Took]]:
    """Return the times of tickets resolved in the last thirty days and still resolved, by priority. Changed tickets are
    counted first, a thousand at most."""
    for _ in range(_MOST_ROUNDS):
        if await facts.refresh(session, settings, now) < facts.AT_ONCE:
            break
    lately = select(Ticket.priority, TicketFacts.answered_work, TicketFacts.solved_work).join(
        Ticket, Ticket.id == TicketFacts.ticket_id
    )
    wanted = lately.where(TicketFacts.solved_at > now - LOOKED_AT)
    found: dict[int, list[Took]] = defaultdict(list)
    for priority, answered, solved in await session.execute(wanted):
        if solved is not None:
            found[priority].append(Took(answered, solved))
    return found
