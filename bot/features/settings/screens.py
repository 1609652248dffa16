"""Screens of `/settings`, at most eight buttons each: groups, one group, a setting, the question for its value."""

from collections.abc import Sequence
from typing import Any, TypeVar

from aiogram.filters.callback_data import CallbackData

from bot.features.settings.buttons import (
    SettingAsk,
    SettingPreset,
    SettingsPlace,
    SettingUndo,
    SettingValue,
)
from bot.features.setup.buttons import SetupMove, SetupWish
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import ShownPage, cut_shown_page
from desk.admin_settings import changes, registry, value_buttons
from desk.admin_settings.changes import (
    LastChange,
)
from desk.admin_settings.registry import BASIC_GROUPS, get_setting, get_settings_grant, list_groups, list_settings
from desk.admin_settings.value_buttons import ValueButton
from desk.outbox import Show
from desk.settings.declaring import Setting, SettingGroup
from desk.settings.kinds import Several, Switch, format_button_value
from desk.setup.steps import READY, find_step
from desk.text import RichText, shorten_line

_T = TypeVar("_T")
ALL, ADVANCED, FOUND = "all", "advanced", "found"
GROUP, MORE = "in_", "more_"  # places; the group's name follows: its basic or its advanced settings
_A_PAGE = 5
_VALUE = 60  # characters of a value in a list
_LONGEST = 3000


def _render_groups(reader: Reader) -> Rendered:
    """Render the first screen: the groups of basic settings."""
    groups = [one for one in list_groups(basic=True) if reader.may(get_settings_grant(one))]
    buttons = [_to(reader, GROUP + group.value, f"setting-group-{group.value}") for group in groups]
    advanced = _to(reader, ADVANCED, "btn-settings-advanced")
    first = find_step(reader.settings, reader.person)
    press = SetupMove(step=first, wish=SetupWish.SHOW)
    to_setup = ((reader.make_main_button("btn-setup", press),),) if first < READY else ()
    return Rendered(reader.say_rich("settings-title"), (*keyboards.arrange_rows((*buttons, advanced), 2), *to_setup))


def _render_advanced_groups(reader: Reader, page: int) -> Rendered:
    """Render the groups of advanced settings."""
    groups = [one for one in list_groups(basic=False) if reader.may(get_settings_grant(one))]
    listed = _page_of(reader, groups, page, ADVANCED)
    buttons = [_to(reader, MORE + group.value, f"setting-group-{group.value}") for group in listed.shown]
    back = _to(reader, ALL, "btn-settings-all")
    return Rendered(
        reader.say_rich("settings-advanced"), (*keyboards.arrange_rows(buttons, 2), *listed.turning, (back,))
    )


def _group_screen(reader: Reader, which: SettingGroup, page: int, *, basic: bool) -> Rendered:
    """Render the basic or the advanced settings of a group with their values."""
    name = compose.make_bold(reader.say(f"setting-group-{which.value}"))
    place = (GROUP if basic else MORE) + which.value
    return _list_settings(reader, name, list_settings(which, reader.settings, basic=basic), page, place)


def _render_found_settings(reader: Reader, settings: Sequence[Setting], words: str, page: int) -> Rendered:
    """Render the settings that a search found."""
    if not settings:
        back = _to(reader, ALL, "btn-settings-all")
        return Rendered(reader.say_rich("settings-none", words=shorten_line(words)), ((back,),))
    return _list_settings(reader, reader.say_rich("settings-found", words=shorten_line(words)), settings, page, FOUND)


def _list_settings(reader: Reader, title: RichText, settings: Sequence[Setting], page: int, place: str) -> Rendered:
    listed = _page_of(reader, settings, page, place)
    lines = [reader.say_rich("settings-line", name=reader.say(s.text), value=_value(reader, s)) for s in listed.shown]
    buttons = [_to(reader, s.key, s.text) for s in listed.shown]
    back = _to(reader, ADVANCED if place.startswith(MORE) else ALL, "btn-settings-all")
    words = compose.join([title, compose.join_lines(lines)], "\n\n")
    return Rendered(words, (*keyboards.arrange_rows(buttons, 1), *listed.turning, (back,)))


def _render_setting(
    reader: Reader,
    one: Setting,
    change: LastChange | None,
    *,
    words: str,
    offered: Sequence[ValueButton],
    named: str | None,
) -> Rendered:
    """Render one setting: its value, default and effect, and buttons to change it.

    `words`: the search that found it. `named`: its value in words, if it is a list of people.
    """
    pinned = one.is_pinned(reader.settings)
    now = one.get_stored(reader.settings)
    lines = [
        compose.make_bold(reader.say(one.text)),
        reader.say_rich("setting-now", value=compose.make_bold(named or _whole(reader, one, now))),
        reader.say_rich("settings-line", name=reader.say("setting-timezone"), value=reader.settings.timezone)
        if one.key == "hours"
        else "",
        reader.say_rich("setting-default", value=_whole(reader, one, one.default)),
        _last_change(reader, change) if change is not None and not pinned else "",
    ]
    pin = reader.say_rich("setting-pinned", variable=one.variable or "") if pinned else ""
    told = [compose.join_lines(lines), reader.say_rich(f"{one.text}-effect"), pin]
    buttons = () if pinned else (*_preset_buttons(reader, one, offered), *_ways(reader, one, now, change))
    group = (GROUP if one.basic else MORE) + one.group.value
    back = _to(reader, FOUND if words else group, "btn-settings-back")
    return Rendered(compose.join(told, "\n\n"), (*buttons, (back,)))


def _preset_buttons(reader: Reader, one: Setting, offered: Sequence[ValueButton]) -> tuple[Row, ...]:
    return keyboards.arrange_rows([_offer(reader, one, offer) for offer in offered], 3)


def _offer(reader: Reader, one: Setting, offer: ValueButton) -> RenderedButton:
    return RenderedButton(reader.say(offer.label, **offer.args), SettingValue(key=one.key, value=offer.typed).pack())


def _ways(reader: Reader, one: Setting, now: Any, change: LastChange | None) -> tuple[Row, ...]:
    """Return buttons for presets, another value, the default, and Undo."""
    presets = tuple(_preset(reader, one, n, is_now=value == now) for n, value in enumerate(one.kind.presets[:4]))
    rows = [presets] if all(len(button.text) < 12 for button in presets) else list(keyboards.arrange_rows(presets, 2))
    last = []
    if not isinstance(one.kind, Switch | Several):
        last.append(reader.make_button("btn-setting-other", SettingAsk(key=one.key)))
    if one.default not in (now, *one.kind.presets):
        press = SettingValue(key=one.key, value="default")
        last.append(reader.make_button("btn-setting-default", press))
    if change is not None:
        press_undo = SettingUndo(key=one.key, version=change.version)
        last.append(reader.make_button("btn-setting-undo", press_undo))
    further = [RenderedButton(reader.say(f"setting-act-{one.key}"), one.act)] if one.act is not None and now else []
    return tuple(row for row in (*rows, tuple(further), tuple(last)) if row)


def _preset(reader: Reader, one: Setting, number: int, *, is_now: bool) -> RenderedButton:
    value = one.kind.presets[number]
    press: CallbackData = SettingPreset(key=one.key, number=number)
    typed = "" if isinstance(value, list) else format_button_value(value)
    if typed and ":" not in typed:  # ":" separates the parts of callback data
        press = SettingValue(key=one.key, value=typed)
    key = "btn-setting-now" if is_now else "btn-setting-value"
    return reader.make_button(key, press, value=one.kind.format_value(reader.language, value))


def _last_change(reader: Reader, change: LastChange) -> RichText:
    at = reader.format_moment(change.at)
    return reader.say_rich("setting-changed", name=change.by or "?", at=at)


def _value(reader: Reader, one: Setting) -> str:
    return shorten_line(one.kind.format_value(reader.language, one.get_stored(reader.settings)), _VALUE)


def _whole(reader: Reader, one: Setting, value: Any) -> str:
    return shorten_line(one.kind.format_value(reader.language, value), _LONGEST // 2)


def _to(reader: Reader, place: str, label: str) -> RenderedButton:
    return reader.make_button(label, SettingsPlace(place=place, page=1))


def _page_of(reader: Reader, everything: Sequence[_T], page: int, place: str) -> ShownPage[_T]:
    return cut_shown_page(reader, everything, page, _A_PAGE, lambda to: SettingsPlace(place=place, page=to))


async def render_settings(reader: Reader, letter: Show) -> Rendered | None:
    """Render the screen that the letter names; the first one if it names none."""
    words, place = letter.key.removeprefix("?"), letter.find or ""
    if (one := get_setting(place)) is not None:
        if not reader.may(get_settings_grant(one.group)):
            return None
        change = await changes.get_last_change(reader.session, one.key)
        offered = await value_buttons.list_buttons(reader.session, one, reader.settings, reader.language)
        named = await value_buttons.format_people(reader.session, one, reader.settings, reader.language)
        return _render_setting(reader, one, change, words=words, offered=offered, named=named)
    if place == FOUND:
        known = [
            one for one in registry.search_settings(words, reader.settings) if reader.may(get_settings_grant(one.group))
        ]
        return _render_found_settings(reader, known, words, letter.page)
    if place == ADVANCED:
        return _render_advanced_groups(reader, letter.page)
    if (group := read_group(place)) is not None:
        if not reader.may(get_settings_grant(group)):
            return None
        basic = place.startswith(GROUP) and group in BASIC_GROUPS
        return _group_screen(reader, group, letter.page, basic=basic)
    return _render_groups(reader)


def read_group(place: str) -> SettingGroup | None:
    """Return the group that a place names, or None."""
    name = place.removeprefix(GROUP).removeprefix(MORE)
    return SettingGroup(name) if name != place and name in set(SettingGroup) else None


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for a value of the setting that the slot names."""
    one = get_setting(letter.key)
    if one is None or not reader.may(get_settings_grant(one.group)):
        return None
    wrong, args = one.kind.wrong
    prompt = reader.say_rich(one.kind.prompt) if one.kind.prompt else ""
    lines = [reader.say_rich("setting-ask", name=reader.say(one.text)), reader.say_rich(wrong, **args), prompt]
    return Rendered(compose.join_lines(lines))
