"""Whether a ticket that nobody has taken rings now or waits for the desk's hours: steps. Knows no verb."""

from db.enums import Status
from db.models import Ticket
from desk.desk import Desk
from desk.locked import Locked
from desk.notifications import to_staff
from desk.policy import deadlines
from desk.sla.hours import CRITICAL, back_at

_UNTAKEN = (Status.NEW, Status.REOPENED)


def is_untaken(ticket: Ticket) -> bool:
    """Whether it waits for anybody to take it."""
    return not ticket.is_taken and ticket.status in _UNTAKEN


async def follow_priority(desk: Desk, ticket: Locked, old: int) -> None:
    """Outside the hours: what has become critical is broadcast now, what no longer is waits."""
    opens_at = back_at(desk.rules, desk.now)
    if opens_at is None or ticket.broadcast_at is None or not is_untaken(ticket):
        return
    if ticket.priority == CRITICAL:
        await to_staff.broadcast(desk, ticket)
    elif old == CRITICAL:
        deadlines.start_broadcast_timers(ticket, now=opens_at, rules=desk.rules)
