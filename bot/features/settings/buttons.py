"""Callback data of `/settings`, at most 64 bytes."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, PageNumber

SettingKey = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]


class SettingsPlace(CallbackData, prefix="set"):
    """Show another screen: `all`, `found`, `in_` and a group, or a setting."""

    place: SettingKey
    page: PageNumber


class SettingValue(CallbackData, prefix="setto"):
    """Set this value; `default` removes the stored one."""

    key: SettingKey
    value: Annotated[str, Field(min_length=1, max_length=40)]


class SettingPreset(CallbackData, prefix="setpre"):
    """Set the preset of that number, whose value is too long for callback data."""

    key: SettingKey
    number: Annotated[int, Field(ge=0, le=20)]


class Exempted(StrEnum):
    """ON exempts a person from the limits on requests, OFF ends that."""

    ON = "on"
    OFF = "off"


class Exempt(CallbackData, prefix="exempt"):
    """Exempt this person, by Telegram id, from the limits on requests, or end that."""

    person: Id
    how: Exempted


class SettingAsk(CallbackData, prefix="settype"):
    """Ask for a typed value."""

    key: SettingKey


class SettingUndo(CallbackData, prefix="setundo"):
    """Undo the change that made this version."""

    key: SettingKey
    version: Id


class TargetsStep(StrEnum):
    """ASK shows the effect, APPLY does it."""

    ASK = "ask"
    APPLY = "apply"


class TargetsToOpen(CallbackData, prefix="targets"):
    """Apply today's targets to open tickets."""

    step: TargetsStep
