"""From the letter of `/settings` to its screen. `letter.find` names it: nothing or `all`, `setup`, `found`, `in_` and a
group, a setting; the words of `found` stand in the slot (`settings:?<words>`)."""

from bot.features.settings import screens_settings as setting_screens
from bot.features.settings import screens_setup as setup_screens
from bot.views import Reader, Rendered
from desk.administration import finding, offers
from desk.administration.registry import SettingGroup, setting_of
from desk.outbox import Show, Slot


async def settings(reader: Reader, letter: Show) -> Rendered | None:
    """The screen that is asked for; the first one where there is no such."""
    words, place = Slot.parse(letter.slot).key.removeprefix("?"), letter.find or ""
    if (one := setting_of(place)) is not None:
        change = await finding.last_change(reader.session, one.key)
        offered = await offers.offers(reader.session, one, reader.settings)
        named = await offers.in_words(reader.session, one, reader.settings)
        return setting_screens.setting(reader, one, change, words=words, offered=offered, named=named)
    if place == setup_screens.SETUP:
        return setup_screens.setup(reader, letter.page)
    if place == setting_screens.FOUND:
        return setting_screens.found(reader, finding.settings_about(words, reader.settings), words, letter.page)
    group = next((one for one in SettingGroup if setting_screens.GROUP + one.value == place), None)
    if group is not None:
        return setting_screens.group(reader, group, letter.page)
    return setting_screens.all_groups(reader, letter.page)


async def ask(reader: Reader, letter: Show) -> Rendered | None:
    """The question for a value of the setting that the slot names."""
    one = setting_of(Slot.parse(letter.slot).key.partition("/")[0])
    return None if one is None else setting_screens.ask(reader, one)
