"""Callback data of events: the list, and the event of a ticket."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, PageNumber

EventKey = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""An event by id; 0: none."""


class EventsTurn(CallbackData, prefix="events"):
    """Show a page of the events."""

    page: PageNumber


class EventsCompared(CallbackData, prefix="eventscmp"):
    """Draw several events in one picture to compare them."""


class EventChoice(CallbackData, prefix="event"):
    """Set the event that a ticket belongs to."""

    number: Id
    event: EventKey


class EventBack(CallbackData, prefix="eventback"):
    """Restore a removed event."""

    slug: Annotated[str, Field(pattern="^[a-z0-9-]{1,50}$")]
