"""Callback data of events: the list of them, a ticket's. Decides nothing."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, PageNumber

EventKey = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""An event by id; 0: none."""


class EventsTurn(CallbackData, prefix="events"):
    """A page of them."""

    page: PageNumber


class EventsCompared(CallbackData, prefix="eventscmp"):
    """Several of them side by side in one picture."""


class EventChoice(CallbackData, prefix="event"):
    """The event a ticket belongs to."""

    number: Id
    event: EventKey


class EventBack(CallbackData, prefix="eventback"):
    """An admin takes the removal of an event back."""

    slug: Annotated[str, Field(pattern="^[a-z0-9-]{1,50}$")]
