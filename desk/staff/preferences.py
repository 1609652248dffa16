"""Verbs about a person's own preferences, each on the actor's own row: language, notifications, how they are woken,
what a list opens with."""

from db.models import Person
from desk import Desk, NotAllowed, Outdated, Refused, history
from desk.listing import write_filters
from desk.notifications import notifier, to_phone
from desk.outbox import Menu
from desk.policy import NotificationLevel, RequesterNotification, StaffNotification, get_level, permissions
from desk.policy.phone_alerts import (
    AlertBrowser,
    PhoneWay,
    get_alert_browsers,
    get_phone_number,
    get_phone_way,
    get_unproven_address,
    list_phone_ways,
    set_alert_browsers,
    set_phone,
    set_unproven_address,
)
from desk.policy.requester_notifications import set_switch
from desk.policy.staff_notification_switches import is_receiver, switch_taken_cards
from desk.policy.ticket_list import FilterField, choose_filter, load_filters
from desk.staff.availability import require_staff_actor
from desk.text.mail_address import find_address

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
        history.record_action(
            desk, "hearing-set", f"person:{me.id}", f"{news.value} {old.value}", f"{news.value} {how.value}"
        )


async def keep_taken_cards(desk: Desk, *, on: bool) -> None:
    """Keep the cards of tickets that colleagues take, or let them be deleted. Raises NotAllowed."""
    await desk.refresh_actor()
    me = desk.require_actor()
    permissions.require_staff(me)
    me.switches = switch_taken_cards(me, on=on)


async def choose_phone_way(desk: Desk, way: PhoneWay | None) -> bool:
    """Choose how a critical ticket wakes the actor outside Telegram; None: not at all, and the number is forgotten.
    Return False if their number or address is still to be shared; until there is an address nothing changes. Raises
    NotAllowed, or Refused for a way that is not set up."""
    me = await require_staff_actor(desk)
    _require_way(desk, way)
    old, number = get_phone_way(me), get_phone_number(me)
    if (old is PhoneWay.EMAIL) is not (way is PhoneWay.EMAIL):
        number = None
    if way is not PhoneWay.EMAIL or number is not None:
        _set_phone(desk, me, way, number)
    return way is None or number is not None


def _require_way(desk: Desk, way: PhoneWay | None) -> None:
    if way is not None and way not in list_phone_ways(desk.rules):
        raise Refused("phone-off")


def _set_phone(desk: Desk, me: Person, way: PhoneWay | None, number: str | None) -> None:
    old = get_phone_way(me)
    me.switches = set_phone(me, way, number)
    if old is not way:
        said = [one.value if one is not None else "off" for one in (old, way)]
        history.record_action(desk, "phone-way", f"person:{me.id}", *said)


async def set_alert_address(desk: Desk, said: str) -> None:
    """Ask by mail if the address that the actor typed is theirs; critical tickets are mailed there once it is proven.
    Raises NotAllowed, or Refused for what is no address, or when the day's limits are used up."""
    me, address = await require_staff_actor(desk), find_address(said)
    _require_way(desk, PhoneWay.EMAIL)
    if address is None:
        raise Refused("alert-address-wrong")
    me.switches = set_unproven_address(me, address)
    if not await to_phone.ask_for_proof(desk, me):
        raise Refused("alert-address-often")


async def prove_alert_address(desk: Desk, code: str) -> None:
    """Mail critical tickets to the address whose link the actor opened. Raises NotAllowed, or Refused if the link is
    another person's, or of an address that they replaced or proved before."""
    me = await require_staff_actor(desk)
    _require_way(desk, PhoneWay.EMAIL)
    if not await to_phone.is_proof_of(desk.session, me, code):
        raise Refused("alert-address-stale")
    _set_phone(desk, me, PhoneWay.EMAIL, get_unproven_address(me))


async def set_phone_number(desk: Desk, number: str | None) -> None:
    """Store the actor's own number, as Telegram vouches for it, and try it. Raises NotAllowed, or Refused for the
    contact of somebody else."""
    me = await require_staff_actor(desk)
    if number is None:
        raise Refused("phone-foreign")
    me.switches = set_phone(me, get_phone_way(me), number)
    await to_phone.try_way(desk, me, None)


MOST_BROWSERS = 3
"""In which one person is woken; the next takes the place of the oldest."""


async def add_alert_browser(desk: Desk, browser: AlertBrowser) -> None:
    """Wake the actor in this browser too, and try it. The channel has checked the address. Raises NotAllowed, or
    Refused where browsers cannot be woken."""
    me = await require_staff_actor(desk)
    if not desk.rules.web.secret_keys:
        raise Refused("phone-off")
    mine = get_alert_browsers(me)
    others = [one for one in mine if one.session_id != browser.session_id and one.address != browser.address]
    kept = [*others, browser][-MOST_BROWSERS:]
    me.switches = set_alert_browsers(me, kept)
    if all(one.address != browser.address for one in mine):
        await to_phone.try_browser(desk, me, browser, is_instead=len(kept) <= len(mine))


async def remove_alert_browser(desk: Desk, session_id: int) -> None:
    """Wake the actor no more in the browser of this session. Raises NotAllowed."""
    me = await require_staff_actor(desk)
    left = [one for one in get_alert_browsers(me) if one.session_id != session_id]
    if len(left) < len(get_alert_browsers(me)):
        me.switches = set_alert_browsers(me, left)
        history.record_action(desk, "phone-way", f"person:{me.id}", "browser", "off")


async def choose_open_list(desk: Desk, by: FilterField, value: str) -> None:
    """Choose what `/open` shows ("" for any value). Raises NotAllowed, or Outdated for an unknown value."""
    await desk.refresh_actor()
    me = desk.require_actor()
    permissions.require_staff(me)
    try:
        me.open_list = write_filters(choose_filter(load_filters(me.open_list), by, value))
    except ValueError:
        raise Outdated from None
