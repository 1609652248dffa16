"""The changes verbs are made of: status, holder, delayed notices; each with its times and its row of history.

A delayed notice (`tell`, due at `tell_at`) keeps what the requester last knew. When it is worked off, what differs
from then is told; what was undone by then is not, and undoing brings the earlier status back.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.enums import QuestionKind, Status
from db.models import Person, Question, Ticket
from desk import history
from desk.desk import Desk
from desk.notifications import to_requester, to_staff
from desk.outbox.letters import Show, View
from desk.policy import deadlines
from desk.policy.transitions import FINISHED


async def set_status(
    desk: Desk,
    ticket: Ticket,
    to: Status,
    *,
    at: datetime | None = None,
    reason: str | None = None,
    told_later: bool = False,
) -> bool:
    """Move to a status with all that hangs on entering and leaving it; False when it is there already.
    `told_later`: a delayed notice follows, until which nothing changes for the requester."""
    old = ticket.status
    if old is to:
        return False
    desk.record(ticket, history.STATUS, old, to)
    ticket.status = to
    ticket.status_at = at or desk.now
    if to in FINISHED:
        await drop_notice(desk, ticket)
    _leaves(desk, ticket, old)
    _enters(desk, ticket, old, to, reason)
    if to in FINISHED and ticket.filed_at is not None:
        await to_staff.announce(desk, ticket, ended=True)
    if old is Status.PENDING and not told_later:
        await to_requester.no_longer_pending(desk, ticket)
    if old is Status.RESOLVED:
        await _no_longer_asked(desk, ticket)
    deadlines.silence(ticket, now=desk.now, rules=desk.rules)
    return True


async def _no_longer_asked(desk: Desk, ticket: Ticket) -> None:
    """Whether it is solved is no question any more, also not under words that were added since."""
    asked = select(Question).where(
        Question.ticket_id == ticket.id,
        Question.kind == QuestionKind.RESOLVED_ADDED,
        Question.answered_at.is_(None),
        Question.closed_at.is_(None),
    )
    for question in await desk.session.scalars(asked):
        question.answered_at = desk.now
        shown = Show(View.WHICH, slot=f"question:{question.id}", question_id=question.id, only_edit=True)
        await to_requester.post(desk, ticket, shown)


def _leaves(desk: Desk, ticket: Ticket, old: Status) -> None:
    ticket.end_reason = None
    if old is Status.ON_HOLD:
        ticket.hold_reason = None
    if old in FINISHED:
        ticket.ended_at = None


def _enters(desk: Desk, ticket: Ticket, old: Status, to: Status, reason: str | None) -> None:
    if to is Status.RESOLVED:
        ticket.status_before_resolved = old
        ticket.resolved_at = desk.now
        ticket.resolved_by = desk.actor_id or ticket.assignee_id
        ticket.needs_answer = False
    if to in FINISHED:
        ticket.ended_at = desk.now
        ticket.needs_answer = False
        ticket.broadcast_due_at = None
        ticket.file_at = None
    if to is Status.REOPENED:
        ticket.reopened_at = desk.now
    ticket.end_reason = reason
    has_it = ticket.assignee_id is not None or ticket.taken_on_board
    if not deadlines.is_waiting(ticket) and (has_it or to in FINISHED or to is Status.RESOLVED):
        deadlines.ends(ticket)
    elif has_it and old not in (Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS, Status.REOPENED):
        deadlines.begins(ticket, now=desk.now, rules=desk.rules)


async def set_holder(desk: Desk, ticket: Ticket, person: Person | None, *, at: datetime | None = None) -> None:
    """Who has it from now on: a person, or nobody."""
    old = await desk.person(ticket.assignee_id)
    before = old.name if old else history.ON_BOARD if ticket.taken_on_board else None
    desk.record(ticket, history.ASSIGNEE, before, person.name if person else None)
    ticket.assignee_id = person.id if person else None
    ticket.assignee_at = at or desk.now
    ticket.taken_on_board = False
    if person is None:
        ticket.claimed_at = None
        deadlines.ends(ticket)
        return
    ticket.claimed_at = desk.now
    ticket.broadcast_due_at = None
    deadlines.begins(ticket, now=desk.now, rules=desk.rules)


def held_by_board(desk: Desk, ticket: Ticket, *, at: datetime | None = None) -> None:
    """Somebody on the board has it, and Todoist does not say who."""
    desk.record(ticket, history.ASSIGNEE, None, None)
    ticket.taken_on_board = True
    ticket.assignee_at = at or desk.now
    ticket.broadcast_due_at = None
    deadlines.begins(ticket, now=desk.now, rules=desk.rules)


async def take_if_free(desk: Desk, ticket: Ticket, person: Person | None) -> bool:
    """An answer, or resolving, takes an untaken ticket for who did it (not for its own requester)."""
    if ticket.assignee_id is not None or person is None or person.id == ticket.requester_id:
        return False
    await set_holder(desk, ticket, person)
    return True


# ------------------------------------------------------- delayed notices


def as_it_was(desk: Desk, ticket: Ticket) -> dict[str, Any]:
    """What the requester knows of the ticket, to be kept before a change that is told later; `until` when."""
    return {
        "status": ticket.status.value,
        "status_at": ticket.status_at.isoformat(),
        "until": desk.now.isoformat(),
        "assignee": ticket.assignee_id,
        "on_board": ticket.taken_on_board,
        "needs_answer": ticket.needs_answer,
    }


async def later(desk: Desk, ticket: Ticket, was: dict[str, Any]) -> None:
    """The requester is told of what just changed when the undo time is over (of length zero: now)."""
    ticket.tell = ticket.tell or was
    ticket.tell_at = desk.now + desk.rules.undo
    await tell_if_due(desk, ticket)


def knows_holder(desk: Desk, ticket: Ticket) -> None:
    """The requester was just told who has it: a notice that waits no longer needs to."""
    if ticket.tell is not None:
        ticket.tell = {**ticket.tell, "assignee": ticket.assignee_id, "on_board": ticket.taken_on_board}


def forget_notice(desk: Desk, ticket: Ticket) -> None:
    """Nothing delayed is to be told any more."""
    ticket.tell = None
    ticket.tell_at = None


async def drop_notice(desk: Desk, ticket: Ticket) -> None:
    """The same, where what comes instead is told at once: what they still believe waits for them does not."""
    before = ticket.tell
    forget_notice(desk, ticket)
    if before is not None and before["status"] == Status.PENDING and ticket.status is not Status.PENDING:
        await to_requester.no_longer_pending(desk, ticket)


async def tell_if_due(desk: Desk, ticket: Ticket) -> bool:
    """Tell what is different from what the requester last knew, when the time has come."""
    if ticket.tell is None or ticket.tell_at is None or ticket.tell_at > desk.now:
        return False
    before = ticket.tell
    forget_notice(desk, ticket)
    was = Status(before["status"])
    if _taken_since(ticket, before) and ticket.status is not Status.RESOLVED:
        await to_requester.taken(desk, ticket)
    if ticket.status is was:
        return True
    if was is Status.PENDING:
        await to_requester.no_longer_pending(desk, ticket)
    if ticket.status is Status.PENDING:
        await to_requester.pending(desk, ticket)
    elif ticket.status is Status.ON_HOLD:
        await to_requester.on_hold(desk, ticket)
    elif ticket.status is Status.RESOLVED:
        await to_requester.resolved(desk, ticket)
    elif ticket.status is Status.REOPENED:
        await to_requester.reopened(desk, ticket)
    return True


def _taken_since(ticket: Ticket, before: dict[str, Any]) -> bool:
    nobody_before = before["assignee"] is None and not before["on_board"]
    return nobody_before and (ticket.assignee_id is not None or ticket.taken_on_board)


async def undo(desk: Desk, ticket: Ticket) -> bool:
    """Bring back what was before the notice that still waits; False when there is none."""
    before = ticket.tell
    if before is None:
        return False
    forget_notice(desk, ticket)
    if ticket.assignee_id != before["assignee"]:
        await set_holder(desk, ticket, await desk.person(before["assignee"]))
    ticket.taken_on_board = before["on_board"]
    if ticket.status is Status.RESOLVED:
        ticket.resolved_at = ticket.resolved_by = ticket.status_before_resolved = None
        ticket.needs_answer = before["needs_answer"]
    await set_status(desk, ticket, Status(before["status"]))
    _reminders_again(desk, ticket)
    return True


def _reminders_again(desk: Desk, ticket: Ticket) -> None:
    if ticket.assignee_id is not None or ticket.taken_on_board:
        deadlines.begins(ticket, now=desk.now, rules=desk.rules)
    else:
        deadlines.untaken_again(ticket, now=desk.now, rules=desk.rules)
