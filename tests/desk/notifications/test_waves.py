"""Cards of a staff above six, ticket by ticket: for whom they ring, and who is called a minute later."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from db.models import AgentTopic, Category, Ring, Role, SentCard, Status, Ticket
from desk.policy import Hearing, StaffNews
from desk.tickets import assignment, closing, fields
from tests.desk.merging.test_merge import _files
from tests.desk.schedule.guarding import with_values
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


@pytest.fixture
async def agents(stage: Stage) -> list[Someone]:
    return [await stage.person(f"Agent {n}", Role.AGENT) for n in range(12)]


async def _cards(stage: Stage, number: int) -> dict[int, bool]:
    """Who was sent one, and whether it rang."""
    async with stage.database.sessions() as session:
        sent = select(SentCard.person_id, SentCard.rang).join(Ticket, Ticket.id == SentCard.ticket_id)
        return {row[0]: row[1] for row in await session.execute(sent.where(Ticket.number == number))}


async def _waves(stage: Stage) -> int:
    async with stage.database.sessions() as session:
        return await session.scalar(text("select count(*) from timers where kind = 'wave'")) or 0


async def test_a_card_is_silent_for_who_has_something_that_waits_and_for_nobody_else(
    stage: Stage, rita: Someone, agents: list[Someone]
) -> None:
    stage.with_rules(called_first=12)
    held = await _files(stage, rita, "The printer is on fire")
    await stage.change(held, assignee_id=agents[3].id, status=Status.IN_PROGRESS, needs_answer=True)
    waits = await _files(stage, rita, "The lift is stuck")
    await stage.change(waits, assignee_id=agents[4].id, status=Status.PENDING, needs_answer=True)
    solved = await _files(stage, rita, "No coffee in the hall")  # and its requester has written since
    await stage.change(solved, assignee_id=agents[6].id, status=Status.RESOLVED, needs_answer=True)
    stage.later(minutes=4)
    async with stage.database.unit_of_work() as session:
        session.add(Ring(person_id=agents[5].id, at=stage.now))  # their phone has just rung for something else
    number = await _files(stage, await stage.person("Ben"), "There is no soap")
    assert await _cards(stage, number) == {one.id: one not in (agents[3], agents[5], agents[6]) for one in agents}


async def test_a_card_that_made_no_sound_keeps_no_other_from_making_one(
    stage: Stage, rita: Someone, agents: list[Someone]
) -> None:
    stage.with_rules(called_first=12)
    await with_values(stage, agents[2], quiet=True)
    await _files(stage, rita, "The printer is on fire")
    await with_values(stage, agents[2], quiet=False)
    stage.later(minutes=1)
    number = await _files(stage, await stage.person("Ben"), "There is no soap")
    assert await _cards(stage, number) == {one.id: one is agents[2] for one in agents}


async def test_who_has_the_card_of_another_ticket_is_called_to_this_one_all_the_same(
    stage: Stage, rita: Someone, agents: list[Someone]
) -> None:
    first, second = await _files(stage, rita, "The printer is on fire"), await _files(stage, rita, "No soap at all")
    assert not (await _cards(stage, first)).keys() & (await _cards(stage, second)).keys()
    for called in (10, 12):
        stage.later(minutes=1)
        await stage.ticks()
        assert [len(await _cards(stage, number)) for number in (first, second)] == [called] * 2
    assert await _waves(stage) == 0


@pytest.mark.parametrize(
    ("minute", "called", "waves"), [(58, 10, 1), (59, 5, 0)]
)  # the desk closes at six, a wave comes a minute after the card
async def test_a_minute_later_nobody_is_called_where_the_desk_has_closed(
    stage: Stage, rita: Someone, agents: list[Someone], minute: int, called: int, waves: int
) -> None:
    stage.with_rules(hours=(((540, 1080),),) * 7)
    stage.now = datetime(2026, 11, 20, 17, minute, tzinfo=UTC)
    number = await _files(stage, rita, "The printer is on fire")
    assert len(await _cards(stage, number)) == 5
    stage.later(minutes=1)
    await stage.ticks()
    assert (len(await _cards(stage, number)), await _waves(stage)) == (called, waves)
    assert len(agents) == 12


async def test_what_its_requester_cancels_meanwhile_is_called_for_no_more(
    stage: Stage, rita: Someone, agents: list[Someone]
) -> None:
    number = await _files(stage, rita, "The printer is on fire")
    await stage.does(rita, lambda desk: closing.cancel(desk, number))
    for _ in range(2):
        stage.later(minutes=1)
        await stage.ticks()
    assert (len(await _cards(stage, number)), await _waves(stage)) == (5, 0)
    assert len(agents) == 12


async def test_who_switches_cards_off_meanwhile_is_called_no_more(
    stage: Stage, rita: Someone, agents: list[Someone]
) -> None:
    number = await _files(stage, rita, "The printer is on fire")
    left = [one for one in agents if one.id not in await _cards(stage, number)]
    off: dict[str, Any] = {StaffNews.CARDS.value: Hearing.OFF.value}
    for one in left[:3]:
        await with_values(stage, one, switches=off)
    for _ in range(2):
        stage.later(minutes=1)
        await stage.ticks()
    assert (await _cards(stage, number)).keys() == {one.id for one in agents} - {one.id for one in left[:3]}


async def test_whose_topic_is_the_group_of_the_tickets_comes_first(
    stage: Stage, rita: Someone, agents: list[Someone], vera: Someone
) -> None:
    async with stage.database.unit_of_work() as session:
        group = Category(name="House", folded="house", is_group=True)
        session.add(group)
        await session.flush()
        doors = Category(name="Doors", folded="doors", parent_id=group.id)
        session.add(doors)
        await session.flush()
        session.add_all(AgentTopic(person_id=one.id, category_id=group.id) for one in agents[9:])
        topic = doors.id
    number = await _files(stage, rita, "It squeaks")
    await stage.does(vera, lambda desk: fields.categorise(desk, number, topic))
    async with stage.database.unit_of_work() as session:
        await session.execute(text("delete from sent_cards"))
    stage.later(minutes=1)
    await stage.ticks()
    assert {one.id for one in agents[9:]} <= (await _cards(stage, number)).keys()
    assert len(await _cards(stage, number)) == 5


async def _at_once(stage: Stage) -> None:
    """As if nobody had been called to anything before."""
    async with stage.database.unit_of_work() as session:
        await session.execute(text("delete from sent_cards"))
        await session.execute(text("delete from rings"))
        await session.execute(text("delete from timers"))
    stage.later(minutes=10)


async def test_who_puts_one_back_is_sent_its_card_without_a_sound(
    stage: Stage, rita: Someone, agents: list[Someone]
) -> None:
    stage.with_rules(called_first=12)
    number = await _files(stage, rita, "The printer is on fire")
    await stage.does(agents[2], lambda desk: assignment.claim(desk, number))
    await _at_once(stage)
    await stage.does(agents[2], lambda desk: assignment.release(desk, number))
    assert await _cards(stage, number) == {one.id: one is not agents[2] for one in agents}


@pytest.mark.parametrize(
    ("status", "called"), [(Status.ON_HOLD, 12), (Status.PENDING, 12), (Status.IN_PROGRESS, 11), (Status.CLOSED, 12)]
)
async def test_whose_hands_wait_for_others_has_room(
    stage: Stage, rita: Someone, agents: list[Someone], status: Status, called: int
) -> None:
    """Of a full one it is too much, two minutes later with all the rest."""
    stage.with_rules(hand_limit=1)
    held = await _files(stage, rita, "The lamp flickers")
    await stage.change(held, assignee_id=agents[0].id, status=status, ended_at=stage.now)
    await _at_once(stage)
    number = await _files(stage, await stage.person("Ben"), "There is no soap")
    for _ in range(2):
        stage.later(minutes=1)
        await stage.ticks()
    assert len(await _cards(stage, number)) == called


async def test_what_has_become_critical_is_everybodys_with_the_next_wave(
    stage: Stage, rita: Someone, agents: list[Someone]
) -> None:
    stage.with_rules(called_first=2)
    number = await _files(stage, rita, "The printer is on fire")
    assert len(await _cards(stage, number)) == 2
    await stage.change(number, priority=1)
    stage.later(minutes=1)
    await stage.ticks()
    assert len(await _cards(stage, number)) == len(agents)
    assert await _waves(stage) == 0


async def test_what_was_called_for_before_this_shift_counts_for_nothing(
    stage: Stage, rita: Someone, agents: list[Someone]
) -> None:
    """Twenty cards eleven hours ago are less than one of these hours."""
    held = await _files(stage, rita, "The lamp flickers")
    await stage.change(held, status=Status.CLOSED, ended_at=stage.now)
    await _at_once(stage)
    ticket = (await stage.ticket(held)).id
    async with stage.database.unit_of_work() as session:
        for n, one in enumerate(agents):
            cards, hours = (20, 11) if n < 5 else (1, 2)
            at = stage.now - timedelta(hours=hours)
            session.add_all(SentCard(ticket_id=ticket, person_id=one.id, at=at) for _ in range(cards))
    number = await _files(stage, await stage.person("Ben"), "There is no soap")
    assert (await _cards(stage, number)).keys() == {one.id for one in agents[:5]}
