"""Delay notices by the undo time, and undo the change they are about.

`desk/tickets/status.py` says what a delayed notice keeps.
"""

from datetime import datetime
from typing import Any

from db.models import Status, Ticket
from desk import Desk, Locked
from desk.notifications import to_requester, to_staff
from desk.policy import WORKING
from desk.tickets import assignment, rebroadcast
from desk.tickets.status import forget_notice, set_status

# ------------------------------------------------------- delayed notices


def capture_state(desk: Desk, ticket: Ticket) -> dict[str, Any]:
    """Return what the requester knows of the ticket, to be kept before a change that is told later."""
    return {
        "status": ticket.status.value,
        "status_at": ticket.status_at.isoformat(),
        "until": desk.now.isoformat(),
        "assignee": ticket.assignee_id,
        "needs_answer": ticket.needs_answer,
        "hold_reason": ticket.hold_reason,
        "hold_until": ticket.hold_until.isoformat() if ticket.hold_until is not None else None,
    }


async def tell_later(desk: Desk, ticket: Locked, was: dict[str, Any]) -> None:
    """Tell the requester of the actor's change when the undo time is over (of length zero: now)."""
    ticket.tell = {**(ticket.tell or was), "by": desk.actor_id}
    ticket.tell_at = desk.now + desk.rules.team.undo
    await tell_if_due(desk, ticket)


async def tell_if_due(desk: Desk, ticket: Locked) -> bool:
    """Tell what differs from what the requester last knew, if the time has come."""
    if ticket.tell is None or ticket.tell_at is None or ticket.tell_at > desk.now:
        return False
    before = ticket.tell
    forget_notice(desk, ticket)
    was = Status(before["status"])
    if _is_taken_since(ticket, before) and ticket.status is not Status.RESOLVED:
        await to_requester.tell_taken(desk, ticket)
    if ticket.status is was:
        return True
    if was is Status.PENDING:
        await to_requester.end_pending(desk, ticket)
    answers = before.get("answers", ())
    if ticket.status is Status.PENDING:
        await to_requester.tell_pending(desk, ticket)
    elif ticket.status is Status.ON_HOLD:
        await to_requester.tell_on_hold(desk, ticket, answers=answers)
    elif ticket.status is Status.RESOLVED:
        await to_requester.ask_resolved(desk, ticket, answers=answers)
    elif ticket.status is Status.REOPENED:
        await to_requester.tell_reopened(desk, ticket)
    return True


def _is_taken_since(ticket: Ticket, before: dict[str, Any]) -> bool:
    return before["assignee"] is None and ticket.is_taken


def can_take_back(ticket: Ticket, person_id: int | None) -> bool:
    """Return True if that person made the last change of status, and its requester has not been told yet."""
    return ticket.tell is not None and person_id is not None and ticket.tell.get("by") == person_id


async def undo_change(desk: Desk, ticket: Locked) -> bool:
    """Restore the state from before the delayed notice. Return False if there is none."""
    before = ticket.tell
    if before is None:
        return False
    forget_notice(desk, ticket)
    holder = await desk.get_person(before["assignee"])
    has_left = holder is not None and not assignment.can_be_assigned(holder)
    if ticket.assignee_id != before["assignee"] and not has_left:
        await assignment.set_assignee(desk, ticket, holder)
    if ticket.status is Status.RESOLVED:
        ticket.resolved_at = ticket.resolved_by = ticket.status_before_resolved = None
        ticket.needs_answer = before["needs_answer"]
    await set_status(desk, ticket, Status(before["status"]))
    if has_left and ticket.status in WORKING:
        await assignment.release_locked(desk, ticket)
        return True
    _restore_hold(ticket, before)
    if ticket.broadcast_at is None and rebroadcast.is_untaken(ticket):
        await to_staff.broadcast_ticket(desk, ticket)
    return True


def _restore_hold(ticket: Locked, before: dict[str, Any]) -> None:
    """Restore reason and time; notices of an older version keep neither."""
    until = before.get("hold_until")
    if ticket.status is Status.ON_HOLD:
        ticket.hold_reason = before.get("hold_reason")
        ticket.hold_until = datetime.fromisoformat(until) if until is not None else None
