"""Callback data of the list of an organization's requests: its pages and filters."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import PageNumber
from desk.queries.clients.led_tickets import LedBy


class LedPageTurn(CallbackData, prefix="led"):
    """Show a page of the requests of one's organizations. `key`: the id that a filter needs, otherwise 0."""

    by: LedBy
    key: Annotated[int, Field(ge=0, le=2**63 - 1)]
    page: PageNumber


class LedChoices(CallbackData, prefix="led_by"):
    """Show what the requests can be filtered by."""

    by: LedBy
    page: PageNumber
