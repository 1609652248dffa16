"""Whether a ticket that nobody has taken rings now or waits for the desk's hours: steps; and ringing for it once more,
which somebody asks for.
"""

from datetime import datetime

from db.models import Status, Ticket
from desk import Desk, DeskSettings, Locked, Refused, TicketResult, audit
from desk.notifications import to_staff
from desk.policy import Verb, lateness, reminder_times
from desk.sla.hours import CRITICAL, back_at, waits_until

_APART = int(lateness.APART.total_seconds() // 60)
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
        reminder_times.start_broadcast_timers(ticket, now=opens_at, rules=desk.rules)


RANG = "ring-just-now"
"""Why it does not ring again that passes by itself."""


def why_not(ticket: Ticket, *, now: datetime, rules: DeskSettings) -> str | None:
    """The key of the refusal that ringing again would meet; None: none. Not within three minutes of the last time."""
    if not is_untaken(ticket) or ticket.filed_at is None:
        return "ring-taken"
    if waits_until(rules, now, ticket.priority) is not None:
        return "ring-closed"
    if ticket.broadcast_due_at is not None:
        return "ring-held-back"
    just_now = ticket.broadcast_at is not None and ticket.broadcast_at > now - lateness.APART
    return RANG if just_now else None


async def ring_again(desk: Desk, number: int) -> TicketResult:
    """Broadcast once more what nobody has taken; audited. Raises Refused as `why_not` says."""
    async with desk.change(number, Verb.RING) as ticket:
        desk.target(ticket, Verb.RING)
        refusal = why_not(ticket, now=desk.now, rules=desk.rules)
        if refusal is not None:
            raise Refused(refusal, number=number, n=_APART)
        audit.record(desk, "ticket-rung", f"ticket:{number}")
        await to_staff.broadcast(desk, ticket)
        return await desk.ticketed(ticket)
