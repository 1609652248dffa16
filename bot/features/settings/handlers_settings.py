"""`/settings` and its buttons, for admins; `prompts.py` takes a typed value."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.settings.buttons import SettingAsk, SettingPreset, SettingsPlace, SettingUndo, SettingValue
from bot.features.settings.screens import read_group
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from db.models import Person
from desk import Desk, Outdated
from desk.admin_settings.changes import SettingChange, change_setting, choose_preset, require_changeable, undo_setting
from desk.admin_settings.registry import get_setting, get_settings_grant
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.grants import ANY_SETTING, Grant
from desk.search.prefix_query import MOST_TYPED


def make_router() -> Router:
    """Return a fresh router of these."""
    made = Router(name="settings")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_settings, CommandFilter("settings"))
    made.callback_query.register(show_group, SettingsPlace.filter())
    made.callback_query.register(set_value, SettingValue.filter())
    made.callback_query.register(set_preset, SettingPreset.filter())
    made.callback_query.register(ask_value, SettingAsk.filter())
    made.callback_query.register(undo_change, SettingUndo.filter())
    return made


async def show_settings(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Handle `/settings`; `/settings words` searches, `/settings key value` sets one."""
    permissions.require_grant(me, ANY_SETTING)
    key, *rest = command.words.text.split(maxsplit=1) or [""]
    one = get_setting(key.lower())
    if one is not None and rest:
        change = await change_setting(desk, one.key, rest[0])
        respond.post_letter(
            desk, Show("settings", slot="settings", find=one.key, fresh=True, note=choose_confirmation(change))
        )
    elif one is not None or not key:
        permissions.require_grant(me, _get_grant(key.lower()))
        respond.post_letter(desk, Show("settings", slot="settings", find=key.lower(), fresh=True))
    else:
        words = " ".join(command.words.text.split())[:MOST_TYPED]
        respond.post_letter(desk, Show("settings", slot=f"settings:?{words}", find="found", fresh=True))


async def show_group(
    _query: CallbackQuery, callback_data: SettingsPlace, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Show another screen in the same message; below the steps of the set-up in a new one."""
    permissions.require_grant(me, _get_grant(callback_data.place))
    if spot.kind == "setup":
        respond.post_letter(desk, Show("settings", slot="settings", find=callback_data.place, fresh=True))
    else:
        _show_setting(desk, spot, callback_data.place, callback_data.page)


async def set_value(
    _query: CallbackQuery, callback_data: SettingValue, desk: Desk, me: Person, spot: PressedMessage, press: Press
) -> None:
    permissions.require_grant(me, ANY_SETTING)
    spot.require_face("settings")
    change = await change_setting(desk, callback_data.key, callback_data.value)
    press.say(choose_confirmation(change))
    _show_setting(desk, spot, callback_data.key)


async def set_preset(
    _query: CallbackQuery, callback_data: SettingPreset, desk: Desk, me: Person, spot: PressedMessage, press: Press
) -> None:
    """Set a preset whose value is too long for callback data."""
    permissions.require_grant(me, ANY_SETTING)
    spot.require_face("settings")
    press.say(choose_confirmation(await choose_preset(desk, callback_data.key, callback_data.number)))
    _show_setting(desk, spot, callback_data.key)


async def ask_value(
    _query: CallbackQuery, callback_data: SettingAsk, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    permissions.require_grant(me, ANY_SETTING)
    spot.require_face("settings")
    if get_setting(callback_data.key) is None:
        raise Outdated
    await require_changeable(desk, callback_data.key)
    respond.post_letter(desk, Show("setting_ask", slot=f"setting:{callback_data.key}", fresh=True))


async def undo_change(
    _query: CallbackQuery, callback_data: SettingUndo, desk: Desk, me: Person, spot: PressedMessage, press: Press
) -> None:
    """Restore the value before the change; if it was changed again since, only show it."""
    permissions.require_grant(me, ANY_SETTING)
    spot.require_face("settings")
    change = await undo_setting(desk, callback_data.key, callback_data.version)
    press.say("setting-undone" if change is not None else "setting-changed-since")
    _show_setting(desk, spot, callback_data.key)


def choose_confirmation(change: SettingChange) -> str:
    """Return the key of the line that confirms a change."""
    return "setting-set" if change.changed else "setting-same"


def _get_grant(place: str) -> Grant | frozenset[Grant]:
    """Return what a screen needs: of one setting or group its own grant, else any of them."""
    if (one := get_setting(place)) is not None:
        return get_settings_grant(one.group)
    group = read_group(place)
    return ANY_SETTING if group is None else get_settings_grant(group)


def _show_setting(desk: Desk, spot: PressedMessage, find: str, page: int = 1) -> None:
    spot.require_face("settings")
    slot = str(spot.slot) if spot.recorded else "settings"
    respond.post_letter(desk, Show("settings", slot=slot, find=find, page=page, fresh=not spot.recorded))
