"""Ask the agent of a high-priority ticket for news after its requester has heard nothing for two business hours."""

from datetime import timedelta

from db.models import Ticket
from desk import Desk, Locked
from desk.policy import lateness, timers
from desk.sla.business_hours import get_desk_calendar

NUDGE_AFTER = timedelta(hours=2)  # of business hours
HIGH = 2


async def start_nudge_timer(desk: Desk, ticket: Locked) -> None:
    """Start the timer again: the team has just written to the requester."""
    if not can_nudge(ticket):
        return
    at = get_desk_calendar(desk.rules).add_work(desk.now, NUDGE_AFTER)
    if at is not None:
        await timers.set_timer(desk.session, ticket, timers.STILL, at)


def can_nudge(ticket: Ticket) -> bool:
    """Return True if the ticket has an agent to ask, a target and high priority, and its clock runs."""
    promised = ticket.policy_version is not None and ticket.priority == HIGH
    return promised and ticket.assignee_id is not None and lateness.is_running(ticket)
