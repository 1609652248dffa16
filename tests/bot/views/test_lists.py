"""Lists of tickets, reminders, what needs somebody: each word and each button where it holds."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.views import Reader
from bot.views.lists import attention, open_list, reminder, ticket_lists
from db.database import Database
from db.models import Person, Role, Status
from desk.policy.open_filter import By, OpenFilter, Order
from desk.queries.attention import AttentionPage, Why
from desk.queries.lists import Page, TicketRow, Which
from desk.queries.open_tickets import Eligible, OpenPage
from tests.bot.views.faces import ANNA, NOW, OLGA, data, labels, reader
from tests.bot.views.test_views_of_lists import line
from tests.desk.stage import BOT, RULES, Someone, Stage

HOUR = timedelta(hours=1)


def _page(*lines: TicketRow, **more: Any) -> Page:
    given = {"page": 1, "pages": 1, "total": len(lines), "open_count": len(lines), **more}
    return Page(lines, **given)


def _own(**changes: Any) -> str:
    return ticket_lists.own(reader(ANNA), _page(line(43, **changes))).words.text.split("\n")[-1]


def _staffs(**changes: Any) -> str:
    return ticket_lists.staff_line(reader(OLGA), line(43, **changes)).text


# --------------------------------------------------------------------- lines


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"is_draft": True}, "being written"),
        ({"status": Status.PENDING, "assignee": "Olga"}, "waiting for you"),
        ({"status": Status.REOPENED}, "waiting for someone free"),
        ({"status": Status.REOPENED, "taken_on_board": True}, "back in progress"),
        ({"status": Status.RESOLVED, "assignee": "Olga"}, "Olga"),
    ],
)
def test_ones_own_line_says_what_it_waits_for(changes: dict[str, Any], state: str) -> None:
    assert f" · {state} · " in _own(**changes)


def test_ones_own_is_as_old_as_its_last_word_and_what_is_over_as_its_end() -> None:
    assert _own(since=NOW - 9 * HOUR, last_at=NOW - HOUR).endswith("1 h")
    ended = {"status": Status.CLOSED, "ended_at": NOW - HOUR, "last_at": NOW - 5 * HOUR}
    assert _own(**ended).endswith("1 h ago")
    assert _staffs(since=NOW - HOUR, last_at=NOW - 9 * HOUR).endswith("1 h")


@pytest.mark.parametrize(
    ("changes", "word", "said"),
    [
        ({"needs_answer": True, "assignee": "Olga"}, "waits for your answer", True),
        ({"needs_answer": True, "assignee": "Ivan"}, "waits for our answer", True),
        ({"needs_answer": True}, "waits for", False),
        ({"needs_answer": True, "assignee": "Ivan", "status": Status.CLOSED}, "waits for", False),
        ({"escalated": True}, "escalated", True),
        ({"escalated": True, "status": Status.CLOSED}, "escalated", False),
        ({"due_at": NOW - HOUR}, "late", True),
        ({"due_at": NOW + HOUR}, "late", False),
        ({"assignee": "Olga"}, "Olga", False),
        ({"assignee": "Ivan"}, "Ivan", True),
    ],
)
def test_a_line_of_the_teams_says_what_it_needs(changes: dict[str, Any], word: str, said: bool) -> None:
    assert (word in _staffs(**changes)) is said


# --------------------------------------------------------------------- pages


def test_ones_own_list_counts_what_is_open_and_offers_what_helps() -> None:
    anna, two = reader(ANNA), (line(43), line(42, status=Status.CLOSED, ended_at=NOW))
    assert ticket_lists.own(anna, _page(*two, open_count=1)).words.text.startswith("Your requests · open: 1\n")
    assert data(ticket_lists.own(anna, _page(*two))) == ["open:43", "open:42", "list:all:changed:1", "to:new"]
    assert data(ticket_lists.own(anna, _page(line(43)))) == ["open:43", "to:new"]
    filters = {"list:all:1", "list:waiting:1", "list:closed:1"}
    assert filters <= set(data(ticket_lists.own(anna, _page(line(43)), Which.OPEN)))
    assert filters <= set(data(ticket_lists.own(anna, _page(), Which.OPEN)))


@pytest.mark.parametrize(("more", "title"), [(True, "Found · the newest 1, there are more"), (False, "Found · 1\n")])
def test_what_is_found_says_whether_that_is_all(more: bool, title: str) -> None:
    assert ticket_lists.found(reader(OLGA), _page(line(43), more=more), "ink").words.text.startswith(title)


# ---------------------------------------------------------------- what is open


def _open(chosen: OpenFilter, *lines: TicketRow, **more: Any) -> OpenPage:
    return OpenPage(_page(*lines), chosen, 0, **{"names": {}, **more})


def test_nothing_open_is_not_nothing_that_fits() -> None:
    for chosen, said in ((OpenFilter(), "Nothing is open."), (OpenFilter(late=True), "Nothing open fits that.")):
        assert said in open_list.opened(reader(OLGA), _open(chosen)).words.text


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("order", [Order.URGENT, Order.CHANGED])
def test_what_is_turned_at_once_turns_from_what_it_is(late: bool, order: Order) -> None:
    shown = open_list.choosing(reader(OLGA), _open(OpenFilter(late=late, order=order), promised=True))
    turned = dict(zip(labels(shown), data(shown), strict=True))
    other = "Last change first" if order is Order.URGENT else "Most urgent first"
    wanted = "changed" if order is Order.URGENT else "urgent"
    assert turned["Not only late ones" if late else "Only late ones"] == f"allset:late:{'' if late else '1'}"
    assert turned[other] == f"allset:order:{wanted}"


def test_late_ones_are_offered_where_something_can_be_late() -> None:
    assert "Only late ones" not in labels(open_list.choosing(reader(OLGA), _open(OpenFilter())))


def test_what_is_chosen_is_said_by_its_name_and_none_by_what_is_lacking() -> None:
    names = {By.CATEGORY: "Access", By.AGENT: "Ivan"}
    said = open_list.choosing(reader(OLGA), _open(OpenFilter(category=5, agent=6), names=names)).words.text
    assert "Access · Ivan" in said
    said = open_list.choosing(reader(OLGA), _open(OpenFilter(category=0, agent=0), names=names)).words.text
    assert "no topic · nobody" in said


def test_every_priority_can_be_chosen() -> None:
    shown = data(open_list.choices(reader(OLGA), By.PRIORITY, (), 1))
    assert shown == ["allset:priority:", *(f"allset:priority:{n}" for n in (1, 2, 3, 4))]


@pytest.mark.parametrize(("page", "ids"), [(1, [1, 2, 3, 4]), (2, [5]), (9, [5])])
def test_people_to_choose_from_come_four_a_page_and_a_page_too_far_is_the_last(page: int, ids: list[int]) -> None:
    there = [Eligible(n, f"Agent {n}") for n in range(1, 6)]
    shown = data(open_list.choices(reader(OLGA), By.AGENT, there, page))
    assert shown[:2] == ["allset:agent:", "allset:agent:0"]
    assert shown[2 : 2 + len(ids)] == [f"allset:agent:{n}" for n in ids]
    assert len(shown) == 3 + len(ids)


# ------------------------------------------------------------ what needs somebody


def test_how_late_and_how_soon_is_said_by_lengths_and_once() -> None:
    lines = ((Why.LATE, line(7, due_at=NOW - HOUR)), (Why.SOON, line(8, due_at=NOW + timedelta(minutes=9))))
    lines = (*lines, (Why.UNTAKEN, line(9, due_at=NOW + 9 * HOUR)))
    counts = {Why.LATE: 4, Why.SOON: 1, Why.UNTAKEN: 1}
    said = attention.attention(reader(OLGA), AttentionPage(lines, counts, counts, 1, 2)).words.text
    assert said.startswith("Needs attention · 6 · page 1 of 2\n")
    rows = {row.split("#")[1][0]: row for row in said.split("\n") if "#" in row}
    assert rows["7"].endswith("1 h over") and "late" not in rows["7"]
    assert rows["8"].endswith("9 min left")
    assert "over" not in rows["9"] and "left" not in rows["9"]


# ------------------------------------------------------------------- reminders


@pytest_asyncio.fixture(loop_scope="session")
async def stage(database: Database) -> AsyncIterator[Stage]:
    yield Stage(database)


async def _reminded(stage: Stage, who: Someone, *numbers: int) -> tuple[list[str], list[str | None]] | None:
    ids = tuple([(await stage.ticket(number)).id for number in numbers])
    async with stage.database.reading() as session:
        person = await session.get_one(Person, who.id)
        made = await reminder.reminder(Reader(session, person, "en", stage.now, RULES, BOT), ids)
    return None if made is None else (made.words.text.split("\n"), data(made))


async def test_of_what_waits_the_oldest_comes_first_and_what_waits_no_more_is_left_out(stage: Stage) -> None:
    anna, olga = await stage.person("Anna"), await stage.person("Olga", Role.AGENT)
    ivan = await stage.person("Ivan", Role.AGENT)
    young, old, board, over, his = [await stage.files(anna, f"Thing {n} is broken") for n in range(5)]
    hers = await stage.files(await stage.person("Anna"), "The lamp flickers")
    at = stage.now
    await stage.change(young, filed_at=at - HOUR)
    await stage.change(old, filed_at=at - 3 * HOUR, last_entry_at=at)
    await stage.change(board, taken_on_board=True, status=Status.ASSIGNED, needs_answer=False)
    await stage.change(over, status=Status.CLOSED, ended_at=at, filed_at=at - 9 * HOUR)
    held = {"status": Status.IN_PROGRESS, "needs_answer": True, "filed_at": at - 9 * HOUR}
    await stage.change(his, assignee_id=ivan.id, last_entry_at=at - 2 * HOUR, **held)
    await stage.change(hers, assignee_id=olga.id, last_entry_at=at - 4 * HOUR, **held)
    shown = await _reminded(stage, olga, young, old, board, over, his, hers)
    assert shown == (
        [
            "4 requests are waiting, the oldest 4 h.",
            f"#{hers} Anna · waits for you · 4 h",
            f"#{old} Anna · nobody yet · 3 h",
            f"#{his} Anna · with Ivan · 2 h",
            f"#{young} Anna · nobody yet · 1 h",
        ],
        ["queue:1", *(f"open:{number}" for number in (hers, old, his, young))],
    )
    assert await _reminded(stage, anna, young) is None
    assert await _reminded(stage, olga, over, board) is None
    await stage.change(board, needs_answer=True)
    (lines, _) = await _reminded(stage, olga, hers, board) or ([], [])
    assert lines[-1].startswith(f"#{board} Anna · nobody yet")
    for number, said in (
        (hers, f"Anna has been waiting for your answer in #{hers} for 4 h."),
        (his, f"Anna has been waiting in #{his} for 2 h; Ivan has it."),
        (old, f"Nobody has taken #{old} yet; it has been waiting 3 h."),
    ):
        assert await _reminded(stage, olga, number) == (
            [said], [*([f"claim:{number}"] if number == old else []), f"open:{number}"]
        )  # fmt: skip


async def test_of_what_waits_and_what_is_due_it_is_said_that_they_need_somebody(stage: Stage) -> None:
    anna, olga = await stage.person("Anna"), await stage.person("Olga", Role.AGENT)
    free, held = await stage.files(anna, "The lamp flickers"), await stage.files(anna, "No coffee in the hall")
    past = stage.now - HOUR
    await stage.change(held, assignee_id=olga.id, status=Status.ON_HOLD, hold_until=past, needs_answer=False)
    shown = await _reminded(stage, olga, free, held)
    assert shown is not None and shown[0][0] == "2 requests need you."


async def test_an_agent_is_not_reminded_of_a_request_of_their_own_unless_they_are_alone(stage: Stage) -> None:
    olga = await stage.person("Olga", Role.AGENT)
    own = await stage.files(olga, "My chair is broken")
    assert await _reminded(stage, olga, own) is not None
    await stage.person("Ivan", Role.AGENT)
    assert await _reminded(stage, olga, own) is None


def _promised(*lines: TicketRow) -> list[str]:
    return reminder._promised(reader(OLGA), list(lines)).words.text.split("\n")


def test_what_is_due_comes_by_when_it_is_due() -> None:
    named = {"requester": "Anna", "assignee": "Olga", "since": NOW - HOUR}
    soon = line(1, due_at=NOW + timedelta(minutes=5), **named)
    late = line(2, due_at=NOW - HOUR, **{**named, "assignee": "Ivan", "since": NOW})
    held = line(3, hold_until=NOW - timedelta(minutes=1), **{**named, "since": NOW - 9 * HOUR})
    free = line(4, due_at=NOW, **{**named, "assignee": None})
    assert _promised(soon, late, held, free) == [
        "4 requests need you.",
        "#2 Anna · overdue by 1 h · with Ivan",
        "#3 Anna · its time on hold is over",
        "#4 Anna · overdue by 1 min · nobody yet",
        "#1 Anna · due in 5 min",
    ]
    assert data(reminder._promised(reader(OLGA), [soon])) == ["open:1"]
    assert data(reminder._promised(reader(OLGA), [free])) == ["claim:4", "open:4"]
    assert labels(reminder._promised(reader(OLGA), [soon, free]))[0] == "Queue · 1"
    assert labels(reminder._promised(reader(OLGA), [free, replace(free, number=5)]))[0] == "Queue"


def test_of_many_that_are_due_ten_are_opened_by_a_button() -> None:
    due = [line(n, due_at=NOW + timedelta(minutes=n), assignee="Olga") for n in range(1, 13)]
    assert data(reminder._promised(reader(OLGA), due)) == [f"open:{n}" for n in range(1, 11)]


async def test_of_many_that_wait_ten_are_opened_by_a_button(stage: Stage) -> None:
    olga = await stage.person("Olga", Role.AGENT)
    numbers = [await stage.files(await stage.person("Anna"), "The printer is on fire") for _ in range(11)]
    shown = await _reminded(stage, olga, *numbers)
    assert shown is not None and len(shown[0]) == 12
    assert shown[1] == ["queue:1", *(f"open:{number}" for number in numbers[:10])]
