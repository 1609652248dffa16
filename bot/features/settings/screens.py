"""Chooses the screen of `/settings`. `letter.find` names it: empty or `all`, `advanced`, `found`, `in_` or `more_` with
a group, or a setting; the words of `found` are in the slot (`settings:?<words>`)."""

from bot.features.settings import screens_settings
from bot.views import Reader, Rendered
from desk.admin_settings import search, value_buttons
from desk.admin_settings.registry import BASIC_GROUPS, get_setting, get_settings_grant
from desk.outbox import Show, Slot
from desk.settings.rules import SettingGroup


async def render_settings(reader: Reader, letter: Show) -> Rendered | None:
    """Render the screen that the letter names; the first one if it names none."""
    words, place = Slot.parse(letter.slot).key.removeprefix("?"), letter.find or ""
    if (one := get_setting(place)) is not None:
        if not reader.may(get_settings_grant(one.group)):
            return None
        change = await search.get_last_change(reader.session, one.key)
        offered = await value_buttons.list_buttons(reader.session, one, reader.settings, reader.language)
        named = await value_buttons.format_people(reader.session, one, reader.settings, reader.language)
        return screens_settings.render_setting(reader, one, change, words=words, offered=offered, named=named)
    if place == screens_settings.FOUND:
        known = [
            one for one in search.search_settings(words, reader.settings) if reader.may(get_settings_grant(one.group))
        ]
        return screens_settings.render_found_settings(reader, known, words, letter.page)
    if place == screens_settings.ADVANCED:
        return screens_settings.render_advanced_groups(reader, letter.page)
    if (group := read_group(place)) is not None:
        if not reader.may(get_settings_grant(group)):
            return None
        basic = place.startswith(screens_settings.GROUP) and group in BASIC_GROUPS
        return screens_settings.group_screen(reader, group, letter.page, basic=basic)
    return screens_settings.render_groups(reader)


def read_group(place: str) -> SettingGroup | None:
    """Return the group that a place names, or None."""
    name = place.removeprefix(screens_settings.GROUP).removeprefix(screens_settings.MORE)
    return SettingGroup(name) if name != place and name in set(SettingGroup) else None


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for a value of the setting that the slot names."""
    one = get_setting(Slot.parse(letter.slot).key)
    if one is None or not reader.may(get_settings_grant(one.group)):
        return None
    return screens_settings.render_setting_question(reader, one)
