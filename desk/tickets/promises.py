"""Verbs about the time that an agent promises, and about requesters who have heard nothing for long. A hold, and the
targets of the desk, are not promises."""

from datetime import datetime
from typing import Any, Literal

from db.models import Ticket
from desk import Desk, Locked, Refused, TicketResult, history
from desk.notifications import to_assignee, to_requester
from desk.outbox import Say
from desk.policy import RequesterNotification, Verb, is_wanted, lateness, timer_kinds
from desk.sla import due_times
from desk.sla.desk_hours import get_desk_calendar
from desk.sla.target_calculation import WARNED_AT
from desk.text.typed_moments import FARTHEST


async def promise_time(desk: Desk, number: int, at: datetime) -> TicketResult:
    """Promise a time, by which warnings go from now on instead of targets.

    The requester is told after the undo time, and only the last promise. Raises Refused for a time that has passed or
    is too far away.
    """
    async with desk.change(number, Verb.PROMISE) as ticket:
        desk.require_target(ticket, Verb.PROMISE)
        if at <= desk.now:
            raise Refused("promise-past")
        if at > desk.now + FARTHEST:
            raise Refused("time-far")
        if ticket.promised_at == at:
            return await desk.make_result(ticket, changed=False)
        _set_promise(desk, ticket, at)
        calendar = get_desk_calendar(desk.rules)
        warned = calendar.add_work(desk.now, calendar.measure_work(desk.now, at) * WARNED_AT)
        ticket.promise_warn_at = min(warned, at) if warned is not None else at
        lateness.update_told_steps(ticket, desk.now)
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.PROMISE, desk.now + desk.rules.team.undo)
    return await desk.make_result(ticket)


async def look_up_notice(desk: Desk, ticket_id: int) -> Literal["soon", "knows", "not"]:
    """Return how the requester learns of the promise: "soon", "knows" it already, or "not" right away by their
    choice."""
    ticket = await desk.session.get_one(Ticket, ticket_id)
    if ticket.promised_at == ticket.promise_told:
        return "knows"
    requester = await desk.get_requester(ticket)
    at_once = is_wanted(requester, RequesterNotification.STATUS, desk.rules) and not is_wanted(
        requester, RequesterNotification.DAILY, desk.rules
    )
    return "soon" if at_once else "not"


async def set_promise(desk: Desk, number: int, at: datetime | None) -> TicketResult:
    """Promise a time, or withdraw the promised one. Raises as both do."""
    return await (withdraw_promise(desk, number) if at is None else promise_time(desk, number, at))


async def withdraw_promise(desk: Desk, number: int) -> TicketResult:
    """Withdraw the promised time, so that targets count again. People are not told what they know."""
    async with desk.change(number, Verb.PROMISE) as ticket:
        if ticket.promised_at is None:
            return await desk.make_result(ticket, changed=False)
        _set_promise(desk, ticket, None)
        ticket.promise_warn_at = None
        await _clear_promise_state(desk, ticket)
    return await desk.make_result(ticket)


async def carry_over(desk: Desk, source: Locked, target: Locked, *, told: bool) -> dict[str, Any] | None:
    """Move `source`'s promised time to `target`, into which it was merged, if it lies ahead and before `target`'s own.

    The requester is told only of a time they have not heard; `told`: the agent of `target` is told. Return what
    `bring_back` needs, or None if no promise was moved.
    """
    at = source.promised_at
    if at is None or at <= desk.now:
        return None
    if target.promised_at is not None and target.promised_at <= at:
        return None
    knows = source.promise_told == at
    moments = (target.promised_at, target.promise_warn_at, target.promise_told)
    was = dict(zip(("at", "warn_at", "told"), map(_to_text, moments), strict=True))
    _set_promise(desk, target, at, by_itself=desk.actor_id == source.requester_id)
    target.promise_warn_at = source.promise_warn_at
    lateness.update_told_steps(target, desk.now)
    if knows:
        target.promise_told = at
    else:
        await timer_kinds.set_timer(desk.session, target, timer_kinds.PROMISE, desk.now + desk.rules.team.undo)
    if told:
        when = int(at.timestamp())
        await to_assignee.post_line_to_assignee(desk, target, "merged-promised", merged=source.number, at=when)
    return {**was, "now": _to_text(at), "knows": knows}


async def bring_back(desk: Desk, source: Locked, target: Locked, went: dict[str, Any] | None) -> None:
    """Restore both promises after a merge is undone, unless `target` was promised another time since.

    Requesters are told what they have not heard, or not heard last, of that number.
    """
    if went is not None and _to_text(target.promised_at) == went["now"]:
        _set_promise(desk, target, _from_text(went["at"]))
        target.promise_warn_at = _from_text(went["warn_at"])
        if went["knows"]:
            target.promise_told = _from_text(went["told"])
        if target.promised_at is None:
            await _clear_promise_state(desk, target)
        lateness.update_told_steps(target, desk.now)
    for ticket in (source, target):
        if ticket.promised_at is not None and ticket.promised_at != ticket.promise_told:
            await timer_kinds.set_timer(desk.session, ticket, timer_kinds.PROMISE, desk.now + desk.rules.team.undo)


async def _clear_promise_state(desk: Desk, ticket: Locked) -> None:
    ticket.late_told = lateness.get_step(ticket, desk.now)
    lateness.update_told_steps(ticket, desk.now)
    await timer_kinds.drop_timers(desk.session, ticket, timer_kinds.PROMISE)


def _set_promise(desk: Desk, ticket: Locked, at: datetime | None, *, by_itself: bool = False) -> None:
    old, new = _to_text(ticket.promised_at), _to_text(at)
    if by_itself:
        history.record_automatic(desk.session, ticket, history.PROMISED, old, new, at=desk.now)
    else:
        desk.record(ticket, history.PROMISED, old, new)
    ticket.promised_at = at


def _to_text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _from_text(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored is not None else None


async def reassure_requester(desk: Desk, number: int) -> TicketResult:
    """Send the requester one line: an agent is working on it."""
    async with desk.change(number, Verb.REASSURE) as ticket:
        desk.require_target(ticket, Verb.REASSURE)
        await to_requester.tell_news(
            desk, ticket, Say("still-on-it", {"number": ticket.number}), RequesterNotification.REMINDERS
        )
        if ticket.is_teams_turn:  # one that waits for its requester closes as before
            due_times.note_written(desk, ticket)
    return await desk.make_result(ticket)
