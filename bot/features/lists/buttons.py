"""Callback data of lists of tickets: pages and filters."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import PageNumber, PageTurn
from desk.policy.ticket_list import FilterField, Order
from desk.queries.lists import OwnTickets

CHOOSING = "by"
"""Names the screen of filters in a letter."""


class ListPage(PageTurn, prefix="list"):
    """Show a page of the presser's own requests."""


class ListFiltered(CallbackData, prefix="list"):
    """Show a page of some of the presser's own requests."""

    which: OwnTickets
    page: PageNumber


class ListSorted(CallbackData, prefix="list"):
    """Show some of the presser's own requests in another order."""

    which: OwnTickets
    order: Order
    page: PageNumber


class MinePage(PageTurn, prefix="mine"):
    """Show a page of tickets assigned to the presser."""


class FoundPage(PageTurn, prefix="found"):
    """Show a page of search results."""


class QueuePage(PageTurn, prefix="queue"):
    """Show a page of the queue."""


class AttentionPageTurn(PageTurn, prefix="attention"):
    """Show a page of tickets that need attention."""


class AllPage(PageTurn, prefix="all"):
    """Show a page of all open tickets."""


class AllChoices(CallbackData, prefix="allby"):
    """Show the filters of all open tickets, or the values of one filter."""

    by: FilterField | None
    page: PageNumber

    @property
    def screen(self) -> str:
        """The name of the screen in a letter."""
        return CHOOSING if self.by is None else self.by.value


class AllChosen(CallbackData, prefix="allset"):
    """Set a filter; an empty value removes it."""

    by: FilterField
    value: Annotated[str, Field(pattern="^[a-z_0-9]{0,20}$")]
