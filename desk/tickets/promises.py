"""Verbs about a time that a person promises, and about who has heard nothing for long. Knows no door."""

from datetime import datetime

from desk import history
from desk.desk import Desk
from desk.errors import Refused
from desk.locked import Locked
from desk.notifications import to_requester
from desk.outbox.letters import Say
from desk.policy import lateness, timers
from desk.policy.requester_notifications import RequesterNews
from desk.policy.transitions import Verb
from desk.results import TicketResult
from desk.sla.hours import desk_calendar
from desk.sla.targets import WARNED_AT
from desk.tickets import no_news_for_long


async def promise(desk: Desk, number: int, at: datetime) -> TicketResult:
    """Promise it for that time: warnings go by it, targets do not. The requester is told after the undo time, once of
    the last word. Raises Refused for a time that has passed."""
    async with desk.change(number, Verb.PROMISE) as ticket:
        if at <= desk.now:
            raise Refused("promise-past")
        if ticket.promised_at == at:
            return await desk.ticketed(ticket, changed=False)
        _set(desk, ticket, at)
        calendar = desk_calendar(desk.rules)
        warned = calendar.add(desk.now, calendar.between(desk.now, at) * WARNED_AT)
        ticket.promise_warn_at = min(warned, at) if warned is not None else at
        lateness.moved(ticket, desk.now)
        await timers.put(desk.session, ticket, timers.PROMISE, desk.now + desk.rules.undo)
    return await desk.ticketed(ticket)


async def take_back(desk: Desk, number: int) -> TicketResult:
    """Nothing is promised by hand any more: what the targets say counts again. Nobody is told what they know."""
    async with desk.change(number, Verb.PROMISE) as ticket:
        if ticket.promised_at is None:
            return await desk.ticketed(ticket, changed=False)
        _set(desk, ticket, None)
        ticket.promise_warn_at = None
        ticket.late_told = lateness.step(ticket, desk.now)
        lateness.moved(ticket, desk.now)
        await timers.drop(desk.session, ticket, timers.PROMISE)
    return await desk.ticketed(ticket)


def _set(desk: Desk, ticket: Locked, at: datetime | None) -> None:
    old, new = (None if one is None else one.isoformat() for one in (ticket.promised_at, at))
    desk.record(ticket, history.PROMISED, old, new)
    ticket.promised_at = at


async def still_on_it(desk: Desk, number: int) -> TicketResult:
    """The requester gets one line: somebody is at it."""
    async with desk.change(number, Verb.REASSURE) as ticket:
        await to_requester.tell(desk, ticket, Say("still-on-it", {"number": ticket.number}), RequesterNews.REMINDERS)
        await no_news_for_long.begins(desk, ticket)
    return await desk.ticketed(ticket)
