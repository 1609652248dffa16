"""What agents and requesters type about a ticket: each form of it, in both languages, and what it is answered with."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Category, Person, Role, Status, Ticket
from tests.bot.stage import Phone, Town

pytestmark = pytest.mark.broad


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


async def _filed(town: Town, who: Phone, text: str) -> None:
    await who.says(f"/new {text}")
    await town.later(minutes=3)


async def _desk(town: Town) -> tuple[Phone, Phone]:
    """Anna's first request, with Olga."""
    anna, olga = await town.phone("Anna"), await town.phone("Olga", Role.AGENT)
    await _filed(town, anna, "The printer on floor 2 is on fire")
    await olga.says("/claim 1")
    return anna, olga


async def _answer(who: Phone, text: str, **fields: Any) -> str:
    """What a command is answered with."""
    before = set(who.seen)
    await who.says(text, **fields)
    new = [seen.text for seen in who.seen.values() if seen.id not in before]
    return new[-1] if new else ""


async def _ticket(town: Town, number: int = 1) -> Ticket:
    async with town.database.sessions() as session:
        return (await session.scalars(select(Ticket).where(Ticket.number == number))).one()


async def _with(town: Town, who: Phone, **values: Any) -> None:
    async with town.database.unit_of_work() as session:
        person = (await session.scalars(select(Person).where(Person.telegram_id == who.id))).one()
        for name, value in values.items():
            setattr(person, name, value)


@pytest.mark.parametrize("into", ["into 1", "в 1", "#1", "INTO #1"])
async def test_one_request_is_made_part_of_another(town: Town, into: str) -> None:
    anna, olga = await _desk(town)
    await _filed(town, anna, "No coffee in the hall")
    assert (await _answer(olga, f"/merge 2 {into}")).startswith("#2 is part of #1 now.")
    assert await _answer(olga, f"/merge 2 {into}") == "#2 is part of #1 already."


@pytest.mark.parametrize("off", ["off", "no", "нет", "выкл", "OFF"])
async def test_a_promise_is_taken_back_by_a_word(town: Town, off: str) -> None:
    _anna, olga = await _desk(town)
    await olga.says("/promise 1 in 2 hours")
    assert (await _ticket(town)).promised_at == town.now + timedelta(hours=2)
    assert await _answer(olga, f"/promise 1 {off}") == "#1: nothing is promised by hand any more."
    assert (await _ticket(town)).promised_at is None


@pytest.mark.parametrize(
    ("said", "answer", "reason"),
    [
        ("friday is his day off", "⏸ #1 is on hold.", "friday is his day off"),
        ("until 14:00 parts", "⏸ #1 is on hold until", "parts"),
        ("until friday parts", "⏸ #1 is on hold until", "parts"),
        ("until 2020-01-01 parts", "That time has passed", None),
        ("until 25:00 parts", "Which ticket, and why?", None),
    ],
)
async def test_on_hold_with_a_time_only_where_that_is_meant(
    town: Town, said: str, answer: str, reason: str | None
) -> None:
    _anna, olga = await _desk(town)
    assert (await _answer(olga, f"/hold 1 {said}")).startswith(answer)
    assert (await _ticket(town)).hold_reason == reason


async def test_what_is_on_hold_already_is_not_asked_about_again(town: Town) -> None:
    _anna, olga = await _desk(town)
    assert "is on hold. " in await _answer(olga, "/hold 1") + " "
    assert await _answer(olga, "/hold 1") == "⏸ #1 is on hold."
    await olga.says("/hold 1 until 14:00 parts")
    assert (await _answer(olga, "/hold 1 glue")).startswith("⏸ #1 is on hold, as before until")


async def test_a_topic_is_named_in_any_of_its_languages(town: Town) -> None:
    await _desk(town)
    vera = await town.phone("Вера", Role.AGENT, language="ru")
    async with town.database.unit_of_work() as session:
        session.add(Category(name="Front door", folded="front door", names={"ru": "Входная дверь"}))
    assert await _answer(vera, "/category 1 входная_ДВЕРЬ") == "#1: Входная дверь."
    assert await _answer(vera, "/category 1 front door") == "#1: Входная дверь."
    assert (await _ticket(town)).category_id is not None


PHOTO = [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9, "file_size": 10}]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Ivan is asked about #1. "),
        ({"away": True}, "Ivan is asked about #1, but is away. "),
        ({"away": True, "away_until": "later"}, "Ivan is asked about #1, but is away until "),
        ({"away": True, "bot_blocked_at": "later"}, "Ivan is asked about #1, but has blocked the bot"),
    ],
)
async def test_who_asks_a_colleague_is_told_whether_they_are_there(
    town: Town, changes: dict[str, Any], said: str
) -> None:
    _anna, olga = await _desk(town)
    ivan = await town.phone("Ivan", Role.AGENT)
    at = town.now + timedelta(hours=2)
    await _with(town, ivan, **{name: at if value == "later" else value for name, value in changes.items()})
    assert (await _answer(olga, "/ask 1 @Ivan which key?")).startswith(said)


async def test_a_picture_alone_is_a_note(town: Town) -> None:
    _anna, olga = await _desk(town)
    before = len(olga.seen)
    await olga.says(photo=PHOTO, caption="/note 1")
    assert not any("/note 42" in seen.text for seen in list(olga.seen.values())[before:])


async def test_cancelling_without_a_number_ends_what_was_begun_last(town: Town) -> None:
    """What is being written before what was sent; of several that were sent it asks."""
    anna, _olga = await _desk(town)
    await anna.says("/new")
    assert (await _answer(anna, "/cancel")).startswith("All right, I am not waiting for it.")
    assert (await _ticket(town)).status is not Status.CANCELLED
    assert (await _answer(anna, "/cancel 1 it is solved")).startswith("Like this: /cancel 42")
    await anna.says("/new The lamp flickers")
    assert await _answer(anna, "/cancel") == "#2 is cancelled."
    await _filed(town, anna, "No coffee in the hall")
    assert await _answer(anna, "/cancel") == "Which request shall I cancel?"
    asked = anna.last
    await anna.presses(asked, "cancel:3")
    assert anna.seen[asked.id].text == "#3 is cancelled."
    assert [(await _ticket(town, n)).status for n in (1, 3)] == [Status.ASSIGNED, Status.CANCELLED]


async def test_back_in_the_queue_is_said_to_who_is_sent_no_card_of_it(town: Town) -> None:
    _anna, olga = await _desk(town)
    await _with(town, olga, away=True)
    assert await _answer(olga, "/release 1") == "#1 is in the queue again."
