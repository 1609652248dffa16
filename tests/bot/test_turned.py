"""What a button that turns a list asks for: the page, and what of the list is chosen."""

import pytest

from bot.features.administration import handlers
from bot.features.lists.buttons import ListFiltered, ListPage, ListSorted
from bot.handlers.pressed_message import ListTurn
from desk.administration.registry import RESOURCES
from desk.policy.ticket_list import Order
from desk.queries.lists import OwnTickets


@pytest.mark.parametrize(
    ("turned", "packed", "asked"),
    [
        (ListPage(page=2), "list:2", {}),
        (ListFiltered(which=OwnTickets.CLOSED, page=2), "list:closed:2", {"find": "closed"}),
        (
            ListSorted(which=OwnTickets.OPEN, order=Order.CHANGED, page=2),
            "list:open:changed:2",
            {"find": "open", "order": "changed"},
        ),
    ],
)
def test_a_button_of_ones_own_requests_says_what_is_chosen(
    turned: ListTurn, packed: str, asked: dict[str, str]
) -> None:
    assert (turned.pack(), dict(turned.get_asked())) == (packed, asked)


def test_each_declared_noun_has_the_views_that_its_messages_name() -> None:
    named = {name for one in RESOURCES for name in (one.stored.view, one.stored.row, one.stored.ask) if name}
    assert set(handlers.FEATURE.views) == named
