"""Admins say the business hours in plain words ("and on Saturday 11 to 15") and get them offered as a change."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import select

from bot.features.settings.buttons import SettingsPlace, SettingValue
from bot.handlers import respond
from db.models import Message, MessageKind, Person
from desk import Desk, Refused, Week
from desk.admin_settings.changes import change_setting
from desk.admin_settings.registry import get_setting, get_settings_grant
from desk.i18n import choose_language
from desk.outbox import Say, Show, Slot
from desk.policy.permissions import has_grant
from desk.settings.hours import parse_week
from desk.text import hear

_KEY, _LONGEST = "hours", 40  # characters of a value in callback data
_OFFER = "="  # begins the key of the slot of an offer, with the hours as typed behind it
_FEWEST = 3  # days of a whole week; who names fewer adds to hours that are set
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def offer_hours(desk: Desk, me: Person, said: str, *, message_id: int) -> bool:
    """Offer the hours that the words say, by one press; days that they do not name keep theirs. Return False if they
    say none, or this person may not change them."""
    setting, now = get_setting(_KEY), desk.rules.hours.week
    if setting is None or setting.is_pinned(desk.rules) or not has_grant(me, get_settings_grant(setting.group)):
        return False
    try:
        week = parse_week(said, now)
        typed = ", ".join(_type_changes(week, now))
        is_whole = bool(now) or sum(map(bool, week)) >= _FEWEST
        is_offered = is_whole and week != now and len(typed) <= _LONGEST and parse_week(typed, now) == week
    except Refused:
        return False
    if is_offered:
        value = setting.kind.format_value(choose_language(me, desk.rules.locale), setting.kind.dump_value(week))
        row = (
            respond.press_button("btn-hours-set", SettingValue(key=_KEY, value=typed)),
            respond.press_button("btn-hours-settings", SettingsPlace(place=_KEY, page=1)),
        )
        line = Say(
            "hours-offer", {"value": value}, (row,), slot=f"settings:{_OFFER}{typed}", reply_to_message=message_id
        )
        respond.post_letter(desk, line)
    return is_offered


async def accept_hours(desk: Desk, me: Person, said: str, chat_id: int) -> bool:
    """Set the hours that were offered right above if the words agree, or leave them. Return False for other words."""
    heard = hear(said)
    if not (heard.is_yes or heard.is_no):
        return False
    newest = select(Message.slot, Message.sent_at).where(
        Message.bot_id == desk.rules.bot_id, Message.chat_id == chat_id, Message.kind != MessageKind.SAID
    )
    row = (await desk.session.execute(newest.order_by(Message.message_id.desc()).limit(1))).first()
    offered = Slot.parse(row.slot or "").key if row is not None else ""
    if row is None or not offered.startswith(_OFFER) or row.sent_at < desk.now - desk.rules.requests.question:
        return False
    note = None
    if heard.is_yes:
        change = await change_setting(desk, _KEY, offered.removeprefix(_OFFER))
        note = "setting-set" if change.changed else "setting-same"
    respond.post_letter(desk, Show("settings", slot="settings", find=_KEY, fresh=True, note=note))
    return True


def _type_changes(week: Week, now: Week) -> Iterator[str]:
    """Yield the hours that change as they may be typed, "mon-fri 9-18": without colons, which part
    callback data."""
    changed = [day for day in range(7) if week[day] != (now[day] if now else ())]
    for (hours, _), run in groupby(changed, key=lambda day: (week[day], day - changed.index(day))):
        days = list(run)
        named = _DAYS[days[0]] if len(days) == 1 else f"{_DAYS[days[0]]}-{_DAYS[days[-1]]}"
        yield f"{named} {' '.join(f'{_type_time(start)}-{_type_time(end)}' for start, end in hours) or 'closed'}"


def _type_time(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour if hour <= 24 else hour - 24}" + (f".{minute:02}" if minute else "")
