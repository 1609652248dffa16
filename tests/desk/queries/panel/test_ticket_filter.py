"""A filter of tickets and the address that says it."""

import pytest

from desk.queries.panel.tickets import TicketFilter


@pytest.mark.parametrize(
    "chosen",
    [
        TicketFilter(),
        TicketFilter(words="open"),
        TicketFilter(
            state="all", priority=2, category=0, agent=7, event=3, organization=4, late=True, words="all", sort="-due"
        ),
    ],
)
def test_an_address_says_the_filter_it_was_made_of(chosen: TicketFilter) -> None:
    assert TicketFilter.parse(chosen.make_query()) == chosen


def test_what_is_usual_is_not_in_the_address() -> None:
    assert TicketFilter().make_query() == {}
    assert TicketFilter(words="open").make_query() == {"q": "open"}
