"""Callback data of being available or not. Decides nothing."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class AwayFor(StrEnum):
    """Until when somebody is away; OPEN: until they say so, BACK: no longer."""

    HOUR = "hour"
    TWO = "two"
    TOMORROW = "tomorrow"
    OPEN = "open"
    BACK = "back"


class Away(CallbackData, prefix="away"):
    """Oneself: until when."""

    until: AwayFor
