"""Callback data of `/settings`: what its buttons say when they are pressed, at most 64 bytes. Decides nothing."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, PageNumber

SettingKey = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]


class SettingsPlace(CallbackData, prefix="set"):
    """Another screen: `all`, `found`, `in_` and a group, a setting."""

    place: SettingKey
    page: PageNumber


class SettingValue(CallbackData, prefix="setto"):
    """Set this value; `default`: take the stored one away."""

    key: SettingKey
    value: Annotated[str, Field(min_length=1, max_length=40)]


class SettingPreset(CallbackData, prefix="setpre"):
    """Set the preset of that number: what is too long for a button's data."""

    key: SettingKey
    number: Annotated[int, Field(ge=0, le=20)]


class SettingAsk(CallbackData, prefix="settype"):
    """Ask for a value that is typed."""

    key: SettingKey


class SettingUndo(CallbackData, prefix="setundo"):
    """Take back the change of this version."""

    key: SettingKey
    version: Id
