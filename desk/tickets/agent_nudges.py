"""Who has a ticket of high priority is asked when its requester has heard nothing for long: a step. Knows no verb."""

from datetime import timedelta

from db.models import Ticket
from desk import Desk, Locked
from desk.policy import lateness, timers
from desk.sla.hours import desk_calendar

LONG = timedelta(hours=2)  # of the desk's hours
HIGH = 2


async def begins(desk: Desk, ticket: Locked) -> None:
    """These were our last words for now."""
    if not counts(ticket):
        return
    at = desk_calendar(desk.rules).add(desk.now, LONG)
    if at is not None:
        await timers.put(desk.session, ticket, timers.STILL, at)


def counts(ticket: Ticket) -> bool:
    """Whether somebody has it, who would be asked."""
    promised = ticket.policy_version is not None and ticket.priority == HIGH
    return promised and ticket.assignee_id is not None and lateness.runs(ticket)
