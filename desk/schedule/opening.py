"""Business hours begin or have changed: tickets that waited for them are looked at, in one job each. No wording.

`desk.opens_at` is when they begin next; `desk.recalculate_at` says that hours or time zone have changed since open
tickets were last looked at.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow, Lane, Origin, Person, StoredSetting, Ticket
from desk import Context, DeskSettings, locked
from desk.notifications import message_refresh, notifier, to_staff
from desk.notifications.recent_sounds import RecentSounds
from desk.outbox import Say, board_jobs, make_press
from desk.policy import OPEN, NotificationLevel, StaffNotification, get_level, is_notified
from desk.sla import due_times, dues
from desk.sla.business_hours import find_next_opening, get_desk_calendar
from desk.sla.shifts import filter_on_shift
from desk.sla.summary_times import get_next_summary_time
from desk.tickets import rebroadcast, untaken_queue

_UNDER_WAY = timedelta(seconds=10)
_OPEN = select(Ticket).where(Ticket.filed_at.is_not(None), Ticket.status.in_(OPEN))


async def open_the_desk(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """Open the desk when `opens_at` is due: notify everybody on duty how many tickets wait, unless the hours are over
    by now."""
    row = await _row(session)
    if row is None or row.opens_at is None or row.opens_at > now:
        return
    calendar = get_desk_calendar(rules)
    row.opens_at = find_next_opening(calendar, now)
    if not calendar.is_open(now):
        return
    ctx = Context(session, actor=None, origin=Origin.CLOCK, now=now, rules=rules)
    for ticket in await session.scalars(_OPEN.where(Ticket.assignee_id.is_(None)).order_by(Ticket.id)):
        await message_refresh.refresh_requesters(ctx, ticket)
    await _post_waiting_counts(ctx)


async def recalculate_tickets(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """Recalculate open tickets when `recalculate_at` is due, by the hours as they are now."""
    row = await _row(session)
    if row is None or row.recalculate_at is None or row.recalculate_at > now:
        return
    calendar, row.recalculate_at = get_desk_calendar(rules), await _get_next_look(session, now)
    row.opens_at = find_next_opening(calendar, now)
    if row.briefing_at is None or row.briefing_at > now:  # else it is about to be sent
        row.briefing_at = get_next_summary_time(now, rules)
    ctx = Context(session, actor=None, origin=Origin.CLOCK, now=now, rules=rules)
    opens_at = calendar.find_next_open(now) or now
    tickets = await locked.lock_tickets(session, _OPEN)
    for ticket in tickets:
        was = ticket.first_due_at, ticket.solve_due_at
        await dues.recalculate_dues(ctx, ticket)
        if (ticket.first_due_at, ticket.solve_due_at) != was:
            await board_jobs.request_compare(ctx, ticket.id)
            await message_refresh.refresh_messages(ctx, ticket)
    planned = [ticket for ticket in tickets if ticket.broadcast_at is not None and ticket.broadcast_at > now]
    for ticket in planned:
        async with due_times.follow(ctx, ticket):
            ticket.broadcast_at = opens_at
    waited = any(map(rebroadcast.is_untaken, planned))
    for ticket in tickets:
        if not ticket.is_taken or ticket.policy_version is not None:
            await message_refresh.refresh_requesters(ctx, ticket)
    if waited and calendar.is_open(now):
        await _post_waiting_counts(ctx)


async def _get_next_look(session: AsyncSession, now: datetime) -> datetime | None:
    """Return when to look again: work that was running during the change still used the old hours."""
    changed_at = await session.scalar(select(func.max(StoredSetting.changed_at)))
    return now + _UNDER_WAY if changed_at is not None and abs(now - changed_at) < _UNDER_WAY else None


async def _row(session: AsyncSession) -> DeskRow | None:
    return await session.scalar(select(DeskRow).with_for_update().execution_options(populate_existing=True))


async def _post_waiting_counts(ctx: Context) -> None:
    """Queue one line for each agent on duty, or for the admins if no one is. Counts as a reminder. An agent whose
    absence ends now is on duty, but is told with the return itself (`availability.end_absence`)."""
    team = await to_staff.list_team(ctx.session)
    here = [person for person in to_staff.filter_reachable(team) if not person.away or _is_back(ctx, person)]
    there = await filter_on_shift(ctx.session, here, ctx.now, ctx.rules)
    sounds = await RecentSounds.load(ctx.session, team, ctx.now)
    for person in there or to_staff.filter_leads(team):
        if is_notified(person, StaffNotification.REMINDERS) and not _is_back(ctx, person):
            await _post_waiting_count(ctx, person, sounds)


def _is_back(ctx: Context, person: Person) -> bool:
    """Return True if their absence has ended and they have not been notified yet."""
    return person.away and person.away_until is not None and person.away_until <= ctx.now


async def _post_waiting_count(ctx: Context, person: Person, sounds: RecentSounds) -> None:
    waiting = await untaken_queue.count_listed(ctx.session, person)
    if not waiting:
        return
    buttons = ((make_press("btn-queue", "queue", 1),),)
    silent = sounds.hush(
        person, silent=get_level(person, StaffNotification.REMINDERS) is NotificationLevel.SILENT or person.quiet
    )
    line = Say("opening-waiting", {"n": waiting}, buttons, slot="opening", silent=silent, staff_only=True)
    notifier.post_letter(ctx, person, line, lane=Lane.PEOPLE)
    person.reminded_at = ctx.now
