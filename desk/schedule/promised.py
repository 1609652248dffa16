"""What the clock does for what was promised, a function for each kind of timer. Knows no wording."""

from db.models import Person, Ticket
from desk.desk import Desk
from desk.inbound.reply_target import REMINDER
from desk.locked import Locked
from desk.notifications import notifier, to_staff
from desk.outbox.letters import Show, View
from desk.policy import lateness, timers
from desk.policy.timers import Rung
from desk.policy.transitions import FINISHED
from desk.sla import dues


async def critical(desk: Desk, ticket: Locked, rung: Rung) -> None:
    """The admins hear again of a critical breach, until somebody takes the ticket."""
    late = lateness.runs(ticket) and lateness.breach_of(lateness.step(ticket, desk.now)) > 0
    if ticket.priority != lateness.CRITICAL or _has_somebody(ticket) or not late:
        return
    for person in to_staff.admins(await to_staff.team(desk.session)):
        _ring(desk, person, ticket)
    if rung.attempts + 1 < lateness.MOST_RINGS:
        again = desk.now + lateness.RINGS_EVERY
        await timers.put(desk.session, ticket, timers.CRITICAL, again, attempts=rung.attempts + 1)


async def adopted(desk: Desk, ticket: Locked, rung: Rung) -> None:
    """An admin wants the targets of today for what is open."""
    if ticket.filed_at is not None and ticket.status not in FINISHED:
        await dues.adopt(desk, ticket)
        await desk.publish(ticket)


def _ring(desk: Desk, person: Person, ticket: Ticket) -> None:
    person.reminded_at = desk.now
    notifier.post(desk, person, Show(View.REMINDER, slot=REMINDER, fresh=True, tickets=(ticket.id,)), ticket)


def _has_somebody(ticket: Ticket) -> bool:
    return ticket.assignee_id is not None or ticket.taken_on_board
