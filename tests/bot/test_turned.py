"""Each list of the bot turns its pages in one way: who may see it may turn it, in its message or below another one."""

from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData

from bot.features.canned.buttons import CannedPage
from bot.features.knowledge.buttons import ArticlesListed
from bot.features.lists.buttons import AllChoices, FoundPage, ListFiltered, ListSorted, MinePage, QueuePage
from bot.features.registry import COMMANDS, TURNS, VIEWS
from bot.features.shifts.buttons import Shifts
from bot.features.team.buttons import StaffPage, Topics
from bot.handlers import showing
from bot.handlers.pressed_message import PressedMessage
from db.database import Database
from db.models import Origin, Person, Role
from desk import Desk, NotAllowed, Outdated
from desk.knowledge.article_lists import Shelf
from desk.outbox import Slot
from desk.policy.ticket_list import FilterField, Order
from desk.queries.lists import OwnTickets
from tests.desk.stage import Someone, Stage
from tests.flows.matrix_rows import kinds_of_buttons

_OTHERWISE = {
    "come back to their page after what they do": "DropMail MoveTickets Topic VoteForIdea",
    "of all declared nouns, in one place": "AdminField AdminList AdminRow",
}


def test_each_button_with_a_page_turns_a_list_in_the_one_way_or_says_why_not() -> None:
    paged = {one.__name__ for one in kinds_of_buttons() if "page" in one.model_fields}
    assert paged - {one.data.__name__ for one in TURNS} == set(" ".join(_OTHERWISE.values()).split())


@pytest.mark.parametrize(
    ("turned", "packed"),
    [
        (MinePage(page=2), "mine:2"),
        (ListFiltered(which=OwnTickets.CLOSED, page=2), "list:closed:2"),
        (ListSorted(which=OwnTickets.OPEN, order=Order.CHANGED, page=2), "list:open:changed:2"),
        (Topics(person=5, page=2), "topics:5:2"),
        (Shifts(person=5, part="week", page=2), "shifts:5:week:2"),
        (CannedPage(number=5, page=2), "canned:5:2"),
    ],
)
def test_what_is_in_a_button_stays(turned: CallbackData, packed: str) -> None:
    assert turned.pack() == packed


async def _turn(stage: Stage, who: Someone, data: CallbackData, pressed: PressedMessage) -> dict[str, Any]:
    (handler,) = (one for one in showing.make_router(TURNS, (), VIEWS).callback_query.handlers if _takes(one, data))
    async with stage.database.unit_of_work() as session:
        me = await session.get_one(Person, who.id)
        desk = Desk(session, Origin.TELEGRAM, me, now=stage.now, rules=stage.rules)
        await handler.call(None, callback_data=data, desk=desk, pressed=pressed)
    shown = dict((await stage.letters(who))[-1])
    return {name: shown.get(name) for name in ("view", "slot", "fresh", "page", "find", "order") if shown.get(name)}


def _takes(handler: Any, data: CallbackData) -> bool:
    return any(getattr(one.callback, "callback_data", None) is type(data) for one in handler.filters or ())


_SHOWN: list[tuple[str, CallbackData, str, dict[str, Any]]] = [
    ("in place", MinePage(page=2), "mine", {"view": "mine", "slot": "mine"}),
    ("its words stay", FoundPage(page=2), "found:?ink", {"view": "found", "slot": "found:?ink", "find": "ink"}),
    (
        "a filter and an order", ListSorted(which=OwnTickets.OPEN, order=Order.CHANGED, page=2), "list",
        {"view": "list", "slot": "list", "find": "open", "order": "changed"},
    ),
    ("the filters", AllChoices(by=None, page=2), "all", {"view": "all", "slot": "all", "find": "by"}),
    ("of a filter", AllChoices(by=FilterField.AGENT, page=2), "all", {"view": "all", "slot": "all", "find": "agent"}),
    ("below a reminder", QueuePage(page=2), "reminder", {"view": "queue", "slot": "queue", "fresh": True}),
    ("below a list of before", QueuePage(page=2), "past:queue", {"view": "queue", "slot": "queue", "fresh": True}),
    (
        "in a message of others", Topics(person=5, page=2), "shifts:1",
        {"view": "topics", "slot": "shifts:1", "find": "5"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("data", "slot", "shown"), [one[1:] for one in _SHOWN], ids=[one[0] for one in _SHOWN])
async def test_a_page_comes_in_place_or_below_another_message(
    database: Database, data: CallbackData, slot: str, shown: dict[str, Any]
) -> None:
    stage = Stage(database)
    vera = await stage.person("Vera", Role.ADMIN)
    assert await _turn(stage, vera, data, PressedMessage(Slot.parse(slot))) == shown | {"page": 2}


@pytest.mark.parametrize(
    ("data", "slot", "role", "refusal"),
    [
        (MinePage(page=1), "mine", Role.REQUESTER, NotAllowed),
        (StaffPage(page=1), "staff", Role.AGENT, NotAllowed),
        (Topics(person=7, page=1), "staff", Role.AGENT, NotAllowed),
        (ArticlesListed(shelf=Shelf.DRAFT, page=1), "articles", Role.REQUESTER, NotAllowed),
        (MinePage(page=1), "past:mine", Role.ADMIN, Outdated),
        (FoundPage(page=1), "mine", Role.ADMIN, Outdated),
        (FoundPage(page=1), "found", Role.ADMIN, Outdated),
    ],
)
async def test_who_may_not_see_a_list_and_what_is_under_another_message_is_refused(
    database: Database, data: CallbackData, slot: str, role: Role, refusal: type[Exception]
) -> None:
    stage = Stage(database)
    who = await stage.person("Somebody", role)
    with pytest.raises(refusal):
        await _turn(stage, who, data, PressedMessage(Slot.parse(slot)))


async def test_a_command_shows_its_view_to_who_may_see_it(database: Database) -> None:
    stage = Stage(database)
    router = showing.make_router((), [one for one in COMMANDS.by_name.values() if one.name == "staff"], VIEWS)
    (handler,) = [one for below in router.chain_tail for one in below.message.handlers]
    people = [await stage.person("Vera", Role.ADMIN), await stage.person("Olga", Role.AGENT)]
    async with database.unit_of_work() as session:
        vera, olga = [
            Desk(session, Origin.TELEGRAM, await session.get_one(Person, one.id), now=stage.now, rules=stage.rules)
            for one in people
        ]
        await handler.call(None, desk=vera)
        with pytest.raises(NotAllowed):
            await handler.call(None, desk=olga)
    (shown,) = await stage.letters(people[0])
    assert (shown["view"], shown["slot"], shown["fresh"]) == ("staff", "staff", True)
