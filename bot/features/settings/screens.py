"""From the letter of `/settings` to its screen. `letter.find` names it: nothing or `all`, `setup`, `found`, `in_` and a
group, a setting; the words of `found` stand in the slot (`settings:?<words>`)."""

from bot.features.settings import screens_settings as setting_screens
from bot.features.settings import screens_setup as setup_screens
from bot.views import Reader, Rendered
from desk.admin_settings import search, value_buttons
from desk.admin_settings.registry import SettingGroup, get_setting
from desk.outbox import Show, Slot


async def render_settings(reader: Reader, letter: Show) -> Rendered | None:
    """The screen that is asked for; the first one where there is no such."""
    words, place = Slot.parse(letter.slot).key.removeprefix("?"), letter.find or ""
    if (one := get_setting(place)) is not None:
        change = await search.get_last_change(reader.session, one.key)
        offered = await value_buttons.list_buttons(reader.session, one, reader.settings)
        named = await value_buttons.format_people(reader.session, one, reader.settings)
        return setting_screens.setting_screen(reader, one, change, words=words, offered=offered, named=named)
    if place == setup_screens.SETUP:
        return setup_screens.setup_screen(reader, letter.page)
    if place == setting_screens.FOUND:
        return setting_screens.found_screen(reader, search.search_settings(words, reader.settings), words, letter.page)
    group = next((one for one in SettingGroup if setting_screens.GROUP + one.value == place), None)
    if group is not None:
        return setting_screens.group_screen(reader, group, letter.page)
    return setting_screens.all_groups(reader, letter.page)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """The question for a value of the setting that the slot names."""
    one = get_setting(Slot.parse(letter.slot).key.partition("/")[0])
    return None if one is None else setting_screens.question_text(reader, one)
