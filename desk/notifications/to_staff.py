"""Notify staff: a ticket's broadcast, lines for admins, the staff group."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Lane, Person, Status, StoredSetting, Ticket
from desk.context import Context
from desk.i18n import TicketSubject
from desk.locked import Locked
from desk.notifications import notifier, staff_group, staged_broadcast
from desk.notifications.recent_sounds import ALL_AT_ONCE, RecentSounds
from desk.outbox import Args, Button, Letter, Say, Show, letters
from desk.policy import NotificationLevel, StaffNotification, get_level, is_notified, permissions
from desk.policy.grants import Grant, has_grant
from desk.policy.staff_notifications import OF_LEADS, get_kind
from desk.settings import DeskSettings
from desk.settings.kinds import TO_GROUP
from desk.sla import business_hours, due_times
from desk.sla.shifts import filter_on_shift


def _make_admin_card(ticket: Ticket) -> Show:
    args: Args = {"number": ticket.number}
    return Show("card", slot=f"card:{ticket.number}", fresh=True, note="nobody-on-duty", note_args=args)


async def broadcast_ticket(ctx: Context, ticket: Locked) -> None:
    """Send a new card to every available agent, or to the admins if there is none.

    Many tickets at once share one message. The staff group is told the first time, after everyone else. Outside
    business hours the ticket waits in the queue until they begin.
    """
    is_new = ticket.broadcast_at is None
    opens_at = business_hours.get_waiting_end(ctx.rules, ctx.now, ticket.priority)
    async with due_times.follow(ctx, ticket):
        ticket.broadcast_at, ticket.broadcast_due_at = opens_at or ctx.now, None
    if opens_at is None:
        await _broadcast_to_staff(ctx, ticket, again=not is_new)
    if is_new:
        await announce_in_group(ctx, ticket)


async def _broadcast_to_staff(ctx: Context, ticket: Locked, *, again: bool) -> None:
    staff = await list_team(ctx.session)
    there = await list_present(ctx, staff, ticket)
    called = [person for person in there if is_notified(person, StaffNotification.CARDS)]
    if again:
        await staged_broadcast.stop_stages(ctx, ticket)
    many = await _count_filed(ctx) > get_merging_limit(ctx.rules, len(called))
    if not many and staged_broadcast.is_staged(ticket, called):
        await staged_broadcast.start_stages(ctx, ticket, called, again=again)
        return
    busy = await _list_busy(ctx) if called else set()
    if many:
        for person in called or ([] if there else filter_leads(staff)):
            merged = make_surge_letter(ctx.now, silent=person.quiet or person.id in busy)
            notifier.post_letter(ctx, person, merged, lane=Lane.BROADCASTS)
        return
    sounds = RecentSounds.start(ctx.session, staff, ctx.now)
    for person in called:
        if again:
            notifier.supersede_card(ctx, person, ticket)
        silent = person.quiet or person.id in busy or notifier.is_actor(ctx, person)
        if not silent:
            sounds.note_person(person)
        card = Show("card", slot=f"card:{ticket.number}", fresh=True, silent=silent)
        notifier.post_letter(ctx, person, card, ticket, lane=Lane.BROADCASTS)
    if not there:
        for person in filter_leads(staff):
            notifier.supersede_card(ctx, person, ticket)
            sounds.note_person(person)
            notifier.post_letter(ctx, person, _make_admin_card(ticket), ticket, lane=Lane.BROADCASTS)


async def call_at_night(ctx: Context, ticket: Locked) -> None:
    """Send a card with a sound to the night staff (if none is available: the admins) and to the ticket's agent."""
    staff = await list_team(ctx.session)
    others = [person for person in staff if person.id != ticket.requester_id]
    named = filter_called(others, ctx.rules.hours.night_staff)
    args: Args = {"number": ticket.number, "name": ctx.require_actor().name}
    sounds = RecentSounds.start(ctx.session, staff, ctx.now)
    for person in filter_reachable(others):
        if person in named or person.id == ticket.assignee_id:
            sounds.note_person(person)
            notifier.supersede_card(ctx, person, ticket)
            card = Show("card", slot=f"card:{ticket.number}", fresh=True, note="called-at-night", note_args=args)
            notifier.post_letter(ctx, person, card, ticket)


async def broadcast_next_stage(ctx: Context, ticket: Locked, wave: int) -> None:
    """Broadcast an untaken ticket to the next agents, unless the desk has closed."""
    if business_hours.get_waiting_end(ctx.rules, ctx.now, ticket.priority) is not None:
        return
    free = not ticket.is_taken and ticket.filed_at is not None
    if not free or ticket.status not in (Status.NEW, Status.REOPENED):
        return
    there = await list_present(ctx, await list_team(ctx.session), ticket)
    await staged_broadcast.send_next_stage(
        ctx, ticket, [person for person in there if is_notified(person, StaffNotification.CARDS)], wave
    )


async def list_present(ctx: Context, staff: Sequence[Person], ticket: Ticket) -> list[Person]:
    """Return who of all staff is available for a ticket and on shift."""
    return await filter_on_shift(ctx.session, filter_available(staff, ticket), ctx.now, ctx.rules)


async def announce_in_group(ctx: Context, ticket: Locked, *, ended: bool = False) -> None:
    """Tell the staff group of a new or finished ticket."""
    own = ctx.actor_id is not None and ctx.actor_id == ticket.requester_id
    await staff_group.announce_ticket(ctx.session, ticket, ended=ended, now=ctx.now, rules=ctx.rules, by_requester=own)


async def list_team(session: AsyncSession) -> list[Person]:
    """Return all staff, oldest first."""
    query = select(Person).where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None)).order_by(Person.id)
    return list(await session.scalars(query))


def filter_reachable(staff: Sequence[Person]) -> list[Person]:
    """Return those who have started the bot and not blocked it."""
    return [person for person in staff if person.telegram_id and person.started_at and person.bot_blocked_at is None]


def filter_available(staff: Sequence[Person], ticket: Ticket) -> list[Person]:
    """Return those who may take tickets, can be reached, are not away, and are not the ticket's requester, unless that
    is the whole team."""
    there = [person for person in filter_granted(staff, Grant.WORK) if not person.away]
    return [person for person in there if person.id != ticket.requester_id or len(staff) == 1]


def filter_leads(staff: Sequence[Person]) -> list[Person]:
    """Return those who lead the team and can be reached, away or not: they are called where no one else is there."""
    return filter_granted(staff, Grant.TEAM)


def filter_granted(staff: Sequence[Person], grant: Grant) -> list[Person]:
    """Return those with this grant who can be reached, away or not."""
    return [person for person in filter_reachable(staff) if has_grant(person, grant)]


def filter_called(staff: Sequence[Person], ids: Sequence[int]) -> list[Person]:
    """Return those with these ids who can be reached; if none of them is available, the leads too."""
    called = [person for person in filter_reachable(staff) if person.id in ids]
    return called if any(not person.away for person in called) else [*called, *filter_leads(staff)]


async def _list_busy(ctx: Context) -> set[int]:
    """Return ids of agents with a ticket that waits for them."""
    ended = (Status.PENDING, Status.ON_HOLD, Status.CLOSED, Status.CANCELLED)
    query = select(Ticket.assignee_id).where(
        Ticket.assignee_id.is_not(None), Ticket.needs_answer, Ticket.status.not_in(ended)
    )
    return {person_id for person_id in await ctx.session.scalars(query.distinct()) if person_id is not None}


async def notify_admins(
    ctx: Context,
    key: str,
    args: Args,
    *,
    but: Iterable[int] = (),
    keyed: tuple[str, ...] = (),
    buttons: tuple[tuple[Button, ...], ...] = (),
    slot: str | None = None,
    only_edit: bool = False,
) -> None:
    """Send a line to all who get its kind and can be reached, at the level each chose, or to the people set instead.

    A line with buttons is always sent, except one of security. An edit goes to everyone who may have got the line.
    """
    left_out, news = set(but), get_kind(key)
    is_asking = bool(buttons) and news is not StaffNotification.SECURITY
    line = Say(key, args, buttons, slot=slot, only_edit=only_edit, keyed=keyed, staff_only=True)
    staff = await list_team(ctx.session)
    if (
        is_for_group(ctx.rules, news)
        and (group := await staff_group.find_listening(ctx.session, ctx.rules)) is not None
    ):
        staff_group.post_line(ctx.session, group, replace(line, staff_only=False), now=ctx.now)
        if not only_edit:
            return
    named = get_receivers(ctx.rules, news)
    theirs = filter_granted(staff, OF_LEADS[news])
    chosen = [person for person in filter_reachable(staff) if person.id in named] or theirs
    sounds = await RecentSounds.load(ctx.session, [] if only_edit else staff, ctx.now)
    for person in theirs + [one for one in chosen if one not in theirs] if only_edit else chosen:
        how = get_level(person, news)
        if person.id not in left_out and (how is not NotificationLevel.OFF or is_asking or only_edit):
            notifier.post_letter(
                ctx, person, replace(line, silent=sounds.hush(person, silent=how is not NotificationLevel.SOUND))
            )


async def show_admins(ctx: Context, letter: Show, ticket: Ticket, *, but: Iterable[int] = ()) -> None:
    """Show a view to those who get the admins' notifications of the desk, at the level each chose; never to the
    group."""
    staff, left_out = await list_team(ctx.session), set(but)
    sounds = await RecentSounds.load(ctx.session, staff, ctx.now)
    named = get_receivers(ctx.rules, StaffNotification.DESK)
    for person in [one for one in filter_reachable(staff) if one.id in named] or filter_leads(staff):
        how = get_level(person, StaffNotification.DESK)
        if person.id not in left_out and how is not NotificationLevel.OFF:
            silent = sounds.hush(person, silent=letter.silent or how is NotificationLevel.SILENT)
            notifier.post_letter(ctx, person, replace(letter, silent=silent), ticket)


def get_receivers(rules: DeskSettings, news: StaffNotification) -> tuple[int, ...]:
    """Return the ids of those who get a kind of the admins' notifications instead of them; empty: the admins."""
    return {
        StaffNotification.TEAM: rules.notices.team.to,
        StaffNotification.BOARD: rules.notices.board.to,
        StaffNotification.DESK: rules.notices.desk.to,
        StaffNotification.SECURITY: rules.notices.security.to,
    }.get(news, ())


def is_for_group(rules: DeskSettings, news: StaffNotification) -> bool:
    """Return True if that kind goes to the staff group instead."""
    return {
        StaffNotification.TEAM: rules.notices.team.in_group,
        StaffNotification.BOARD: rules.notices.board.in_group,
        StaffNotification.DESK: rules.notices.desk.in_group,
        StaffNotification.SECURITY: rules.notices.security.in_group,
    }.get(news, False)


async def tell_admins(session: AsyncSession, key: str, *, now: datetime, **args: str | int) -> bool:
    """Send a line about the desk itself to every admin who has started the bot, or to those set instead.

    It waits for those who have blocked the bot. Return False if there is no receiver. This is rare, so the receivers
    are read from the stored settings.
    """
    news = get_kind(key)
    stored = select(StoredSetting.value).where(StoredSetting.key == f"{news.value}_notices")
    receivers: Any = await session.scalar(stored) or []
    group = await staff_group.find_group(session) if TO_GROUP in receivers else None
    if group is not None and group.dismissed_at is None and group.bot_blocked_at is None:
        staff_group.post_line(session, group, Say(key, args=dict(args)), now=now)
        return True
    return await _tell_admins(session, Say(key, args=dict(args)), receivers, now=now)


async def redirect_from_group(session: AsyncSession, letter: Letter, *, now: datetime, rules: DeskSettings) -> bool:
    """Send admins what was meant for them but could not be written in the staff group. Return True if it was such a
    letter."""
    if isinstance(letter, Say) and letter.key not in staff_group.ITS_OWN and not letter.only_edit:
        await _tell_admins(session, letter, get_receivers(rules, get_kind(letter.key)), now=now)
        return True
    if isinstance(letter, Show) and letter.view == "briefing":
        for person in filter_leads(await list_team(session)):
            letters.queue_letter(session, person.id, letter, now=now)
        return True
    return False


async def _tell_admins(session: AsyncSession, line: Say, to: Sequence[int | str], *, now: datetime) -> bool:
    """Send a line to these, or to every admin if there is none of them. Return True if anyone gets it."""
    news = get_kind(line.key)
    staff = [person for person in await list_team(session) if person.started_at is not None]
    named = [one for one in staff if one.id in to]
    sounds = await RecentSounds.load(session, staff, now)
    hear = named or [one for one in staff if has_grant(one, OF_LEADS[news])]
    for person in hear:
        how = get_level(person, news)
        if how is not NotificationLevel.OFF or line.buttons:
            silent = sounds.hush(person, silent=how is NotificationLevel.SILENT)
            letters.queue_letter(session, person.id, replace(line, silent=silent, staff_only=True), now=now)
    return bool(hear)


async def tell_group_of_edit(ctx: Context, ticket: Ticket) -> None:
    """Tell the staff group that a requester changed their ticket, if that is switched on."""
    if not ctx.rules.notices.group.edited or ctx.actor_id != ticket.requester_id or ticket.filed_at is None:
        return
    group = await staff_group.find_listening(ctx.session, ctx.rules)
    if group is not None:
        args: Args = {"number": ticket.number, **TicketSubject(ticket.subject, ticket.subject_line).make_letter_args()}
        staff_group.post_line(ctx.session, group, Say(staff_group.EDITED, args, silent=True), now=ctx.now)


WINDOW, AN_HOUR = timedelta(minutes=10), timedelta(hours=1)


def get_merging_limit(rules: DeskSettings, agents: int) -> int:
    """Return how many new tickets in ten minutes come as cards: `merge_above` for up to six agents, in proportion for
    more."""
    return rules.team.merge_above * max(agents, ALL_AT_ONCE) // ALL_AT_ONCE


async def count_recent(session: AsyncSession, now: datetime) -> int:
    """Return how many tickets were filed within the window."""
    filed = select(func.count()).select_from(Ticket).where(Ticket.filed_at > now - WINDOW, Ticket.filed_at <= now)
    return (await session.execute(filed)).scalar_one()


async def _count_filed(ctx: Context) -> int:
    """Return how many tickets were filed within the window, and set the count of the last hour for others to use."""
    within = func.count().filter(Ticket.filed_at > ctx.now - WINDOW)
    filed = select(within, func.count()).where(Ticket.filed_at >= ctx.now - AN_HOUR, Ticket.filed_at <= ctx.now)
    many, ctx.filed_within_hour = (await ctx.session.execute(filed)).one()
    return many


def make_surge_letter(now: datetime, *, silent: bool) -> Show:
    """Return the letter for one message in ten minutes, which later tickets edit."""
    return Show("surge", slot=f"surge:{int(now.timestamp() // WINDOW.total_seconds())}", silent=silent)
