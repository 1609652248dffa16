"""Verbs of staff that start, pause, resolve and reopen tickets."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from db.models import Origin, Status, Ticket
from desk import Desk, Locked, NotPossible, Refused, TicketResult, TooLate, history
from desk.notifications import to_assignee, to_requester, to_staff
from desk.policy import Verb, get_access, get_client_role
from desk.policy.transitions import can_reopen
from desk.tickets import answers_awaiting_approval, assignment, escalation, status
from desk.tickets.status import forget_notice, set_status


def capture_state(desk: Desk, ticket: Ticket) -> dict[str, Any]:
    """Return what the requester knows of the ticket, to be kept before a change that is told later."""
    return {
        "status": ticket.status.value,
        "status_at": ticket.status_at.isoformat(),
        "until": desk.now.isoformat(),
        "assignee": ticket.assignee_id,
        "taken": ticket.is_taken,
        "needs_answer": ticket.needs_answer,
        "hold_reason": ticket.hold_reason,
        "hold_until": _format_hold(ticket),
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
    if ticket.is_taken and not is_taken_in_notice(before) and ticket.status is not Status.RESOLVED:
        await to_requester.tell_taken(desk, ticket)
    if ticket.status is was:
        if was is Status.ON_HOLD and _format_hold(ticket) not in (None, before.get("hold_until")):
            await to_requester.tell_on_hold(desk, ticket)
        return True
    if was is Status.PENDING:
        await to_requester.end_pending(desk, ticket)
    answers = before.get("answers", ())
    if ticket.status is Status.PENDING:
        await to_requester.tell_pending(desk, ticket)
    elif ticket.status is Status.ON_HOLD:
        await to_requester.tell_on_hold(desk, ticket, answers=answers)
    elif ticket.status is Status.RESOLVED:
        await status.withdraw_questions(desk, ticket)
        await to_requester.ask_resolved(desk, ticket, answers=answers)
    elif ticket.status is Status.REOPENED:
        await to_requester.tell_reopened(desk, ticket)
    return True


def is_taken_in_notice(before: dict[str, Any]) -> bool:
    """Return True if the ticket was taken before the change of a waiting notice; those of an older version have no
    mark for it."""
    return bool(before.get("taken", before["assignee"] is not None))


def can_take_back(ticket: Ticket, person_id: int | None) -> bool:
    """Return True if that person made the last change of status, and its requester has not been told yet."""
    return ticket.tell is not None and person_id is not None and ticket.tell.get("by") == person_id


def is_as_before(ticket: Ticket) -> bool:
    """Return True if acts that can be undone were done with an answer and left the status as it was."""
    return ticket.tell is not None and ticket.tell.get("before", {}).get("status") == ticket.status.value


async def undo_change(desk: Desk, ticket: Locked) -> bool:
    """Restore the state from before the delayed notice. Return False if there is none."""
    before = ticket.tell
    if before is None:
        return False
    holder = await desk.get_person(before["assignee"])
    has_left = holder is not None and not assignment.can_be_assigned(holder)
    was_taken = is_taken_in_notice(before)
    if (ticket.assignee_id, ticket.is_taken) != (before["assignee"], was_taken) and not has_left:
        await assignment.set_assignee(desk, ticket, holder, on_board=was_taken)
    if ticket.status is Status.RESOLVED:
        ticket.resolved_at = ticket.resolved_by = ticket.status_before_resolved = None
        ticket.needs_answer = before["needs_answer"]
    await set_status(desk, ticket, Status(before["status"]))
    forget_notice(desk, ticket)
    if has_left and ticket.is_working:
        await assignment.release_locked(desk, ticket)
        return True
    _restore_hold(ticket, before)
    if ticket.broadcast_at is None and ticket.is_to_be_taken:
        await to_staff.broadcast_ticket(desk, ticket)
    return True


def _restore_hold(ticket: Locked, before: dict[str, Any]) -> None:
    """Restore reason and time; notices of an older version keep neither."""
    until = before.get("hold_until")
    if ticket.status is Status.ON_HOLD:
        ticket.hold_reason = before.get("hold_reason")
        ticket.hold_until = datetime.fromisoformat(until) if until is not None else None


_CHANGED_MIND_WITHIN = timedelta(minutes=10)


def _was_just_cancelled(ticket: Ticket, now: datetime) -> bool:
    was_cancelled = ticket.status is Status.CANCELLED and ticket.broadcast_at is not None
    return was_cancelled and ticket.ended_at is not None and now - ticket.ended_at < _CHANGED_MIND_WITHIN


async def start_progress(desk: Desk, number: int) -> TicketResult:
    """Set the status to in progress."""
    async with desk.change(number, Verb.PROGRESS) as ticket:
        return await move_locked(desk, ticket, Verb.PROGRESS)


async def set_pending(desk: Desk, number: int) -> TicketResult:
    """Wait for the requester, who is told after the undo time; a trainee's change waits for approval."""
    async with desk.change(number, Verb.PENDING) as ticket:
        if await answers_awaiting_approval.is_needed(desk):
            return await answers_awaiting_approval.hold_status(desk, ticket, Verb.PENDING)
        return await move_locked(desk, ticket, Verb.PENDING)


async def put_on_hold(desk: Desk, number: int, *, until: datetime | None = None) -> TicketResult:
    """Wait for a third party, until a time if it is known; another time is told after the undo time, too."""
    async with desk.change(number, Verb.HOLD) as ticket:
        done = await move_locked(desk, ticket, Verb.HOLD, until=until)
        if until is not None and until != ticket.hold_until:
            was = capture_state(desk, ticket)
            _set_hold_until(desk, ticket, until)
            await tell_later(desk, ticket, was)
        return done


def _set_hold_until(desk: Desk, ticket: Locked, until: datetime) -> None:
    """Set until when a locked ticket is on hold; the agent is reminded then."""
    old, new = _format_hold(ticket), until.isoformat()
    if old != new:
        desk.record(ticket, history.HOLD_UNTIL, old, new)
    ticket.hold_until = until


def _format_hold(ticket: Ticket) -> str | None:
    return ticket.hold_until.isoformat() if ticket.hold_until is not None else None


async def move_locked(
    desk: Desk, ticket: Locked, verb: Verb, *, at: datetime | None = None, until: datetime | None = None
) -> TicketResult:
    """Start, set pending or hold a locked ticket (`until` a time), and assign an untaken one to the actor.

    A ticket resolved within the undo time is brought back first.
    """
    if ticket.status is Status.RESOLVED and ticket.tell is not None:
        await undo_change(desk, ticket)
    to = desk.require_target(ticket, verb)
    if to is ticket.status:
        return await desk.make_result(ticket, changed=False)
    was = capture_state(desk, ticket)
    if await assignment.take_if_free(desk, ticket, desk.actor):
        await to_assignee.update_assignee_card(desk, ticket)
    await status.set_status(desk, ticket, to, at=at, told_later=True)
    if until is not None:
        _set_hold_until(desk, ticket, until)
    await tell_later(desk, ticket, was)
    await tell_assignee(desk, ticket)
    return await desk.make_result(ticket)


async def tell_assignee(desk: Desk, ticket: Locked, *, anyway: bool = False) -> None:
    """Tell the agent of a status that another person set.

    Todoist may not name the actor, who may then be the agent: that agent is told only if `anyway` (the undone status
    was not theirs).
    """
    if desk.actor is not None or desk.origin is Origin.CLOCK or anyway:
        await to_assignee.post_line_to_assignee(desk, ticket, "changed-by", status=ticket.status.value)


async def resolve(desk: Desk, number: int) -> TicketResult:
    """Mark the ticket resolved and assign an untaken one to the actor. The requester is asked after the undo time. A
    trainee's change waits for approval."""
    async with desk.change(number, Verb.RESOLVE) as ticket:
        if await answers_awaiting_approval.is_needed(desk):
            return await answers_awaiting_approval.hold_status(desk, ticket, Verb.RESOLVE)
        return await resolve_locked(desk, ticket)


async def resolve_locked(desk: Desk, ticket: Locked, *, at: datetime | None = None) -> TicketResult:
    """Resolve a locked ticket; it is closed if its requester cannot be asked."""
    to = desk.require_target(ticket, Verb.RESOLVE)
    if to is ticket.status:
        return await desk.make_result(ticket, changed=False)
    was = capture_state(desk, ticket)
    await assignment.take_if_free(desk, ticket, desk.actor)
    await status.set_status(desk, ticket, to, at=at, told_later=True)
    await tell_assignee(desk, ticket)
    if ticket.is_begun_unanswered or not (await desk.get_requester(ticket)).is_reachable:
        await status.set_status(desk, ticket, Status.CLOSED, at=at, reason="nobody-to-ask")
    else:
        await tell_later(desk, ticket, was)
    return await desk.make_result(ticket)


async def reopen(desk: Desk, number: int) -> TicketResult:
    """Reopen the ticket for staff, the board, its requester, or who leads their organization. Raises TooLate after
    `rules.requests.reopen`."""
    async with desk.change(number, Verb.REOPEN) as ticket:
        who = await get_access(desk, ticket)
        return await reopen_locked(desk, ticket, by_requester=not who.staff)


async def reopen_locked(desk: Desk, ticket: Locked, *, by_requester: bool, at: datetime | None = None) -> TicketResult:
    """Reopen a locked ticket; undo a resolution of which the requester was not told yet.

    Messages that show it are edited before a new broadcast. A ticket that its requester cancelled up to ten minutes ago
    is not broadcast again.
    """
    if ticket.status is Status.RESOLVED and ticket.tell is not None and not by_requester:
        await undo_change(desk, ticket)
        return await desk.make_result(ticket)
    if ticket.status is Status.CANCELLED and ticket.filed_at is None:
        return await _restore_draft(desk, ticket)
    if not can_reopen(ticket.status, ticket.ended_at, now=desk.now, rules=desk.rules):
        if ticket.ended_at is not None:
            raise TooLate(ticket.number, desk.rules.requests.reopen.days)
        raise NotPossible(ticket.number, Verb.REOPEN, ticket.status)
    await assignment.release_from_former(desk, ticket)
    await status.drop_notice(desk, ticket)
    never_mind = by_requester and _was_just_cancelled(ticket, desk.now)
    ticket.needs_answer = ticket.needs_answer or by_requester
    was_theirs, was = ticket.resolved_by in (None, ticket.assignee_id), ticket.status
    await status.set_status(desk, ticket, Status.REOPENED, at=at)
    if by_requester:
        await _tell_requester_reopened(desk, ticket, was)
    else:
        await tell_assignee(desk, ticket, anyway=not was_theirs)
        await to_requester.tell_reopened(desk, ticket)
    await escalation.escalate_by_reopening(desk, ticket)
    await desk.publish(ticket)
    if ticket.assignee_id is None and never_mind and ticket.broadcast_at is not None:
        ticket.broadcast_at = desk.now
    elif ticket.assignee_id is None:
        await to_staff.broadcast_ticket(desk, ticket)
    return await desk.make_result(ticket)


async def _tell_requester_reopened(desk: Desk, ticket: Locked, was: Status) -> None:
    key = "requester-needs-it" if was is Status.CANCELLED else "requester-reopened"
    await to_assignee.post_line_to_assignee(desk, ticket, key, name=desk.require_actor().name)
    await to_requester.tell_of_colleague(desk, ticket, await get_client_role(desk, ticket), "client-reopened")


async def _restore_draft(desk: Desk, ticket: Locked) -> TicketResult:
    """Make a cancelled draft a draft again, which the clock files next. Refused while the requester has another
    draft."""
    other = select(Ticket).where(
        Ticket.requester_id == ticket.requester_id, Ticket.filed_at.is_(None), Ticket.status == Status.NEW
    )
    if (await desk.session.scalars(other)).first() is not None:
        raise Refused("draft-gathers", number=ticket.number)
    await status.set_status(desk, ticket, Status.NEW)
    ticket.file_at, ticket.consent_asked = desk.now, None
    return await desk.make_result(ticket)
