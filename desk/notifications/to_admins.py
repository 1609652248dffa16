"""Notifies admins: lines about the desk, to those who want them, or to the staff group."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import StoredSetting, Ticket
from desk.context import Context
from desk.notifications import notifier, staff_group
from desk.notifications.recent_sounds import RecentSounds
from desk.outbox import Args, Button, Letter, Say, Show, letters
from desk.policy import (
    NotificationLevel,
    StaffNotification,
    get_level,
)
from desk.policy.permissions import has_grant
from desk.policy.staff_notification_switches import OF_LEADS, get_kind
from desk.settings import DeskSettings
from desk.settings.kinds import TO_GROUP, NoticeReceivers
from desk.staff.who_is_there import (
    filter_granted,
    filter_leads,
    filter_reachable,
    filter_seeing,
    list_team,
)


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
        _is_for_group(ctx.rules, news)
        and (group := await staff_group.find_listening(ctx.session, ctx.rules)) is not None
    ):
        staff_group.post_line(ctx.session, group, replace(line, staff_only=False), now=ctx.now)
        if not only_edit:
            return
    named = _get_receivers(ctx.rules, news)
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
    staff, left_out = filter_seeing(await list_team(ctx.session), ticket), set(but)
    sounds = await RecentSounds.load(ctx.session, staff, ctx.now)
    named = _get_receivers(ctx.rules, StaffNotification.DESK)
    for person in [one for one in filter_reachable(staff) if one.id in named] or filter_leads(staff):
        how = get_level(person, StaffNotification.DESK)
        if person.id not in left_out and how is not NotificationLevel.OFF:
            silent = sounds.hush(person, silent=letter.silent or how is NotificationLevel.SILENT)
            notifier.post_letter(ctx, person, replace(letter, silent=silent), ticket)


def _get_receivers(rules: DeskSettings, news: StaffNotification) -> tuple[int, ...]:
    """Return the ids of those who get a kind of the admins' notifications instead of them; empty: the admins."""
    return _get_rule(rules, news).to


def _is_for_group(rules: DeskSettings, news: StaffNotification) -> bool:
    """Return True if that kind goes to the staff group instead."""
    return _get_rule(rules, news).in_group


def _get_rule(rules: DeskSettings, news: StaffNotification) -> NoticeReceivers:
    return {
        StaffNotification.TEAM: rules.notices.team,
        StaffNotification.BOARD: rules.notices.desk,
        StaffNotification.DESK: rules.notices.desk,
        StaffNotification.SECURITY: rules.notices.security,
    }.get(news, NoticeReceivers())


async def tell_admins(session: AsyncSession, key: str, *, now: datetime, **args: str | int) -> bool:
    """Send a line about the desk itself to every admin who has started the bot, or to those set instead.

    It waits for those who have blocked the bot. Return False if there is no receiver. This is rare, so the receivers
    are read from the stored settings.
    """
    news = get_kind(key)
    of = StaffNotification.DESK if news is StaffNotification.BOARD else news
    stored = select(StoredSetting.value).where(StoredSetting.key == f"{of.value}_notices")
    receivers: Any = await session.scalar(stored) or []
    group = await staff_group.find_group(session) if TO_GROUP in receivers else None
    if group is not None and group.dismissed_at is None and group.bot_blocked_at is None:
        staff_group.post_line(session, group, Say(key, args=dict(args)), now=now)
        return True
    return await _tell_admins(session, Say(key, args=dict(args)), receivers, now=now)


async def redirect_from_group(session: AsyncSession, letter: Letter, *, now: datetime, rules: DeskSettings) -> bool:
    """Send admins what was meant for them but could not be written in the staff group. Return True if it was such a
    letter."""
    is_own = isinstance(letter, Say) and (letter.key in staff_group.ITS_OWN or letter.there is not None)
    if isinstance(letter, Say) and not is_own and not letter.only_edit:
        await _tell_admins(session, letter, _get_receivers(rules, get_kind(letter.key)), now=now)
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
