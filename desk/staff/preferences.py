"""Verbs about a person's own preferences, each on the actor's own row."""

from desk import Desk, NotAllowed, Outdated, Refused, audit
from desk.notifications import notifier
from desk.outbox import Menu
from desk.policy import NotificationLevel, RequesterNotification, StaffNotification, get_level, permissions
from desk.policy.open_filter import FilterField, dump_filter, load_filter
from desk.policy.wanted_notifications import is_receiver, set_switch, switch_taken_cards

LANGUAGES = ("en", "ru")


async def set_language(desk: Desk, code: str) -> None:
    """Set `en` or `ru`; raises Refused for anything else."""
    if code not in LANGUAGES:
        raise Refused("outdated")
    await desk.refresh_actor()
    desk.require_actor().language_chosen = code
    notifier.post_letter(desk, desk.require_actor(), Menu())


async def switch_notification(desk: Desk, news: RequesterNotification, *, on: bool) -> None:
    """Switch a kind of notification about the actor's own requests, whatever the desk's own switch says."""
    await desk.refresh_actor()
    me = desk.require_actor()
    me.switches = set_switch(me, news, on=on)


async def toggle_quiet(desk: Desk) -> bool:
    """Toggle the sound of broadcasts; return True if they are silent now. Raises NotAllowed."""
    await desk.refresh_actor()
    permissions.require_staff(desk.require_actor())
    desk.require_actor().quiet = not desk.require_actor().quiet
    return desk.require_actor().quiet


async def set_level(desk: Desk, news: StaffNotification, how: NotificationLevel) -> None:
    """Set how a kind of notification comes: with sound, silently, or not at all. `quiet` toggles the same switch for
    cards. Raises NotAllowed."""
    await desk.refresh_actor()
    me = desk.require_actor()
    if not permissions.is_staff(me) or not is_receiver(me, news):
        raise NotAllowed
    old = get_level(me, news)
    if news is StaffNotification.CARDS:
        me.quiet = how is NotificationLevel.SILENT
    me.switches = {**(me.switches or {}), news.value: how.value}
    if old is not how:
        audit.record_action(
            desk, "hearing-set", f"person:{me.id}", f"{news.value} {old.value}", f"{news.value} {how.value}"
        )


async def keep_taken_cards(desk: Desk, *, on: bool) -> None:
    """Keep the cards of tickets that colleagues take, or let them be deleted. Raises NotAllowed."""
    await desk.refresh_actor()
    me = desk.require_actor()
    permissions.require_staff(me)
    me.switches = switch_taken_cards(me, on=on)


async def choose_open_list(desk: Desk, by: FilterField, value: str) -> None:
    """Choose what `/open` shows ("" for any value). Raises NotAllowed, or Outdated for an unknown value."""
    await desk.refresh_actor()
    me = desk.require_actor()
    permissions.require_staff(me)
    try:
        me.open_list = dump_filter(load_filter(me.open_list).with_choice(by, value))
    except ValueError:
        raise Outdated from None
