"""Callback data of lists of tickets: their pages, and what is chosen of them. Decides nothing."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import PageNumber, PageTurn
from desk.policy.open_filter import FilterField, Order
from desk.queries.ticket_pages import OwnTickets


class ListPage(PageTurn, prefix="list"):
    """A page of one's tickets."""


class ListFiltered(CallbackData, prefix="list"):
    """A page of some of one's tickets."""

    which: OwnTickets
    page: PageNumber


class ListSorted(CallbackData, prefix="list"):
    """The same in another order."""

    which: OwnTickets
    order: Order
    page: PageNumber


class MinePage(PageTurn, prefix="mine"):
    """A page of what one has taken."""


class FoundPage(PageTurn, prefix="found"):
    """A page of what a search found."""


class QueuePage(PageTurn, prefix="queue"):
    """A page of what nobody has taken."""


class AttentionPageTurn(PageTurn, prefix="attention"):
    """A page of what needs attention."""


class AllPage(PageTurn, prefix="all"):
    """A page of all open tickets."""


class AllChoices(CallbackData, prefix="allby"):
    """What they can be chosen by; of one thing: what there is to choose from."""

    by: FilterField | None
    page: PageNumber


class AllChosen(CallbackData, prefix="allset"):
    """Those of this value; empty: of any."""

    by: FilterField
    value: Annotated[str, Field(pattern="^[a-z_0-9]{0,20}$")]
