"""Broadcast untaken tickets now or in business hours, by their priority, and once more when an agent asks for it."""

from datetime import datetime

from db.models import Status, Ticket
from desk import Desk, DeskSettings, Locked, Refused, TicketResult, audit
from desk.notifications import to_staff
from desk.policy import Verb, lateness
from desk.sla.business_hours import CRITICAL, get_opening_time, get_waiting_end

_APART = int(lateness.SOUND_GAP.total_seconds() // 60)
_UNTAKEN = (Status.NEW, Status.REOPENED)


def is_untaken(ticket: Ticket) -> bool:
    """Return True if the ticket waits for an agent to take it."""
    return not ticket.is_taken and ticket.status in _UNTAKEN


async def follow_priority(desk: Desk, ticket: Locked, old: int) -> None:
    """Outside business hours, broadcast a ticket that became critical; one no longer critical waits."""
    opens_at = get_opening_time(desk.rules, desk.now)
    if opens_at is None or ticket.broadcast_at is None or not is_untaken(ticket):
        return
    if ticket.priority == CRITICAL:
        await to_staff.broadcast_ticket(desk, ticket)
    elif old == CRITICAL:
        ticket.broadcast_at = opens_at


BROADCAST_JUST_NOW = "ring-just-now"
"""The refusal of `find_refusal` that passes with time."""


def find_refusal(ticket: Ticket, *, now: datetime, rules: DeskSettings) -> str | None:
    """Return the key of the refusal that broadcasting again would meet, or None.

    A ticket is broadcast once in three minutes at most.
    """
    if not is_untaken(ticket) or ticket.filed_at is None:
        return "ring-taken"
    if get_waiting_end(rules, now, ticket.priority) is not None:
        return "ring-closed"
    if ticket.broadcast_due_at is not None:
        return "ring-held-back"
    just_now = ticket.broadcast_at is not None and ticket.broadcast_at > now - lateness.SOUND_GAP
    return BROADCAST_JUST_NOW if just_now else None


async def broadcast_again(desk: Desk, number: int) -> TicketResult:
    """Broadcast an untaken ticket once more, and write it to the audit log. Raises Refused as `find_refusal` says."""
    async with desk.change(number, Verb.RING) as ticket:
        desk.require_target(ticket, Verb.RING)
        refusal = find_refusal(ticket, now=desk.now, rules=desk.rules)
        if refusal is not None:
            raise Refused(refusal, number=number, n=_APART)
        audit.record_action(desk, "ticket-rung", f"ticket:{number}")
        await to_staff.broadcast_ticket(desk, ticket)
        return await desk.make_result(ticket)
