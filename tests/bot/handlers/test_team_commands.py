"""What the team's own commands and screens do: for how long, for whom, and which of two it was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Entry, Person, Role, Shift
from tests.bot.handlers.test_ticket_commands import _answer, _desk, _with
from tests.bot.stage import Phone, Town

pytestmark = pytest.mark.broad


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


async def _row(town: Town, who: Phone) -> Person:
    async with town.database.sessions() as session:
        return (await session.scalars(select(Person).where(Person.telegram_id == who.id))).one()


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("2h", timedelta(hours=2)),
        ("14:00", timedelta(hours=5)),
        ("until 2026-12-20", timedelta(days=30)),
        ("until 2026-12-25", None),  # more than a month
        ("until 2026-11-19", None),
        ("2h please", None),
        ("soon", None),
    ],
)
async def test_away_takes_a_time_of_the_next_month_and_nothing_behind_it(
    town: Town, said: str, until: timedelta | None
) -> None:
    olga = await town.phone("Olga", Role.AGENT)
    answer = await _answer(olga, f"/away {said}")
    row = await _row(town, olga)
    assert row.away is (until is not None)
    assert answer.startswith("You are away until" if until is not None else "Like this: /away 14:00")
    if until is not None:
        assert row.away_until is not None
        assert abs(row.away_until - (town.now + until)) <= timedelta(hours=12 if until.days else 0)


@pytest.mark.parametrize(
    ("button", "until"), [("away:hour", timedelta(hours=1)), ("away:two", timedelta(hours=2)), ("away:tomorrow", None)]
)
async def test_how_long_is_said_by_a_button_too_and_back_ends_it(
    town: Town, button: str, until: timedelta | None
) -> None:
    """What one holds can be given back there; who holds nothing is not asked."""
    _anna, olga = await _desk(town)
    ivan = await town.phone("Ivan", Role.AGENT)
    await ivan.says("/away")
    assert not {"release:all", "release:none"} & set(ivan.last.data)
    await olga.says("/away")
    assert {"release:all", "release:none"} <= set(olga.last.data)
    await olga.presses(olga.last, button)
    row = await _row(town, olga)
    assert row.away_until is not None
    assert row.away_until - town.now == until or (until is None and row.away_until.date() > town.now.date())
    await olga.presses(olga.last, "away:back")
    assert (await _row(town, olga)).away is False
    assert olga.last.text.startswith("You are back. Nobody is waiting.")
    assert olga.last.data == []


async def test_kept_or_given_back_it_is_said_until_when_no_cards_come(town: Town) -> None:
    _anna, olga = await _desk(town)
    await olga.says("/away 2h")
    asked = olga.last
    await olga.presses(asked, "release:none")
    assert olga.seen[asked.id].text.startswith(
        "They stay with you; what concerns them still comes. No new cards before"
    )
    await olga.says("/away")
    asked = olga.last
    await _with(town, olga, away=False)
    await olga.presses(asked, "release:all")
    assert olga.seen[asked.id].text == "1 request is back in the queue."


@pytest.mark.parametrize(("role", "said"), [("", "agent"), ("agent", "agent"), ("admin", "admin"), ("ADMIN", "admin")])
async def test_a_link_is_for_the_role_that_was_asked_for(town: Town, role: str, said: str) -> None:
    vera = await town.phone("Vera", Role.ADMIN)
    assert (await _answer(vera, f"/invite {role}")).startswith(f"A link for a new {said}")


async def test_what_is_taken_away_is_chosen_by_buttons_and_made_once(town: Town) -> None:
    await _desk(town)
    vera = await town.phone("Vera", Role.ADMIN)
    assert (await _answer(vera, "/export")).startswith("Export of ")
    assert vera.last.text.startswith("Export of 2026-10-22 to 2026-11-20")
    names, words = "With the names of people.", "With what they wrote."
    before = vera.last.text
    await vera.presses(vera.last, vera.last.buttons[4])
    assert (names in vera.last.text) is not (names in before)
    assert (words in vera.last.text) is (words in before)
    await vera.presses(vera.last, vera.last.buttons[5])
    assert (words in vera.last.text) is not (words in before)
    chosen = vera.last.text
    assert await vera.presses(vera.last, vera.last.buttons[6]) == "I am making it, the file comes in a moment."
    assert await vera.presses(vera.last, vera.last.buttons[6]) == "It is being made already."
    assert vera.last.text == chosen
    await vera.says("/export 1.11 - 15.11")
    assert vera.last.text.startswith("Export of 2026-11-01 to 2026-11-15")
    await vera.presses(vera.last, vera.last.buttons[3])
    assert vera.last.text.startswith("Export of 2025-11-21 to 2026-11-20")


async def _shifts(town: Town, who: Phone) -> list[int]:
    """The weekdays of theirs."""
    async with town.database.sessions() as session:
        theirs = select(Shift.weekday).join(Person, Person.id == Shift.person_id).where(Person.telegram_id == who.id)
        return sorted(day for day in await session.scalars(theirs) if day is not None)


async def test_a_week_is_copied_from_the_one_that_is_shown(town: Town) -> None:
    vera, olga = await town.phone("Vera", Role.ADMIN), await town.phone("Olga", Role.AGENT)
    ivan = await town.phone("Ivan", Role.AGENT)
    await olga.says("/shifts mon-tue 9-18")
    await ivan.says("/shifts fri 9-18")
    await vera.says("/staff")
    screen = vera.last
    await vera.presses(screen, f"shifts:{olga.id}:copy:1")
    await vera.presses(screen, f"shiftcopy:{olga.id}:{ivan.id}")
    assert (await _shifts(town, olga), await _shifts(town, ivan)) == ([0, 1], [0, 1])
    asked = set(vera.seen)
    await vera.presses(screen, f"shiftday:{ivan.id}:4")
    [question] = [seen for seen in vera.seen.values() if seen.id not in asked]
    assert "Ivan" in question.text
    await vera.presses(screen, f"shiftclear:{ivan.id}")
    assert (await _shifts(town, olga), await _shifts(town, ivan)) == ([0, 1], [])


async def test_a_date_without_a_year_is_the_next_one_where_the_desk_is(town: Town) -> None:
    """At nine in the evening of London it is tomorrow in Vladivostok."""

    olga = await town.phone("Olga", Role.AGENT)
    town.rules = replace(town.rules, timezone="Asia/Vladivostok")
    town.now = datetime(2026, 11, 20, 21, tzinfo=UTC)
    assert not (await _answer(olga, "/shifts 20.11 none")).startswith("Like this")
    async with town.database.sessions() as session:
        assert [one.day.isoformat() for one in await session.scalars(select(Shift))] == ["2027-11-20"]


@pytest.mark.parametrize(
    ("said", "kept", "answer"),
    [
        ("Hello there", "Hello there", "The team does not take requests from you at the moment. What you write"),
        ("/new It burns", "It burns", "The team does not take requests from you at the moment. What you write"),
        ("/frobnicate it burns", "/frobnicate it burns", "The team does not take requests"),
        ("/cancel 1", None, "The team does not take requests from you at the moment."),
        ("/note 1 hello", None, "The team does not take requests from you at the moment."),
        ("/new", None, "The team does not take requests from you at the moment."),
    ],
)
async def test_of_who_is_blocked_words_are_kept_and_commands_do_nothing(
    town: Town, said: str, kept: str | None, answer: str
) -> None:
    anna, olga = await _desk(town)
    await olga.says("/block 1")
    assert (await _answer(anna, said)).startswith(answer)
    async with town.database.sessions() as session:
        bodies = [one.body for one in await session.scalars(select(Entry).order_by(Entry.id))]
    assert [body for body in bodies[1:] if body] == ([kept] if kept is not None else [])
    assert await anna.presses(anna.slot("receipt:1"), "cancel:1") == (
        "The team does not take requests from you at the moment."
    )
