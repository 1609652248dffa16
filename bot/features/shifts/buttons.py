"""Callback data of a person's shifts. People are named by Telegram id."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, OfPerson, PageNumber


class ShiftPart(StrEnum):
    """The screens of a person's shifts."""

    WEEK = "week"
    MORE = "more"
    EMPTY = "empty"
    COPY = "copy"


class Shifts(OfPerson, prefix="shifts"):
    """Show a screen of a person's shifts; `page` of the colleagues to copy them to."""

    part: ShiftPart
    page: PageNumber


class ShiftDay(CallbackData, prefix="shiftday"):
    """Ask for the person's shifts on that weekday (0: Monday)."""

    person: Id
    weekday: Annotated[int, Field(ge=0, le=6)]


class ShiftCopy(CallbackData, prefix="shiftcopy"):
    """Copy one person's week to another."""

    person: Id
    to: Id


class ShiftClear(OfPerson, prefix="shiftclear"):
    """Remove the person's shifts, so that business hours apply."""
