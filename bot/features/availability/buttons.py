"""Callback data of being away and back."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class AwayFor(StrEnum):
    """The lengths of an absence. OPEN is until they come back on their own; BACK ends the absence."""

    HOUR = "hour"
    TWO = "two"
    TOMORROW = "tomorrow"
    OPEN = "open"
    BACK = "back"


class Away(CallbackData, prefix="away"):
    """Go away for this long, or come back."""

    until: AwayFor
