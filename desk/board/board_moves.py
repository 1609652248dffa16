"""Verbs for what somebody changed on a task: its section, its agent, whether it is done; and for tasks that are new."""

from datetime import datetime

from db.models import EntryKind, Person, Status
from desk import AlreadyClaimed, Desk, Locked, NotPossible, Refused, TicketResult, history
from desk.conversation import thread, writing
from desk.conversation.new_entry import NewEntry
from desk.i18n import TicketSubject
from desk.notifications import to_approvers, to_assignee
from desk.policy import Verb
from desk.policy.transitions import SECTION_VERB
from desk.text import RichText
from desk.tickets import answers_awaiting_approval, assignment, filing, lifecycle, status
from desk.tickets.filing import MEDIUM
from desk.topics import guess

_TOLD = {Status.RESOLVED: Verb.RESOLVE, Status.PENDING: Verb.PENDING}
"""Sections that the requester is told of; the changes of a trainee wait for approval."""


async def assign_by_board(
    desk: Desk, number: int, person: Person | None, *, at: datetime | None = None
) -> TicketResult:
    """Apply the task's new assignee; None releases. Raises AlreadyClaimed if a later change here counts."""
    async with desk.change(number, Verb.HAND_OVER if person is not None else Verb.RELEASE) as ticket:
        assignee = await desk.get_person(ticket.assignee_id)
        if at is not None and ticket.assignee_at > at and assignee is not None and assignee != person:
            raise AlreadyClaimed(number, assignee.name)
        if person is None:
            return await assignment.release_locked(desk, ticket, at=at)
        if person.dismissed_at is not None:
            raise Refused("not-staff", name=person.name)
        return await assignment.hand_over_locked(desk, ticket, person, at=at)


async def move_to_section(
    desk: Desk, number: int, to: Status, *, assignee: Person | None = None, at: datetime | None = None
) -> TicketResult:
    """Apply the verb of the section the task was moved to. `assignee`: the task's assignee or the person who moved
    it; None: unknown. Raises NotPossible or Refused; then the move is undone."""
    verb = SECTION_VERB[to]
    async with desk.change(number, verb if verb is not Verb.CLAIM else Verb.PROGRESS) as ticket:
        if ticket.status is to:
            return await desk.make_result(ticket, changed=False)
        held_then = ticket.tell is not None and lifecycle.is_taken_in_notice(ticket.tell)
        if ticket.tell is not None and ticket.tell["status"] == to and not (to is Status.NEW and held_then):
            await lifecycle.undo_change(desk, ticket)
            return await desk.make_result(ticket)
        return await _apply_move(desk, ticket, to, verb, assignee=assignee, at=at)


async def _apply_move(
    desk: Desk, ticket: Locked, to: Status, verb: Verb, *, assignee: Person | None, at: datetime | None
) -> TicketResult:
    free = not ticket.is_taken
    if to in _TOLD and await answers_awaiting_approval.is_needed(desk):
        return await _hold_status(desk, ticket, _TOLD[to])
    if verb is Verb.RELEASE:
        return await assignment.release_locked(desk, ticket, at=at)
    if to is Status.RESOLVED:
        return await lifecycle.resolve_locked(desk, ticket, at=at)
    if to is Status.REOPENED:
        return await lifecycle.reopen_locked(desk, ticket, by_requester=False, at=at)
    if free:
        return await _take_untaken(desk, ticket, to, assignee, at=at)
    if verb is Verb.CLAIM:
        raise NotPossible(ticket.number, verb, ticket.status)
    return await lifecycle.move_locked(desk, ticket, verb, at=at)


async def _hold_status(desk: Desk, ticket: Locked, verb: Verb) -> TicketResult:
    """Let the change wait for approval: the task is put back until then, and a remark says so."""
    done = await answers_awaiting_approval.hold_status(desk, ticket, verb)
    await thread.add_remark(desk, ticket.number, to_approvers.STATUS_WAITS, name=desk.require_actor().name)
    return done


async def _take_untaken(
    desk: Desk, ticket: Locked, to: Status, assignee: Person | None, *, at: datetime | None
) -> TicketResult:
    """Take an untaken ticket that was moved on from New or Reopened, for "the board" if nobody is named; its requester
    is told later. Raises Refused for a former member."""
    if assignee is not None and assignee.dismissed_at is not None:
        raise Refused("not-staff", name=assignee.name)
    if ticket.status is Status.RESOLVED and ticket.tell is not None:
        await lifecycle.undo_change(desk, ticket)
    desk.require_target(ticket, Verb.PROGRESS)
    was = lifecycle.capture_state(desk, ticket)
    await assignment.set_assignee(desk, ticket, assignee, at=at, on_board=True)
    await to_assignee.send_assignee_card(desk, ticket)
    await status.set_status(desk, ticket, to, at=at, told_later=True)
    await lifecycle.tell_later(desk, ticket, was)
    return await desk.make_result(ticket)


async def complete_task(desk: Desk, number: int, *, at: datetime | None = None) -> TicketResult:
    """Resolve the ticket of a completed task (`changed` False if it was)."""
    async with desk.change(number, Verb.RESOLVE) as ticket:
        if await answers_awaiting_approval.is_needed(desk):
            return await _hold_status(desk, ticket, Verb.RESOLVE)
        return await lifecycle.resolve_locked(desk, ticket, at=at)


async def uncomplete_task(desk: Desk, number: int, *, at: datetime | None) -> TicketResult:
    """Reopen the ticket of an uncompleted task, or undo a completion that no one was told of."""
    async with desk.change(number, Verb.REOPEN) as ticket:
        return await lifecycle.reopen_locked(desk, ticket, by_requester=False, at=at)


async def file_from_board(
    desk: Desk, subject: str, words: RichText, requester: Person, *, priority: int = MEDIUM
) -> TicketResult:
    """File a task that was added on the board as its author's ticket, broadcast after the quiet period unless it is
    taken by then."""
    ticket = await filing.add_ticket(desk, requester, subject=TicketSubject(subject), priority=priority, filed=True)
    ticket.subject_kept = True
    await guess.guess_at_filing(desk, ticket, [subject, words.text])
    await filing.mark_filed(desk, ticket)
    if words:
        entry = await writing.put_entry(desk, ticket, EntryKind.COMMENT, NewEntry(words))
        entry.author_id, entry.author_name = requester.id, requester.name
    ticket.broadcast_due_at = desk.now + desk.rules.requests.intake_quiet
    await desk.publish(ticket)
    return await desk.make_result(ticket)


async def record_lost_change(desk: Desk, number: int, field: str, value: str | None) -> None:
    """Record a change that lost against a later one of the same field."""
    ticket = await desk.lock_ticket(number)
    desk.record(ticket, history.LOST + field, None, value)
