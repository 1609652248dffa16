"""Chooses the screen of `/settings`. `letter.find` names it: empty or `all`, `setup`, `found`, `in_` and a group, or a
setting; the words of `found` are in the slot (`settings:?<words>`)."""

from bot.features.settings import screens_settings, screens_setup
from bot.views import Reader, Rendered
from desk.admin_settings import search, value_buttons
from desk.admin_settings.registry import SettingGroup, get_setting
from desk.outbox import Show, Slot


async def render_settings(reader: Reader, letter: Show) -> Rendered | None:
    """Render the screen that the letter names; the first one if it names none."""
    words, place = Slot.parse(letter.slot).key.removeprefix("?"), letter.find or ""
    if (one := get_setting(place)) is not None:
        if not reader.may(one.group.grant):
            return None
        change = await search.get_last_change(reader.session, one.key)
        offered = await value_buttons.list_buttons(reader.session, one, reader.settings)
        named = await value_buttons.format_people(reader.session, one, reader.settings)
        return screens_settings.render_setting(reader, one, change, words=words, offered=offered, named=named)
    if place == screens_setup.SETUP:
        return screens_setup.render_setup(reader, letter.page)
    if place == screens_settings.FOUND:
        known = [one for one in search.search_settings(words, reader.settings) if reader.may(one.group.grant)]
        return screens_settings.render_found_settings(reader, known, words, letter.page)
    group = next((one for one in SettingGroup if screens_settings.GROUP + one.value == place), None)
    if group is not None:
        return screens_settings.group_screen(reader, group, letter.page) if reader.may(group.grant) else None
    return screens_settings.render_groups(reader, letter.page)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for a value of the setting that the slot names."""
    one = get_setting(Slot.parse(letter.slot).key.partition("/")[0])
    if one is None or not reader.may(one.group.grant):
        return None
    return screens_settings.render_setting_question(reader, one)
