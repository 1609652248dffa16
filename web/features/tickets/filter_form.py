"""The form that carries the filter of a list, and what several of its tickets are told to do."""

from typing import Annotated

from pydantic import Field

from desk.listing import read_filters
from desk.policy.ticket_list import PANEL, TicketFilters
from web.panel.page_forms import PageForm, RowId

MOST_AT_ONCE = 200
"""Tickets on which one press acts; each is a unit of work of its own."""


class FilterForm(PageForm):
    """A form that carries the filter of a list, as its address has it."""

    form: str = ""
    state: str = ""
    priority: str = ""
    category: str = ""
    agent: str = ""
    event: str = ""
    organization: str = ""
    requester: str = ""
    label: str = ""
    channel: str = ""
    own: str = ""
    late: str = ""
    waits: str = ""
    q: str = ""
    sort: str = ""

    @property
    def chosen(self) -> TicketFilters:
        """Return the filter."""
        return read_filters(TicketFilters(), self.model_dump(), PANEL)


class BulkForm(FilterForm):
    """The filter of the list, the tickets that were picked in it, and what to do with them; `everything`: with all that
    match the filter, as far as can be done at once, but what is newer than the page: when it was `shown`. `page`: of
    the list; `mark`: of each number, what is undone."""

    once: str = ""
    verb: str = ""
    page: Annotated[int, Field(ge=1, lt=2**31)] = 1
    mark: Annotated[list[RowId], Field(max_length=MOST_AT_ONCE, default_factory=list)]
    everything: str = ""
    shown: float = 0
    number: Annotated[list[RowId], Field(max_length=MOST_AT_ONCE, default_factory=list)]
