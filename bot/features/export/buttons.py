"""Callback data of `/export`."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

Day = Annotated[int, Field(ge=1, le=3_652_059)]
"""A day as `date.toordinal` counts it."""


class ExportDoes(StrEnum):
    """Show the choice, or make the file in this format."""

    SHOW = "show"
    CSV = "csv"
    JSON = "json"


class ExportButton(CallbackData, prefix="export"):
    """The choice that the button leads to, and what pressing does with it."""

    first: Day
    last: Day
    names: bool
    words: bool
    does: ExportDoes
