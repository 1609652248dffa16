"""The form that carries the filter of a list, and what several of its tickets were told to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from desk.listing import read_filters
from desk.policy.ticket_list import PANEL, TicketFilters
from web.panel.page_forms import PageForm, RowId

MOST_AT_ONCE = 200
"""Tickets on which one press acts; each is a unit of work of its own."""


@dataclass(frozen=True, slots=True)
class BulkLine:
    """The result for one ticket; `refused`: why it was not changed."""

    number: int
    refused: str | None


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
    match the filter, as far as can be done at once, but what is newer than the page: when it was `shown`."""

    verb: str = ""
    everything: str = ""
    shown: float = 0
    number: Annotated[list[RowId], Field(max_length=MOST_AT_ONCE, default_factory=list)]


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The result for several tickets. `to`: to whom they were handed; `undo`: the verb that takes it back within
    `seconds`, if there is one."""

    verb: str
    lines: Sequence[BulkLine]
    to: str = ""
    undo: str = ""
    seconds: int = 0

    @property
    def done(self) -> list[int]:
        """Return the numbers of the tickets that were changed."""
        return [line.number for line in self.lines if line.refused is None]

    @property
    def refused(self) -> list[BulkLine]:
        """Return the others."""
        return [line for line in self.lines if line.refused is not None]
