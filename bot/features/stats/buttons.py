"""Callback data of charts; `result` is the chart above the buttons."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, PageNumber

Word = Annotated[str, Field(pattern=r"^[a-z0-9_-]{0,30}$")]


class StatsChange(StrEnum):
    """The part that a press changes: the period, the report, the figure, its dimension, a filter, or whose card it
    is; ALL removes every filter."""

    PERIOD = "period"
    FORM = "form"
    FIGURE = "figure"
    BY = "by"
    WHERE = "where"
    CARD = "card"
    ALL = "all"
    EVENT = "event"


class StatsButtons(CallbackData, prefix="statsat"):
    """Show another screen of buttons under the same chart: "forms", "where-agent"."""

    result: Id
    screen: Word
    page: PageNumber


class StatsChoice(CallbackData, prefix="stats"):
    """Draw another chart in place of this one. `value`: a name or an id, of a filter both ("agent-17")."""

    result: Id
    change: StatsChange
    value: Word


class StatsDays(CallbackData, prefix="statsdays"):
    """Ask for the days of the chart."""

    result: Id
