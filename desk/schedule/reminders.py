"""Reminders: who is reminded of waiting people, bundled by person. No wording and no real clock.

A ticket with targets is reminded of by how late it is (`desk/policy/lateness.py`). Of the others, an untaken one comes
back to everybody on duty, later to the admins, then to everybody once a day; a taken one whose requester spoke last to
its agent, later to the admins. What is due within the next minute is sent along; no one gets more than one message per
`rules.remind`. Outside the desk's hours only critical tickets are reminded of.
"""

from datetime import datetime

import structlog
from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.connectivity import is_unavailable
from db.database import savepoint
from db.models import Ticket
from desk import DeskSettings, Locked, locked
from desk.notifications import to_staff
from desk.notifications.recent_sounds import RecentSounds
from desk.operations import failed_due_items
from desk.schedule.reminder_round import AHEAD, ReminderRound
from desk.sla.shifts import filter_on_shift

log = structlog.get_logger(__name__)

EARLIEST = select(func.least(func.min(Ticket.remind_at), func.min(Ticket.escalate_at)).label("at"))
"""When the next reminder is due."""


async def send_reminders(session: AsyncSession, now: datetime, rules: DeskSettings) -> int:
    """Queue the reminders that are due, one message a person; return to how many people. A ticket that fails is set
    aside for a while, the others are still handled."""
    first = await session.scalar(EARLIEST)
    if first is None or first > now:
        return 0
    try:
        async with savepoint(session):
            return await _remind_all(session, now, rules)
    except Exception as error:
        if is_unavailable(error):
            raise
    round_ = await _make_round(session, now, rules)
    for ticket in await _lock_due(session, now + AHEAD):
        await _remind_alone(session, round_, ticket, now)
    return round_.post_reminders()


async def _remind_all(session: AsyncSession, now: datetime, rules: DeskSettings) -> int:
    round_ = await _make_round(session, now, rules)
    for ticket in await _lock_due(session, now + AHEAD):
        await round_.add_ticket(ticket)
    sent = round_.post_reminders()
    await session.flush()
    return sent


async def _make_round(session: AsyncSession, now: datetime, rules: DeskSettings) -> ReminderRound:
    team = await to_staff.list_team(session)
    there = await filter_on_shift(session, team, now, rules)
    sounds = await RecentSounds.load(session, team, now)
    return ReminderRound(session, now, rules, team, there={person.id for person in there}, sounds=sounds)


async def _remind_alone(session: AsyncSession, round_: ReminderRound, ticket: Locked, now: datetime) -> None:
    ticket_id, was_due = ticket.id, [at for at in (ticket.remind_at, ticket.escalate_at) if at is not None]
    try:
        async with savepoint(session):
            await round_.add_ticket(ticket)
            await session.flush()
        return
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("a reminder failed", ticket=ticket_id, exc_info=error)
        failure = error
    round_.remove_ticket(ticket)
    kind, due_at = failed_due_items.REMINDERS, min(was_due)
    again = await failed_due_items.count_failure(
        session, kind, ticket_id, failure, due_at=due_at, now=now, ticket_id=ticket_id, moves=True
    )
    for at in (Ticket.remind_at, Ticket.escalate_at):
        due = update(Ticket).where(Ticket.id == ticket_id, at <= now + AHEAD)
        await session.execute(due.values({at: again}).execution_options(synchronize_session=False))


async def _lock_due(session: AsyncSession, until: datetime) -> list[Locked]:
    """Return the tickets to look at; a locked one waits for the next look."""
    due = select(Ticket).where(or_(Ticket.remind_at <= until, Ticket.escalate_at <= until))
    return await locked.lock_tickets(session, due, skip_locked=True)
