"""How many buttons a message shows, over every view, status, reader and number of topics; none is lost behind More."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.features import staff_group
from bot.features.requests import screens as receipt
from bot.features.requests import screens_resolution
from bot.features.ticket import screens_card as agent_card
from bot.features.ticket import screens_page as ticket_page
from bot.features.ticket.buttons import More
from bot.views import Reader, Rendered, keyboards
from bot.views.reader import Style
from db.models import Role, Status
from desk.queries.people import PersonInfo
from desk.queries.ticket_card import TicketCard
from desk.queries.topic_choices import CategoryInfo
from tests.bot.views.faces import ANNA, ENDED, IVAN, NOW, OLGA, data, entry, reader, ticket
from tests.rules import rules_with

GROUP = PersonInfo(9, "Team", -100, Role.GROUP)
BOSS = PersonInfo(8, "Vera", 900, Role.ADMIN)
TOPICS = tuple(CategoryInfo(n, f"Topic {n}") for n in range(1, 41))
View = Callable[[TicketCard, int], Rendered | None]
CARDS: dict[str, View] = {
    "card": lambda one, screen: agent_card.render_ticket_card(reader(OLGA), one, screen),
    "card of another's": lambda one, screen: agent_card.render_ticket_card(reader(IVAN), one, screen),
    "card for an admin": lambda one, screen: agent_card.render_ticket_card(reader(BOSS), one, screen),
    "receipt": lambda one, screen: receipt.render_receipt(reader(ANNA), one, screen),
    "group": lambda one, _screen: staff_group.render_new(reader(GROUP), one),
    "ended": lambda one, _screen: staff_group.render_ended(reader(GROUP), one),
}
PAGES: dict[str, View] = {
    "opened": lambda one, screen: ticket_page.render_ticket_page(reader(OLGA), one, 3, screen),
    "opened where answers are kept": lambda one, screen: ticket_page.render_ticket_page(
        _keeping_answers(), one, 3, screen
    ),
    "opened by its requester": lambda one, _screen: ticket_page.render_ticket_page(
        reader(ANNA), replace(one, for_requester=True)
    ),
    "resolved": lambda one, _screen: screens_resolution.render_resolution(reader(ANNA), one),
}


def _keeping_answers() -> Reader:
    olga = reader(OLGA)
    return replace(olga, settings=rules_with(olga.settings, knowledge__canned=frozenset({0})))


def tickets() -> Iterator[TicketCard]:
    """In every status, held or not, with few and many topics, chosen or not, with all that may show a button."""
    for status in Status:
        for assignee in (None, OLGA):
            for topics in (0, 1, 3, 4, 40):
                for chosen in (None, TOPICS[0]):
                    yield ticket(
                        status=status,
                        assignee=assignee,
                        last_assignee=OLGA,
                        categories=TOPICS[:topics],
                        category=chosen,
                        ended_at=NOW if status in ENDED else None,
                        can_reopen=True,
                        can_bar=True,
                        task_id="6X7",
                        last=(entry(),),
                        similar_count=0 if chosen else 3,
                    )
    yield ticket(is_draft=True, filed_at=None, categories=TOPICS, can_bar=True)
    yield ticket(is_draft=True, filed_at=None, categories=TOPICS[:3], can_bar=True)


def screens(view: View, one: TicketCard) -> dict[int, Rendered]:
    """The screens of a message that presses lead to, from the first on."""
    seen: dict[int, Rendered] = {}
    ahead = [keyboards.FIRST]
    while ahead:
        screen = ahead.pop()
        made = view(one, screen)
        if made is None or screen in seen:
            continue
        seen[screen] = made
        ahead += [More.unpack(press).screen for press in data(made) if press and press.startswith("more:")]
    return seen


def test_what_does_not_fit_is_behind_more_and_nothing_is_lost() -> None:
    for one in tickets():
        shown = screens(PAGES["opened"], one)
        reached = {press for made in shown.values() for press in data(made)}
        choices = {f"cat:42:{c.id}" for c in one.categories if one.category is None or c.id != one.category.id}
        assert (choices <= reached) == (one.is_open or not choices), one.status
        assert {"thread:42:3", "history:42:0", "block:42"} <= reached
        assert ({f"prio:42:{n}" for n in (1, 2, 4)} <= reached) == one.is_open
        if not one.is_draft:
            first = set(data(shown[keyboards.FIRST]))
            assert "thread:42:3" in first
            assert "history:42:0" not in first
            assert ({f"prio:42:{n}" for n in (1, 2, 4)} <= first) == one.is_open
        offered = {f"cat:42:{c.id}" for c in one.categories}
        wanted = one.is_open and one.category is None
        reached = {press for made in screens(CARDS["receipt"], one).values() for press in data(made)}
        assert (offered <= reached) == (wanted or not offered)


def test_a_card_of_seven_buttons_folds_the_last() -> None:
    made = keyboards.Folding(reader(OLGA), keyboards.Foldable.CARD, 42, 2)
    buttons = [made._topic(CategoryInfo(n, str(n))) for n in range(1, 8)]
    assert [len(row) for row in made.fold_buttons(buttons[:6])] == [3, 3]
    assert [b.data for row in made.fold_buttons(buttons) for b in row][-1] == "more:card:42:2"
    behind = replace(made, screen=2).fold_buttons(buttons)
    assert [b.data for row in behind for b in row] == ["cat:42:6", "cat:42:7", "more:card:42:1"]
    assert [sum(map(len, made._page_rows(buttons, screen, 50, 1))) for screen in (50, 51)] == [6, 4]


@pytest.mark.parametrize(("screen", "first"), [(1, "claim:42"), (9, "history:42:0"), (99, "cat:42:40")])
def test_a_screen_too_far_is_the_last(screen: int, first: str) -> None:
    made = ticket_page.render_ticket_page(reader(OLGA), ticket(categories=TOPICS), 1, screen)
    assert first in data(made)
    gone = ticket_page.render_ticket_page(reader(OLGA), ticket(categories=()), 1, 50)
    assert data(gone)[0] == "claim:42"


def test_only_the_topic_that_was_guessed_asks_to_be_confirmed() -> None:
    made = keyboards.Folding(reader(OLGA), keyboards.Foldable.CARD, 42, 2)
    few, many = (made.make_topic_buttons(TOPICS[:count], TOPICS[1]) for count in (2, 9))
    assert [one.text for one in few] == ["Topic 1", "✓ Topic 2"]
    assert [one.text for one in many][:-1] == ["✓ Topic 2"]


def test_the_main_button_of_a_message_stands_out() -> None:
    press = More(face=keyboards.Foldable.CARD, number=42, screen=1)
    made = [make("btn-more", press) for make in (reader(OLGA).make_main_button, reader(OLGA).make_button)]
    assert [one.style for one in made] == [Style.PRIMARY, None]
