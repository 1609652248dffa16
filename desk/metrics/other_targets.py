"""What other targets would have meant for what was solved lately: how many tickets kept them. Changes no ticket.

Durations are those of the facts: working time in the hours that are set now, while the clock ran.
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
    """How long one ticket took, in seconds: until its first response (none: it was solved without one), and solved."""

    answered: float | None
    solved: float


class WouldHave(NamedTuple):
    """Of so many tickets of a priority, how many kept both targets as they are, and as they would be."""

    tickets: int
    kept: int
    would: int

    def share(self, of: int) -> int | None:
        """In whole per cent; none where these are too few tickets to say so."""
        return round(100 * of / self.tickets) if self.tickets >= TOO_FEW else None


def would_have(took: Iterable[Took], old: TargetLengths, new: TargetLengths) -> WouldHave:
    """Counted for one priority; a target is kept to its last second."""
    found = list(took)
    return WouldHave(len(found), *(sum(_kept(one, lengths) for one in found) for lengths in (old, new)))


def _kept(one: Took, lengths: TargetLengths) -> bool:
    answered = one.answered is None or one.answered <= lengths.first_response.total_seconds()
    return answered and one.solved <= lengths.solution.total_seconds()


async def solved_lately(session: AsyncSession, settings: DeskSettings, now: datetime) -> Mapping[int, list[Took]]:
    """What was solved in the last thirty days and is solved still, by priority. What has changed since it was counted
    is counted before, a thousand tickets at most."""
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
