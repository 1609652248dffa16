"""Callback data of `/export`. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

Day = Annotated[int, Field(ge=1, le=3_652_059)]
"""As `date.toordinal` counts them."""


class ExportDoes(StrEnum):
    """Only show the choice, or have it made."""

    SHOW = "show"
    CSV = "csv"
    JSON = "json"


class ExportButton(CallbackData, prefix="export"):
    """An export as the button's message shows it, with what the button changes or does."""

    first: Day
    last: Day
    names: bool
    words: bool
    does: ExportDoes
