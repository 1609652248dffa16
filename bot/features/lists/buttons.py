"""Callback data of lists of tickets: pages and filters."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import ListTurn, PageNumber, PageTurn
from desk.policy.ticket_list import FilterField, Order
from desk.queries.lists import OwnTickets


class ListPage(PageTurn, prefix="list"):
    """Show a page of the presser's own requests."""


class ListFiltered(ListTurn, prefix="list"):
    """Show a page of some of the presser's own requests."""

    which: OwnTickets
    page: PageNumber

    def get_asked(self) -> dict[str, str]:
        """Return the filter."""
        return {"find": self.which.value}


class ListSorted(ListTurn, prefix="list"):
    """Show some of the presser's own requests in another order."""

    which: OwnTickets
    order: Order
    page: PageNumber

    def get_asked(self) -> dict[str, str]:
        """Return the filter and the order."""
        return {"find": self.which.value, "order": self.order.value}


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


class AllChosen(CallbackData, prefix="allset"):
    """Set a filter; an empty value removes it."""

    by: FilterField
    value: Annotated[str, Field(pattern="^[a-z_0-9]{0,20}$")]
