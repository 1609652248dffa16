"""Filters of tickets as words: what an address, a form or a row of a person says, whatever another version wrote."""

from typing import Any

import pytest

from db.models import Status
from desk.listing import read_filters, write_address, write_filters
from desk.policy.ticket_list import (
    EVERY,
    PANEL,
    FilterField,
    TicketFilters,
    Turn,
    choose_filter,
    is_all_open,
    load_filters,
)

_OPEN_LIST = TicketFilters(Status.ON_HOLD, 2, 7, 0, late=True, turn=Turn.OTHERS, sort="changed")
_PANEL = TicketFilters("all", 2, 0, 7, 3, 4, 5, late=True, waits=True, q="all & more", sort="-due")


@pytest.mark.parametrize("chosen", [TicketFilters(), EVERY, _PANEL, TicketFilters(q="open"), TicketFilters(agent=0)])
def test_an_address_says_the_filters_it_was_made_of(chosen: TicketFilters) -> None:
    assert read_filters(TicketFilters(), write_filters(chosen), PANEL) == chosen
    assert read_filters(TicketFilters(), write_filters(chosen)) == chosen


def test_what_is_usual_is_not_in_the_address() -> None:
    assert write_address("/tickets", TicketFilters()) == "/tickets"
    assert write_address("/tickets", TicketFilters(), "") == "/tickets?page="
    assert write_address("/tickets", _PANEL, 2, state="open", category=None, q=None) == (
        "/tickets?priority=2&agent=7&event=3&organization=4&requester=5&late=1&waits=1&sort=-due&page=2"
    )


@pytest.mark.parametrize(
    "given",
    [
        {"state": "frozen"}, {"priority": "5"}, {"priority": ""}, {"category": "x"}, {"agent": "9" * 19},
        {"agent": "²"}, {"requester": "0"}, {"late": "yes"}, {"sort": "colour"}, {"turn": "team"}, {"tag": "vip"},
    ],
)  # fmt: skip
def test_what_an_address_cannot_say_counts_as_any(given: dict[str, str]) -> None:
    assert read_filters(TicketFilters(), given, PANEL) == TicketFilters()


def test_what_is_shown_as_open_is_stored_and_read_again() -> None:
    assert write_filters(TicketFilters()) == {}
    for chosen in (TicketFilters(), _OPEN_LIST, TicketFilters(category=0), TicketFilters(late=True)):
        assert load_filters(write_filters(chosen)) == chosen
    assert is_all_open(TicketFilters(sort="changed")) and not is_all_open(TicketFilters(agent=0))


@pytest.mark.parametrize(
    ("row", "chosen"),
    [
        ({"status": "on_hold", "waits": "others", "late": True, "order": "changed", "priority": 2, "category": 7,
          "agent": 0}, _OPEN_LIST),
        ({"status": "frozen"}, TicketFilters()), ({"priority": 9}, TicketFilters()),
        ({"order": "alphabet"}, TicketFilters()), ({"waits": "x"}, TicketFilters()),
        ({"colour": "red"}, TicketFilters()), (None, TicketFilters()),
    ],
)  # fmt: skip
def test_rows_of_other_versions_are_read(row: dict[str, Any] | None, chosen: TicketFilters) -> None:
    assert load_filters(row) == chosen


@pytest.mark.parametrize(
    ("by", "value"),
    [("status", "closed"), ("status", "all"), ("priority", "5"), ("order", "open"), ("waits", "me"), ("agent", "olga")],
)
def test_a_value_there_is_not_is_refused(by: str, value: str) -> None:
    with pytest.raises(ValueError):
        choose_filter(TicketFilters(), FilterField(by), value)


def test_a_choice_is_taken_back() -> None:
    chosen = _OPEN_LIST
    for by in FilterField:
        chosen = choose_filter(chosen, by, "urgent" if by is FilterField.ORDER else "")
    assert chosen == TicketFilters()
