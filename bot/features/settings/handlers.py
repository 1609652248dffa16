"""Screens of `/settings`, at most eight buttons each: the groups of basic or advanced settings, the settings of a group
or of a search, one setting."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AskedPrompt, Command, Feature, Turning, ViewSpec
from bot.features.settings.buttons import (
    Exempt,
    Exempted,
    SettingAsk,
    SettingPreset,
    SettingsPlace,
    SettingUndo,
    SettingValue,
    TargetsStep,
    TargetsToOpen,
)
from bot.features.settings.screens import read_group, render_question, render_settings
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import Press, handle_presses, make_press_router
from db.models import Person
from desk import Desk, Outdated
from desk.admin_settings import exemptions
from desk.admin_settings.changes import (
    SettingChange,
    change_setting,
    choose_preset,
    require_changeable,
    undo_setting,
)
from desk.admin_settings.registry import get_setting, get_settings_grant
from desk.conversation.new_entry import IncomingMessage
from desk.operations import targets_of_open_tickets
from desk.outbox import Args, Say, Show
from desk.policy import permissions
from desk.policy.permissions import ANY_SETTING, Grant
from desk.search.prefix_query import MOST_TYPED


def _make_open_tickets_router() -> Router:
    """Return a fresh router of these buttons."""
    return make_press_router("targets", apply_targets)


async def apply_targets(
    _query: CallbackQuery, callback_data: TargetsToOpen, desk: Desk, pressed: PressedMessage
) -> None:
    """Show how many tickets would change, or change them."""
    if callback_data.step is TargetsStep.ASK:
        would = await targets_of_open_tickets.preview_targets(desk)
        row = (respond.press_button("btn-targets-apply", TargetsToOpen(step=TargetsStep.APPLY)),)
        args: Args = {"n": would.tickets, "late": would.late}
        respond.post_letter(desk, Say("targets-would", args, (row,) if would.tickets else (), slot="targets"))
        return
    pressed.require_view("targets")
    pressed.require_open()
    respond.post_letter(
        desk,
        Say("targets-applied", {"n": await targets_of_open_tickets.apply_targets(desk)}, slot="targets", replace=True),
    )


def make_router() -> Router:
    """Return a fresh router of this button."""
    return make_press_router("exemptions", _exempt_person)


async def _exempt_person(
    _query: CallbackQuery, callback_data: Exempt, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    permissions.require_grant(me, Grant.SETTINGS_LIMITS)
    if pressed.recorded and (pressed.slot.kind, pressed.slot.key) != ("limit", str(callback_data.person)):
        raise Outdated
    done = exemptions.exempt_from_limits if callback_data.how is Exempted.ON else exemptions.end_exemption
    press.say(_choose_confirmation(await done(desk, callback_data.person)))


async def _set_setting(desk: Desk, incoming: IncomingMessage, key: str) -> Show:
    """Set the setting that was asked for."""
    change = await change_setting(desk, key, incoming.words.text)
    note = "setting-set" if change.changed else "setting-same"
    return Show("settings", slot="settings", find=key, fresh=True, note=note)


def _make_settings_router() -> Router:
    """Return a fresh router of these."""
    made = StaffRouter(name="settings")
    made.message.register(_show_settings, CommandFilter("settings"))
    handle_presses(made, set_value, _set_preset, ask_value, undo_change)
    return made


async def _show_settings(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Handle `/settings`; `/settings words` searches, `/settings key value` sets one."""
    permissions.require_grant(me, ANY_SETTING)
    key, *rest = command.words.text.split(maxsplit=1) or [""]
    one = get_setting(key.lower())
    if one is not None and rest:
        change = await change_setting(desk, one.key, rest[0])
        respond.post_letter(
            desk, Show("settings", slot="settings", find=one.key, fresh=True, note=_choose_confirmation(change))
        )
    elif one is not None or not key:
        permissions.require_grant(me, _get_grant(key.lower()))
        respond.post_letter(desk, Show("settings", slot="settings", find=key.lower(), fresh=True))
    else:
        words = " ".join(command.words.text.split())[:MOST_TYPED]
        respond.post_letter(desk, Show("settings", slot=f"settings:?{words}", find="found", fresh=True))


async def set_value(
    _query: CallbackQuery, callback_data: SettingValue, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    permissions.require_grant(me, ANY_SETTING)
    pressed.require_view("settings")
    change = await change_setting(desk, callback_data.key, callback_data.value)
    press.say(_choose_confirmation(change))
    _show_setting(desk, pressed, callback_data.key)


async def _set_preset(
    _query: CallbackQuery, callback_data: SettingPreset, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Set a preset whose value is too long for callback data."""
    permissions.require_grant(me, ANY_SETTING)
    pressed.require_view("settings")
    press.say(_choose_confirmation(await choose_preset(desk, callback_data.key, callback_data.number)))
    _show_setting(desk, pressed, callback_data.key)


async def ask_value(
    _query: CallbackQuery, callback_data: SettingAsk, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_grant(me, ANY_SETTING)
    pressed.require_view("settings")
    if get_setting(callback_data.key) is None:
        raise Outdated
    await require_changeable(desk, callback_data.key)
    respond.post_question(desk, "setting", callback_data.key)


async def undo_change(
    _query: CallbackQuery, callback_data: SettingUndo, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Restore the value before the change; if it was changed again since, only show it."""
    permissions.require_grant(me, ANY_SETTING)
    pressed.require_view("settings")
    change = await undo_setting(desk, callback_data.key, callback_data.version)
    press.say("setting-undone" if change is not None else "setting-changed-since")
    _show_setting(desk, pressed, callback_data.key)


def _choose_confirmation(change: SettingChange) -> str:
    """Return the key of the line that confirms a change."""
    return "setting-set" if change.changed else "setting-same"


def _get_grant(place: str) -> Grant | frozenset[Grant]:
    """Return what a screen needs: of one setting or group its own grant, else any of them."""
    if (one := get_setting(place)) is not None:
        return get_settings_grant(one.group)
    group = read_group(place)
    return ANY_SETTING if group is None else get_settings_grant(group)


def _require_place(desk: Desk, at: SettingsPlace, _pressed: PressedMessage) -> None:
    permissions.require_grant(desk.require_actor(), _get_grant(at.place))


def _show_setting(desk: Desk, pressed: PressedMessage, find: str) -> None:
    pressed.require_view("settings")
    slot = str(pressed.slot) if pressed.recorded else "settings"
    respond.post_letter(desk, Show("settings", slot=slot, find=find, fresh=not pressed.recorded))


FEATURE = Feature(
    name="settings",
    routers=(
        _make_settings_router,
        _make_open_tickets_router,
        make_router,
    ),
    views={"settings": ViewSpec(render_settings, grant=ANY_SETTING)},
    turns=(Turning(SettingsPlace, "settings", find="{one.place}", under=("setup",), check=_require_place),),
    commands=(Command("settings", grant=ANY_SETTING),),
    prompts={"setting": AskedPrompt(_set_setting, repeats=True, asks=ViewSpec(render_question, grant=ANY_SETTING))},
)
