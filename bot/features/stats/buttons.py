"""Callback data of pictures of figures: `result` is the picture whose buttons these are. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, PageNumber

Word = Annotated[str, Field(pattern=r"^[a-z0-9_-]{0,30}$")]


class StatsChange(StrEnum):
    """What a press changes: the period, the form, the figure, by what it is told apart, a value of a dimension; whose
    card it is; ALL takes every filter away."""

    PERIOD = "period"
    FORM = "form"
    FIGURE = "figure"
    BY = "by"
    WHERE = "where"
    CARD = "card"
    ALL = "all"
    EVENT = "event"


class StatsButtons(CallbackData, prefix="statsat"):
    """Another screen of buttons under the same picture: "forms", "where-agent"."""

    result: Id
    screen: Word
    page: PageNumber


class StatsChoice(CallbackData, prefix="stats"):
    """Another picture in place of this one. `value`: a name or an id, of a filter both ("agent-17")."""

    result: Id
    change: StatsChange
    value: Word


class StatsDays(CallbackData, prefix="statsdays"):
    """Ask for the days."""

    result: Id
