"""Lists of tickets, reminders, what needs somebody: each word and each button where it holds."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.features.lists import screens as attention
from bot.features.lists import screens_attention, screens_open, screens_waiting
from bot.views import Reader
from db.database import Database
from db.models import Person, Role, Status
from desk.policy.ticket_list import FilterField, TicketFilters
from desk.queries.attention import AttentionPage, AttentionReason
from desk.queries.lists import OwnTickets, TicketLines, TicketRow
from desk.queries.open_tickets import FilterChoice, OpenPage
from tests.bot.views.faces import ANNA, NOW, OLGA, data, reader
from tests.bot.views.test_views_of_lists import line
from tests.desk.stage import BOT, RULES, Someone, Stage
from tests.texts import text_of

HOUR = timedelta(hours=1)


def _page(*lines: TicketRow, **more: Any) -> TicketLines:
    given = {"page": 1, "pages": 1, "total": len(lines), "open_count": len(lines), **more}
    return TicketLines(lines, **given)


# --------------------------------------------------------------------- lines


# --------------------------------------------------------------------- pages


def test_ones_own_list_counts_what_is_open_and_offers_what_helps() -> None:
    anna, two = reader(ANNA), (line(43), line(42, status=Status.CLOSED, ended_at=NOW))
    assert attention.render_own_list(anna, _page(*two, open_count=1)).words.text.startswith("Your requests · open: 1\n")
    assert data(attention.render_own_list(anna, _page(*two))) == [
        "open:43",
        "open:42",
        "list:all:changed:1",
        "to:new",
    ]
    assert data(attention.render_own_list(anna, _page(line(43)))) == ["open:43", "to:new"]
    filters = {"list:all:1", "list:waiting:1", "list:closed:1"}
    assert filters <= set(data(attention.render_own_list(anna, _page(line(43)), OwnTickets.OPEN)))
    assert filters <= set(data(attention.render_own_list(anna, _page(), OwnTickets.OPEN)))


# ---------------------------------------------------------------- what is open


def _open(chosen: TicketFilters, *lines: TicketRow, **more: Any) -> OpenPage:
    return OpenPage(_page(*lines), chosen, 0, **{"names": {}, **more})


def test_what_is_chosen_is_said_by_its_name_and_none_by_what_is_lacking() -> None:
    names = {FilterField.CATEGORY: "Access", FilterField.AGENT: "Ivan"}
    said = screens_open.render_filters(reader(OLGA), _open(TicketFilters(category=5, agent=6), names=names)).words.text
    assert "Access · Ivan" in said
    said = screens_open.render_filters(reader(OLGA), _open(TicketFilters(category=0, agent=0), names=names)).words.text
    assert "no topic · nobody" in said


@pytest.mark.parametrize(("page", "ids"), [(1, [1, 2, 3, 4]), (2, [5]), (9, [5])])
def test_people_to_choose_from_come_four_a_page_and_a_page_too_far_is_the_last(page: int, ids: list[int]) -> None:
    there = [FilterChoice(n, f"Agent {n}") for n in range(1, 6)]
    shown = data(screens_open.render_filter_values(reader(OLGA), FilterField.AGENT, there, page))
    assert shown[:2] == ["allset:agent:", "allset:agent:0"]
    assert shown[2 : 2 + len(ids)] == [f"allset:agent:{n}" for n in ids]
    assert len(shown) == 3 + len(ids)


# ------------------------------------------------------------ what needs somebody


def test_how_late_and_how_soon_is_said_by_lengths_and_once() -> None:
    lines = (
        (AttentionReason.LATE, line(7, due_at=NOW - HOUR)),
        (AttentionReason.SOON, line(8, due_at=NOW + timedelta(minutes=9))),
    )
    lines = (*lines, (AttentionReason.UNTAKEN, line(9, due_at=NOW + 9 * HOUR)))
    counts = {AttentionReason.LATE: 4, AttentionReason.SOON: 1, AttentionReason.UNTAKEN: 1}
    said = screens_attention.render_attention_list(reader(OLGA), AttentionPage(lines, counts, counts, 1, 2)).words.text
    assert said.startswith("Needs attention · 6 · page 1 of 2\n")
    rows = {row.split("#")[1][0]: row for row in said.split("\n") if "#" in row}
    assert rows["7"].endswith(text_of("attention-due", length="1 h", why="late")) and "late" not in rows["7"]
    assert rows["8"].endswith("9 min left")
    assert "over" not in rows["9"] and "left" not in rows["9"]


# ------------------------------------------------------------------- reminders


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    yield Stage(database)


async def _reminded(stage: Stage, who: Someone, *numbers: int) -> tuple[list[str], list[str | None]] | None:
    ids = tuple([(await stage.ticket(number)).id for number in numbers])
    async with stage.database.reading() as session:
        person = await session.get_one(Person, who.id)
        made = await screens_waiting.render_waiting_tickets(Reader(session, person, "en", stage.now, RULES, BOT), ids)
    return None if made is None else (made.words.text.split("\n"), data(made))


async def test_of_what_waits_the_oldest_comes_first_and_what_waits_no_more_is_left_out(stage: Stage) -> None:
    anna, olga = await stage.person("Anna"), await stage.person("Olga", Role.AGENT)
    ivan = await stage.person("Ivan", Role.AGENT)
    young, old, over, his = [await stage.files(anna, f"Thing {n} is broken") for n in range(4)]
    hers = await stage.files(await stage.person("Anna"), "The lamp flickers")
    at = stage.now
    await stage.change(young, filed_at=at - HOUR)
    await stage.change(old, filed_at=at - 3 * HOUR, last_entry_at=at)
    await stage.change(over, status=Status.CLOSED, ended_at=at, filed_at=at - 9 * HOUR)
    held = {"status": Status.IN_PROGRESS, "needs_answer": True, "filed_at": at - 9 * HOUR}
    await stage.change(his, assignee_id=ivan.id, requester_spoke_at=at - 2 * HOUR, **held)
    await stage.change(hers, assignee_id=olga.id, requester_spoke_at=at - 4 * HOUR, **held)
    shown = await _reminded(stage, olga, young, old, over, his, hers)
    assert shown == (
        [
            text_of("remind-many", n=4, age="4 h"),
            text_of("remind-line-waiting", number=hers, name="Anna", age="4 h"),
            text_of("remind-line-untaken", number=old, name="Anna", age="3 h"),
            f"#{his} Anna · with Ivan · 2 h",
            text_of("remind-line-untaken", number=young, name="Anna", age="1 h"),
        ],
        ["queue:1", *(f"open:{number}" for number in (hers, old, his, young))],
    )
    assert await _reminded(stage, anna, young) is None
    assert await _reminded(stage, olga, over) is None
    for number, said in (
        (hers, f"Anna has been waiting for your answer in #{hers} for 4 h."),
        (his, text_of("escalate-waiting", name="Anna", number=his, age="2 h", assignee="Ivan")),
        (old, text_of("remind-untaken", number=old, age="3 h")),
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
    assert shown is not None and shown[0][0] == text_of("late-title", n=2)
