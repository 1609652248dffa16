"""Callback data of `/settings`: what its buttons say when they are pressed, at most 64 bytes. Decides nothing."""

from enum import StrEnum
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


class Exempted(StrEnum):
    """Whether the limits on requests do not hold for somebody."""

    ON = "on"
    OFF = "off"


class Exempt(CallbackData, prefix="exempt"):
    """The limits hold for this person, by Telegram id, no more, or again."""

    person: Id
    how: Exempted


Step = Annotated[int, Field(ge=1, le=20)]
Nth = Annotated[int, Field(ge=0, le=20)]


class SetupChoice(CallbackData, prefix="setup"):
    """An answer of *Set up promises*: the preset of that number."""

    step: Step
    number: Nth


class SetupAsk(CallbackData, prefix="setupask"):
    """Ask for a value that is typed, of the question's n-th setting; its answer leads on."""

    step: Step
    n: Nth


class SettingAsk(CallbackData, prefix="settype"):
    """Ask for a value that is typed."""

    key: SettingKey


class SettingUndo(CallbackData, prefix="setundo"):
    """Take back the change of this version."""

    key: SettingKey
    version: Id


class TargetsStep(StrEnum):
    """Say what it would do; do it."""

    ASK = "ask"
    APPLY = "apply"


class TargetsToOpen(CallbackData, prefix="targets"):
    """The targets of today for what is open already."""

    step: TargetsStep
