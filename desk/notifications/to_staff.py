"""News for staff: a ticket's broadcast, lines for admins, the group. Knows no assignee and no requester's words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Lane, Person, Role, Status, StoredSetting, Ticket
from desk.context import Context
from desk.i18n import TicketSubject
from desk.locked import Locked
from desk.notifications import notifier, staff_group, staged_broadcast
from desk.notifications.untaken_alerts import ALL_AT_ONCE, Rings
from desk.outbox import Args, Button, Letter, Say, Show, letters
from desk.policy import NotificationLevel, StaffNotification, get_level, is_notified, permissions, reminder_times
from desk.policy.staff_notifications import get_kind
from desk.settings import DeskSettings
from desk.sla import hours
from desk.sla.shifts import on_shift


def _nobodys(ticket: Ticket) -> Show:
    """A card for the admins, which says why it has come to them."""
    args: Args = {"number": ticket.number}
    return Show("card", slot=f"card:{ticket.number}", fresh=True, note="nobody-on-duty", note_args=args)


async def broadcast(ctx: Context, ticket: Locked) -> None:
    """A fresh card for every agent who is there; nobody there: for the admins, who are told so. Where many come at
    once, one message for all. The staff group hears of it the first time, after everybody. Outside the desk's hours it
    waits in the queue, as if it came when they begin."""
    is_new = ticket.broadcast_at is None
    opens_at = hours.waits_until(ctx.rules, ctx.now, ticket.priority)
    reminder_times.start_broadcast_timers(ticket, now=opens_at or ctx.now, rules=ctx.rules)
    if opens_at is None:
        await _to_staff(ctx, ticket, again=not is_new)
    if is_new:
        await announce(ctx, ticket)


async def _to_staff(ctx: Context, ticket: Locked, *, again: bool) -> None:
    staff = await team(ctx.session)
    there = await present(ctx, staff, ticket)
    called = [person for person in there if is_notified(person, StaffNotification.CARDS)]
    if again:
        await staged_broadcast.broken_off(ctx, ticket)
    many = await _counted(ctx) > merging_limit(ctx.rules, len(called))
    if not many and staged_broadcast.by_waves(ticket, called):
        await staged_broadcast.first(ctx, ticket, called, again=again)
        return
    busy = await _busy(ctx) if called else set()
    if many:
        for person in called or ([] if there else admins(staff)):
            merged = announcement(ctx.now, silent=person.quiet or person.id in busy)
            notifier.post(ctx, person, merged, lane=Lane.BROADCASTS)
        return
    rings = Rings.told(ctx.session, staff, ctx.now)
    for person in called:
        if again:
            notifier.give_way(ctx, person, ticket)
        silent = person.quiet or person.id in busy or notifier.is_actor(ctx, person)
        if not silent:
            rings.rung(person)
        card = Show("card", slot=f"card:{ticket.number}", fresh=True, silent=silent)
        notifier.post(ctx, person, card, ticket, lane=Lane.BROADCASTS)
    if not there:
        for person in admins(staff):
            notifier.give_way(ctx, person, ticket)
            rings.rung(person)
            notifier.post(ctx, person, _nobodys(ticket), ticket, lane=Lane.BROADCASTS)


async def call_at_night(ctx: Context, ticket: Locked) -> None:
    """A card that says who calls, with a sound, for whoever is named for the night (nobody there: the admins) and for
    who has the ticket."""
    staff = await team(ctx.session)
    others = [person for person in staff if person.id != ticket.requester_id]
    named = those_called(others, ctx.rules.hours.night_staff)
    args: Args = {"number": ticket.number, "name": ctx.me().name}
    rings = Rings.told(ctx.session, staff, ctx.now)
    for person in reachable(others):
        if person in named or person.id == ticket.assignee_id:
            rings.rung(person)
            notifier.give_way(ctx, person, ticket)
            card = Show("card", slot=f"card:{ticket.number}", fresh=True, note="called-at-night", note_args=args)
            notifier.post(ctx, person, card, ticket)


async def next_wave(ctx: Context, ticket: Locked, wave: int) -> None:
    """Some more of those who are there hear of a ticket that nobody has taken since; nobody where the desk has closed
    meanwhile."""
    if hours.waits_until(ctx.rules, ctx.now, ticket.priority) is not None:
        return
    free = not ticket.is_taken and ticket.filed_at is not None
    if not free or ticket.status not in (Status.NEW, Status.REOPENED):
        return
    there = await present(ctx, await team(ctx.session), ticket)
    await staged_broadcast.following(
        ctx, ticket, [person for person in there if is_notified(person, StaffNotification.CARDS)], wave
    )


async def present(ctx: Context, staff: Sequence[Person], ticket: Ticket) -> list[Person]:
    """Of all staff, who is on duty for a ticket and on shift."""
    return await on_shift(ctx.session, on_duty(staff, ticket), ctx.now, ctx.rules)


async def announce(ctx: Context, ticket: Locked, *, ended: bool = False) -> None:
    """Tell the staff group of a new or finished ticket."""
    own = ctx.actor_id is not None and ctx.actor_id == ticket.requester_id
    await staff_group.announce(ctx.session, ticket, ended=ended, now=ctx.now, rules=ctx.rules, by_requester=own)


async def team(session: AsyncSession) -> list[Person]:
    """All staff, oldest first."""
    query = select(Person).where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None)).order_by(Person.id)
    return list(await session.scalars(query))


def reachable(staff: Sequence[Person]) -> list[Person]:
    """Of all staff, who has started the bot and not blocked it."""
    return [person for person in staff if person.telegram_id and person.started_at and person.bot_blocked_at is None]


def on_duty(staff: Sequence[Person], ticket: Ticket) -> list[Person]:
    """Of all staff, who is there for a ticket: can be reached, is not away, and has not filed it, unless they are the
    only one. Nobody: then it is for the admins."""
    return [p for p in reachable(staff) if not p.away and (p.id != ticket.requester_id or len(staff) == 1)]


def admins(staff: Sequence[Person]) -> list[Person]:
    """Of all staff, the admins who can be reached, away or not."""
    return [person for person in reachable(staff) if person.role is Role.ADMIN]


def those_called(staff: Sequence[Person], ids: Sequence[int]) -> list[Person]:
    """Of all staff, those chosen to be called who can be reached; where none of them is there, the admins too, away or
    not."""
    called = [person for person in reachable(staff) if person.id in ids]
    return called if any(not person.away for person in called) else [*called, *admins(staff)]


async def _busy(ctx: Context) -> set[int]:
    """Who holds something that waits for them."""
    ended = (Status.PENDING, Status.ON_HOLD, Status.CLOSED, Status.CANCELLED)
    query = select(Ticket.assignee_id).where(
        Ticket.assignee_id.is_not(None), Ticket.needs_answer, Ticket.status.not_in(ended)
    )
    return {person_id for person_id in await ctx.session.scalars(query.distinct()) if person_id is not None}


async def to_admins(
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
    """A line for every admin who can be reached, away or not, as each has switched its kind; or for those it is set to
    go to instead. What asks for a press is never off. An edit follows what was sent."""
    left_out, news = set(but), get_kind(key)
    line = Say(key, args, buttons, slot=slot, only_edit=only_edit, keyed=keyed, staff_only=True)
    staff = await team(ctx.session)
    if in_group(ctx.rules, news) and (group := await staff_group.listening(ctx.session, ctx.rules)) is not None:
        staff_group.say(ctx.session, group, replace(line, staff_only=False), now=ctx.now)
        if not only_edit:
            return
    named = people_for(ctx.rules, news)
    chosen = [person for person in reachable(staff) if person.id in named] or admins(staff)
    rings = await Rings.of(ctx.session, [] if only_edit else staff, ctx.now)
    for person in admins(staff) + [one for one in chosen if one.role is not Role.ADMIN] if only_edit else chosen:
        how = get_level(person, news)
        if person.id not in left_out and (how is not NotificationLevel.OFF or buttons or only_edit):
            notifier.post(
                ctx, person, replace(line, silent=rings.hush(person, silent=how is not NotificationLevel.SOUND))
            )


async def show_admins(ctx: Context, letter: Show, ticket: Ticket, *, but: Iterable[int] = ()) -> None:
    """A view for those who get the admins' news of the desk, as each has switched it; never for the group."""
    staff, left_out = await team(ctx.session), set(but)
    rings = await Rings.of(ctx.session, staff, ctx.now)
    named = people_for(ctx.rules, StaffNotification.DESK)
    for person in [one for one in reachable(staff) if one.id in named] or admins(staff):
        how = get_level(person, StaffNotification.DESK)
        if person.id not in left_out and how is not NotificationLevel.OFF:
            silent = rings.hush(person, silent=letter.silent or how is NotificationLevel.SILENT)
            notifier.post(ctx, person, replace(letter, silent=silent), ticket)


def people_for(rules: DeskSettings, news: StaffNotification) -> tuple[int, ...]:
    """Whom a kind of the admins' news goes to instead of them; nobody named: to them."""
    return {
        StaffNotification.TEAM: rules.notices.team_to,
        StaffNotification.BOARD: rules.notices.board_to,
        StaffNotification.DESK: rules.notices.desk_to,
    }.get(news, ())


def in_group(rules: DeskSettings, news: StaffNotification) -> bool:
    """Whether it goes to the staff group instead."""
    return {
        StaffNotification.TEAM: rules.notices.team_in_group,
        StaffNotification.BOARD: rules.notices.board_in_group,
        StaffNotification.DESK: rules.notices.desk_in_group,
    }.get(news, False)


async def tell_admins(session: AsyncSession, key: str, *, now: datetime, **args: str | int) -> bool:
    """A line about the desk itself for every admin who has started the bot, or whom its kind is set to go to instead;
    for who has blocked it since it waits. False: there is none. Rare: where it goes is read from what is stored."""
    news = get_kind(key)
    to, in_the_group = f"{news.value}_notices_to", f"{news.value}_notices_in_group"
    stored = select(StoredSetting.key, StoredSetting.value).where(StoredSetting.key.in_((to, in_the_group)))
    said = {row.key: row.value for row in await session.execute(stored)}
    group = await staff_group.find(session) if said.get(in_the_group) else None
    if group is not None and group.dismissed_at is None and group.bot_blocked_at is None:
        staff_group.say(session, group, Say(key, args=dict(args)), now=now)
        return True
    return await _say(session, Say(key, args=dict(args)), said.get(to) or (), now=now)


async def instead_of_group(session: AsyncSession, letter: Letter, *, now: datetime, rules: DeskSettings) -> bool:
    """What was for the admins and could not be written in the staff group goes to themselves; whether it was that."""
    if isinstance(letter, Say) and letter.key not in staff_group.ITS_OWN and not letter.only_edit:
        await _say(session, letter, people_for(rules, get_kind(letter.key)), now=now)
        return True
    if isinstance(letter, Show) and letter.view == "briefing":
        for person in admins(await team(session)):
            letters.post(session, person.id, letter, now=now)
        return True
    return False


async def _say(session: AsyncSession, line: Say, to: Sequence[int], *, now: datetime) -> bool:
    """To these, or (none of them there) every admin who has started the bot, as each has switched its kind; whether
    there was anybody."""
    news = get_kind(line.key)
    staff = [person for person in await team(session) if person.started_at is not None]
    named = [one for one in staff if one.id in to]
    rings = await Rings.of(session, staff, now)
    hear = named or [one for one in staff if one.role is Role.ADMIN]
    for person in hear:
        how = get_level(person, news)
        if how is not NotificationLevel.OFF or line.buttons:
            silent = rings.hush(person, silent=how is NotificationLevel.SILENT)
            letters.post(session, person.id, replace(line, silent=silent, staff_only=True), now=now)
    return bool(hear)


async def changed_by_requester(ctx: Context, ticket: Ticket) -> None:
    """The staff group hears that who filed it changed it, where that is switched on."""
    if not ctx.rules.notices.group_edited or ctx.actor_id != ticket.requester_id or ticket.filed_at is None:
        return
    group = await staff_group.listening(ctx.session, ctx.rules)
    if group is not None:
        args: Args = {"number": ticket.number, **TicketSubject(ticket.subject, ticket.subject_line).letter_args()}
        staff_group.say(ctx.session, group, Say(staff_group.EDITED, args, silent=True), now=ctx.now)


WINDOW, AN_HOUR = timedelta(minutes=10), timedelta(hours=1)


def merging_limit(rules: DeskSettings, agents: int) -> int:
    """How many new tickets in ten minutes come as cards: what is set, for up to six agents; for more in proportion, as
    each of them is sent fewer."""
    return rules.team.merge_above * max(agents, ALL_AT_ONCE) // ALL_AT_ONCE


async def lately(session: AsyncSession, now: datetime) -> int:
    """How many tickets were filed within the window."""
    filed = select(func.count()).select_from(Ticket).where(Ticket.filed_at > now - WINDOW, Ticket.filed_at <= now)
    return (await session.execute(filed)).scalar_one()


async def _counted(ctx: Context) -> int:
    """The same, and how many within the hour, which others ask for."""
    within = func.count().filter(Ticket.filed_at > ctx.now - WINDOW)
    filed = select(within, func.count()).where(Ticket.filed_at >= ctx.now - AN_HOUR, Ticket.filed_at <= ctx.now)
    many, ctx.filed_within_hour = (await ctx.session.execute(filed)).one()
    return many


def announcement(now: datetime, *, silent: bool) -> Show:
    """One message each ten minutes, brought up to date by editing."""
    return Show("surge", slot=f"surge:{int(now.timestamp() // WINDOW.total_seconds())}", silent=silent)
