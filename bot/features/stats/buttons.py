"""Callback data of charts; `result` is the chart above the buttons."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id

Word = Annotated[str, Field(pattern=r"^[a-z0-9_-]{0,30}$")]
PERIOD = "period"


class StatsChoice(CallbackData, prefix="stats"):
    """Draw the chart of another period in place of this one. `change` is `PERIOD`; earlier versions had more."""

    result: Id
    change: Word
    value: Word
