"""Callback data of somebody's shifts. People go by Telegram id. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, OfPerson, PageNumber


class ShiftPart(StrEnum):
    """A screen of somebody's shifts."""

    WEEK = "week"
    MORE = "more"
    EMPTY = "empty"
    COPY = "copy"


class Shifts(CallbackData, prefix="shifts"):
    """A screen of somebody's shifts; `page` of those they can be copied to."""

    person: Id
    part: ShiftPart
    page: PageNumber


class ShiftDay(CallbackData, prefix="shiftday"):
    """Ask when they work on that weekday (0: Monday); the reply says it."""

    person: Id
    weekday: Annotated[int, Field(ge=0, le=6)]


class ShiftCopy(CallbackData, prefix="shiftcopy"):
    """The week of one is the other's too."""

    person: Id
    to: Id


class ShiftClear(OfPerson, prefix="shiftclear"):
    """No shifts: the desk's hours."""
