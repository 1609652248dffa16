"""What the clock does for what was promised, a function for each kind of timer. Knows no wording."""

from db.models import Person, Status, Ticket
from desk import Desk, Locked
from desk.inbound.reply_target import REMINDER
from desk.notifications import notifier, rings, to_requester, to_staff
from desk.notifications.rings import Rings
from desk.outbox import Args, Button, Say, Show, View
from desk.policy import FINISHED, WORKING, RequesterNews, Rung, lateness, timers
from desk.sla import dues
from desk.sla.night_calls import is_night
from desk.tickets import no_news_for_long


async def critical(desk: Desk, ticket: Locked, rung: Rung) -> None:
    """The admins hear again of a critical breach, until somebody takes the ticket."""
    late = lateness.runs(ticket) and lateness.breach_of(lateness.step(ticket, desk.now)) > 0
    if ticket.priority != lateness.CRITICAL or ticket.is_taken or not late:
        return
    staff = await to_staff.team(desk.session)
    ringing = Rings.told(desk.session, staff, desk.now)
    for person in to_staff.admins(staff):
        ringing.rung(person)
        _ring(desk, person, ticket)
    if rung.attempts + 1 < lateness.MOST_RINGS:
        again = desk.now + lateness.RINGS_EVERY
        await timers.put(desk.session, ticket, timers.CRITICAL, again, attempts=rung.attempts + 1)


async def adopted(desk: Desk, ticket: Locked, rung: Rung) -> None:
    """An admin wants the targets of today for what is open."""
    if ticket.filed_at is not None and ticket.status not in FINISHED:
        await dues.adopt(desk, ticket)
        await desk.publish(ticket)


async def told(desk: Desk, ticket: Locked, rung: Rung) -> None:
    """The requester hears of the promised time, as it is by now; not of one they know."""
    if ticket.promised_at is None or ticket.promised_at == ticket.promise_told:
        return
    if ticket.promised_at > desk.now and ticket.status in WORKING:
        ticket.promise_told = ticket.promised_at
        args: Args = {"number": ticket.number, "at": int(ticket.promised_at.timestamp())}
        await to_requester.tell(desk, ticket, Say("promise-made", args), RequesterNews.STATUS)


async def half_of_pending(desk: Desk, ticket: Locked, rung: Rung) -> None:
    """Half of the time that the requester has is over: one reminder without a sound. The time may have begun anew."""
    if ticket.status is not Status.PENDING or ticket.close_at is None:
        return
    half = ticket.close_at - desk.rules.pending / 2
    if half > desk.now:
        await timers.put(desk.session, ticket, timers.PENDING_HALF, half)
    elif ticket.close_at > desk.now:
        line = Say("pending-reminder", {"number": ticket.number}, silent=True)
        await to_requester.tell(desk, ticket, line, RequesterNews.REMINDERS)


async def long_silence(desk: Desk, ticket: Locked, rung: Rung) -> None:
    """Who has it is asked whether they are still on it; who was rung at a moment ago, a moment later."""
    agent = await desk.person(ticket.assignee_id)
    if agent is None or not no_news_for_long.counts(ticket):
        return
    free_at = agent.reminded_at + lateness.APART if agent.reminded_at is not None else desk.now
    if free_at <= desk.now and agent.id in await rings.lately(desk.session, desk.now):
        free_at = desk.now + lateness.APART
    if free_at > desk.now:
        await timers.put(desk.session, ticket, timers.STILL, free_at, attempts=rung.attempts)
        return
    args: Args = {
        "number": ticket.number,
        "name": (await desk.requester(ticket)).name,
        "age": int(no_news_for_long.LONG.total_seconds()),
    }
    buttons = ((Button("btn-still", f"still:{ticket.number}"), Button("btn-open", f"open:{ticket.number}")),)
    agent.reminded_at = desk.now
    silent = is_night(desk.rules, desk.now)
    if not silent:
        rings.note(desk.session, agent, desk.now)
    asks = Say("still-ask", args, buttons, slot=f"still:{ticket.number}", silent=silent, staff_only=True)
    notifier.post(desk, agent, asks, ticket)


def _ring(desk: Desk, person: Person, ticket: Ticket) -> None:
    person.reminded_at = desk.now
    notifier.post(desk, person, Show(View.REMINDER, slot=REMINDER, fresh=True, tickets=(ticket.id,)), ticket)
