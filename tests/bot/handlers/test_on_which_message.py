"""A requester's press is about what its message is about, and only while that asks for it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Person, Question, QuestionKind, Role, Status
from tests.bot.handlers.test_ticket_commands import PHOTO, _filed, _ticket
from tests.bot.stage import Phone, Town

pytestmark = pytest.mark.broad

OLD = "This button is out of date."


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


async def _desk(town: Town) -> tuple[Phone, Phone]:
    """Of Anna's: 1 is with Olga, 2 is closed, 3 resolved, 4 waits, 5 is being written."""
    anna, olga = await town.phone("Anna"), await town.phone("Olga", Role.AGENT)
    for said in ("The printer is on fire", "No coffee in the hall", "The lamp flickers", "My door squeaks"):
        await _filed(town, anna, said)
    for number in (1, 2, 3):
        await olga.says(f"/claim {number}")
    for number in (2, 3):
        await olga.says(f"/resolve {number}")
    await town.later(minutes=1)
    await anna.presses(anna.slot("resolved:2"), "solved:2:yes")
    await anna.says("/new The lift is stuck")
    return anna, olga


async def _statuses(town: Town) -> list[Status]:
    return [(await _ticket(town, number)).status for number in range(1, 6)]


async def test_a_message_about_one_ticket_does_nothing_to_another(town: Town) -> None:
    anna, _olga = await _desk(town)
    before = await _statuses(town)
    receipt = await town.stands(anna, "receipt:1", 1)
    for data in (
        *("send:5", "cancel:4", "cancel:5", "cat:4:1", "nowait:4", "add:4", "subject:4", "thread:4:1", "open:4"),
        *("rate:2:5", "rate:2:skip", "rate_agent:2:5", "reopen:2", "solved:3:yes", "solved:3:no"),
    ):
        assert (data, await anna.presses(receipt, data)) == (data, OLD)
        assert (data, anna.last.slot) == (data, "open:1")  # as it is now
    assert await _statuses(town) == before
    asked = await town.stands(anna, "cancel")
    assert await anna.presses(asked, "cancel:4") is None
    assert (await _ticket(town, 4)).status is Status.CANCELLED


async def test_what_a_message_no_longer_asks_is_not_answered(town: Town) -> None:
    anna, _olga = await _desk(town)
    before = await _statuses(town)
    for number, presses in ((2, ("rate:2:5", "rate:2:skip", "rate_agent:2:5", "reopen:2")), (3, ("solved:3:yes",))):
        there = await town.stands(anna, f"resolved:{number}", number)
        for data in presses:
            assert (data, await anna.presses(there, data, shown=False)) == (data, OLD)
    past = await town.stands(anna, "past:resolved:3", 3)
    assert await anna.presses(past, "solved:3:yes") == OLD
    assert await _statuses(town) == before
    assert await anna.presses(await town.stands(anna, "resolved:3", 3), "solved:3:yes") is None


async def test_where_words_go_is_chosen_under_what_asks(town: Town) -> None:
    anna, _olga = await _desk(town)
    for slot, data in (("taken:1", "to:new"), ("receipt:1", "to:4"), ("receipt:1", "to:none")):
        assert (slot, await anna.presses(await town.stands(anna, slot, 1), data)) == (slot, OLD)
        assert anna.last.slot == "open:1"
    assert await anna.presses(await town.stands(anna, "receipt:1", 1), "to:new") is None


async def _asked(town: Town, whose: Phone, about: int) -> int:
    """Whether words that came after the end of a ticket open it again."""
    ticket = (await _ticket(town, about)).id
    async with town.database.unit_of_work() as session:
        person = (await session.scalars(select(Person).where(Person.telegram_id == whose.id))).one()
        made = Question(kind=QuestionKind.CLOSED_REPLY, person_id=person.id, ticket_id=ticket, asked_at=town.now)
        session.add(made)
        await session.flush()
        return made.id


@pytest.mark.parametrize("data", ["reopen:3", "solved:3:no"])
async def test_under_a_question_only_its_own_ticket_is_opened_again(town: Town, data: str) -> None:
    anna, olga = await _desk(town)
    before = await _statuses(town)
    for whose, about in ((anna, 2), (olga, 3)):
        asked = await _asked(town, whose, about)
        there = await town.stands(anna, f"question:{asked}", 3, question_id=asked)
        assert await anna.presses(there, data) == OLD
    assert await _statuses(town) == before


async def test_to_open_it_again_answers_the_question_under_which_it_was_pressed(town: Town) -> None:
    anna, _olga = await _desk(town)
    town.now += timedelta(hours=2)  # else they have a lot of new ones
    asked = await _asked(town, anna, 2)
    there = await town.stands(anna, f"question:{asked}", 2, question_id=asked)
    assert await anna.presses(there, "reopen:2") is None
    async with town.database.reading() as session:
        assert (await session.get_one(Question, asked)).answered_at == town.now
    assert await anna.presses(there, "reopen:2") == OLD


async def test_only_staff_are_sent_the_files_of_what_they_open(town: Town) -> None:
    anna, olga = await town.phone("Anna"), await town.phone("Olga", Role.AGENT)
    await anna.says(photo=PHOTO, caption="/new The printer is on fire")
    await town.later(minutes=3)
    for who, files in ((anna, 0), (olga, 1)):
        before = set(who.seen)
        await who.presses(await town.stands(who, "card:1", 1), "open:1")
        new = [who.seen[one] for one in who.seen if one not in before]
        assert len([one for one in new if (one.slot or "").startswith("entry:")]) == files


async def test_a_call_in_the_night_is_from_a_message_about_it(town: Town) -> None:
    anna, _olga = await _desk(town)
    town.rules = replace(town.rules, hours=(((540, 1080),),) * 7, cannot_wait=True)
    town.now = town.now.replace(hour=22)
    assert await anna.presses(await town.stands(anna, "receipt:1", 1), "nowait:4") == OLD
    assert (await _ticket(town, 4)).cannot_wait_at is None
    await anna.presses(await town.stands(anna, "receipt:4", 4), "nowait:4")
    assert (await _ticket(town, 4)).cannot_wait_at == town.now
