"""Callback data of a person's shifts. People are named by Telegram id."""

from typing import Annotated

from pydantic import Field

from bot.handlers.pressed_message import OfPerson, PageNumber

WEEK = "week"


class Shifts(OfPerson, prefix="shifts"):
    """Show a person's shifts; earlier versions had other parts than `WEEK`, with pages."""

    part: Annotated[str, Field(pattern="^[a-z]{1,10}$")]
    page: PageNumber


class ShiftClear(OfPerson, prefix="shiftclear"):
    """Remove the person's shifts, so that business hours apply."""
