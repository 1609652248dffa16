"""A time that a person promises: it moves warnings and what is shown, never the targets that figures count. Its
requester hears of it once, when the undo time is over. Knows no door.
"""

from datetime import UTC, datetime

from desk import history
from desk.desk import Desk
from desk.errors import Refused
from desk.locked import Locked
from desk.policy import lateness, promises
from desk.policy.transitions import Verb
from desk.results import TicketResult
from desk.sla.calendar import ROUND_THE_CLOCK
from desk.sla.hours import CRITICAL, desk_calendar
from desk.tickets import undo

_WARNED_AFTER = 0.75  # of the working time until then


async def promise(desk: Desk, number: int, until: datetime) -> TicketResult:
    """Answered or solved by then. Raises NotPossible where it is not the desk's turn, Refused for a time that has
    passed."""
    async with desk.change(number, Verb.PROMISE) as ticket:
        desk.target(ticket, Verb.PROMISE)
        until = _ahead(desk, until)
        before = promises.next_promise(ticket)
        if before is not None and _to_the_second(before) == until:
            return await desk.ticketed(ticket, changed=False)
        was = {**undo.as_it_was(desk, ticket), promises.PROMISED: _stamp(promises.told_promise(ticket))}
        desk.record(ticket, history.PROMISE, _stamp(before), _stamp(until))
        _promised(desk, ticket, until)
        await undo.later(desk, ticket, was)
    return await desk.ticketed(ticket)


async def hold_until(desk: Desk, number: int, until: datetime) -> TicketResult:
    """On hold until then, when its agent is reminded. Raises NotPossible where it is not on hold, Refused for a time
    that has passed."""
    async with desk.change(number, Verb.HOLD_UNTIL) as ticket:
        desk.target(ticket, Verb.HOLD_UNTIL)
        until = _ahead(desk, until)
        if ticket.hold_until == until:
            return await desk.ticketed(ticket, changed=False)
        desk.record(ticket, history.HOLD_UNTIL, _stamp(ticket.hold_until), _stamp(until))
        ticket.hold_until = ticket.remind_at = until
    return await desk.ticketed(ticket)


def _promised(desk: Desk, ticket: Locked, until: datetime) -> None:
    """The policy's own due needs no promise on top."""
    ticket.promised_at = ticket.promise_warn_at = None
    own = promises.next_promise(ticket)
    if own is None or _to_the_second(own) != until:
        calendar = ROUND_THE_CLOCK if ticket.priority == CRITICAL else desk_calendar(desk.rules)
        ticket.promised_at = until
        ticket.promise_warn_at = calendar.add(desk.now, calendar.between(desk.now, until) * _WARNED_AFTER)
    lateness.moved(ticket, desk.now)


def _ahead(desk: Desk, until: datetime) -> datetime:
    if until <= desk.now:
        raise Refused("board-due-passed")
    return _to_the_second(until)


def _to_the_second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _stamp(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at is not None else None
