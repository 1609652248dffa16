"""Nobody rings twice within three minutes but for what is critical: cards, reminders and calls know of each other."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Origin, Person, Role, SentCard, SoundRecord, Ticket, Timer
from desk import Desk, DeskSettings, Locked
from desk.inbound import receiver
from desk.notifications import recent_sounds
from desk.policy import DueTimer, timer_kinds
from desk.requests import drafts
from desk.schedule import ticket_reminders
from desk.schedule.timer_actions import ask_agent
from desk.tickets import assignment, escalation
from desk.tickets.escalation import Cause
from tests.db.waiting import until_somebody_waits
from tests.desk.stage import Someone, Stage
from tests.sql import fetch, scalar


@pytest.fixture
def stage(database: Database) -> Stage:
    made = Stage(database)
    made.with_rules(targets__enabled=True, escalation__breach=True)
    return made


async def _drafted(stage: Stage, name: str) -> tuple[Someone, int]:
    who = await stage.person(name)
    message = stage.message(who, "The printer on floor 2 is on fire")
    heard = await stage.does(who, receiver.begin_request, message)
    return who, int(heard.number)


async def _files(session: Any, stage: Stage, who: Someone, number: int) -> None:
    person = await session.get_one(Person, who.id)
    await drafts.file_request(Desk(session, Origin.TELEGRAM, person, now=stage.now, rules=stage.rules), number)


async def _taken(stage: Stage, name: str, olga: Someone, **values: Any) -> int:
    who, number = await _drafted(stage, name)
    async with stage.database.unit_of_work() as session:
        await _files(session, stage, who, number)
    await stage.does(olga, assignment.claim, number)
    if values:
        await stage.change(number, **values)
    return number


async def _reminded(stage: Stage) -> None:
    async with stage.database.unit_of_work() as session:
        await ticket_reminders.send_reminders(session, stage.now, stage.rules)


async def _rings(stage: Stage, who: Someone) -> list[str]:
    sent = [x for x in await stage.letters(who) if x.get("key") or x.get("fresh")]
    return [str(x.get("key") or x["view"]) for x in sent if not x["silent"]]


async def _card_rang(stage: Stage, number: int, who: Someone) -> None:
    async with stage.database.unit_of_work() as session:
        ticket = await session.scalar(select(Ticket.id).where(Ticket.number == number))
        session.add(SentCard(ticket_id=ticket, person_id=who.id, at=stage.now, rang=True))


async def test_what_rang_longer_ago_or_made_no_sound_rings_no_phone_less(stage: Stage) -> None:
    number = await stage.files(await stage.person("Rita"), "The printer on floor 2 is on fire")
    ticket_id, moment = (await stage.ticket(number)).id, timedelta(microseconds=1)
    since = stage.now - recent_sounds.HEARD_WITHIN
    people = [await stage.person(f"Agent {n}", Role.AGENT) for n in range(5)]
    async with stage.database.unit_of_work() as session:
        for who, at in zip(people, (since, since + moment), strict=False):
            session.add(SoundRecord(person_id=who.id, at=at))
        for who, at, rang in zip(people[2:], (since, since + moment, stage.now), (True, True, False), strict=True):
            session.add(SentCard(ticket_id=ticket_id, person_id=who.id, at=at, rang=rang))
        assert await recent_sounds.list_recent(session, stage.now) == {people[1].id, people[3].id}


async def test_what_a_clock_that_was_ahead_has_rung_makes_no_phone_silent(stage: Stage) -> None:
    olga, number = await stage.person("Olga", Role.AGENT), await stage.files(await stage.person("Rita"), "It is cold")
    ticket, ahead = await stage.ticket(number), stage.now + timedelta(hours=5)
    async with stage.database.unit_of_work() as session:
        session.add_all([
            SoundRecord(person_id=olga.id, at=ahead),
            SentCard(ticket_id=ticket.id, person_id=olga.id, at=ahead, rang=True),
        ])  # fmt: skip
    async with stage.database.unit_of_work() as session:
        assert olga.id not in await recent_sounds.list_recent(session, stage.now)
        assert olga.id in await recent_sounds.list_recent(session, ahead)


async def test_of_two_tickets_filed_at_once_each_rings_for_others(stage: Stage) -> None:
    for n in range(12):
        await stage.person(f"Agent {n}", Role.AGENT)
    stage.with_rules(targets__enabled=False)
    (rita, first), (ben, second) = await _drafted(stage, "Rita"), await _drafted(stage, "Ben")

    async def later() -> None:
        async with stage.database.unit_of_work() as session:
            await _files(session, stage, ben, second)

    async with stage.database.unit_of_work() as session:
        await _files(session, stage, rita, first)
        filing = asyncio.create_task(later())
        await until_somebody_waits(stage.database)
    await filing
    rows = await fetch(stage, "select person_id, count(*) as n from sent_cards group by 1")
    assert sorted(row.n for row in rows) == [1] * 10


async def test_who_is_called_to_a_breach_hears_of_it_by_that(stage: Stage, vera: Someone, olga: Someone) -> None:
    number = await _taken(stage, "Rita", olga)
    stage.later(hours=6)
    await _reminded(stage)  # three quarters of the time
    before = [len(await _rings(stage, who)) for who in (olga, vera)]
    stage.later(hours=2)
    for _ in range(3):
        await _reminded(stage)
        stage.later(minutes=15)
    after = [await _rings(stage, who) for who in (olga, vera)]
    assert [rung[n:] for rung, n in zip(after, before, strict=True)] == [["escalated-breach"]] * 2
    ticket = await stage.ticket(number)
    assert (ticket.late_told, ticket.breach_told) == (2, 2)


async def test_who_was_called_this_moment_is_reminded_of_another_without_a_sound(stage: Stage) -> None:
    for n in range(6):
        await stage.person(f"Agent {n}", Role.AGENT)
    await stage.person("Vera", Role.ADMIN)
    olga = await stage.person("Olga", Role.AGENT)
    rita, number = await _drafted(stage, "Rita")
    await _taken(stage, "Ben", olga)
    stage.later(hours=2)
    async with stage.database.unit_of_work() as session:
        await _files(session, stage, rita, number)
    await stage.does(olga, assignment.claim, number)
    before, put = await _rings(stage, olga), len(await stage.letters(olga))
    stage.later(hours=6)  # Ben's is late, of Rita's, which is looked at before, three quarters of the time are over
    await _reminded(stage)
    assert (await _rings(stage, olga))[len(before) :] == ["escalated-breach"]
    assert [x["silent"] for x in (await stage.letters(olga))[put:] if x.get("view") == "reminder"] == [True]


async def test_admins_who_are_not_called_hear_of_the_breach_as_ever(stage: Stage, vera: Someone, olga: Someone) -> None:
    ada = await stage.person("Ada", Role.ADMIN)
    stage.with_rules(escalation__to=(vera.id,))
    await _taken(stage, "Rita", olga)
    stage.later(hours=8)
    for _ in range(3):
        await _reminded(stage)
        stage.later(minutes=15)
    assert "escalated-breach" not in await _rings(stage, ada)
    assert (await _rings(stage, ada))[-1] == "reminder"


@pytest.mark.parametrize(
    ("after", "rings"), [(timedelta(minutes=3) - timedelta(seconds=1), 1), (timedelta(minutes=3), 2)]
)
async def test_a_second_call_within_three_minutes_makes_no_sound(stage: Stage, after: timedelta, rings: int) -> None:
    vera, olga = await stage.person("Vera", Role.ADMIN), await stage.person("Olga", Role.AGENT)
    numbers = [await _taken(stage, name, olga) for name in ("Rita", "Ben")]
    for number in numbers:
        async with stage.database.unit_of_work() as session:
            clock = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
            await escalation.escalate(clock, number, "", Cause.BREACH)
        stage.now += after
    assert (await _rings(stage, vera)).count("escalated-breach") == rings


@pytest.mark.parametrize(("after", "rings"), [(205, False), (215, True)])
async def test_a_card_rings_three_minutes_after_the_one_before_was_heard(stage: Stage, after: int, rings: bool) -> None:
    """In seconds: the one before may have waited half a minute for its turn to be sent."""
    agents = [await stage.person(f"Agent {n}", Role.AGENT) for n in range(7)]
    number = await _taken(stage, "Rita", agents[1])
    for agent in agents:
        await _card_rang(stage, number, agent)
    stage.later(seconds=after)
    ben, second = await _drafted(stage, "Ben")
    async with stage.database.unit_of_work() as session:
        await _files(session, stage, ben, second)
        card = select(SentCard.rang).join(Ticket, Ticket.id == SentCard.ticket_id).where(Ticket.number == second)
        rang = list(await session.scalars(card))
    assert rang == [rings] * DeskSettings().team.called_first


@pytest.mark.parametrize(("priority", "rings"), [(1, 1), (3, 0)])
async def test_a_call_after_a_card_makes_no_sound_unless_critical(stage: Stage, priority: int, rings: int) -> None:
    for n in range(7):
        await stage.person(f"Agent {n}", Role.AGENT)
    vera, olga = await stage.person("Vera", Role.ADMIN), await stage.person("Olga", Role.AGENT)
    number = await _taken(stage, "Rita", olga, priority=priority)
    await _card_rang(stage, number, vera)
    async with stage.database.unit_of_work() as session:
        clock = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        await escalation.escalate(clock, number, "", Cause.BREACH)
    assert (await _rings(stage, vera)).count("escalated-breach") == rings


@pytest.mark.parametrize(("others", "priority", "rings"), [(6, 1, 1), (6, 3, 0), (5, 3, 1)])
async def test_a_reminder_after_a_card_makes_no_sound_unless_critical(
    stage: Stage, others: int, priority: int, rings: int
) -> None:
    """Above six, where cards come in waves."""
    for n in range(others):
        await stage.person(f"Agent {n}", Role.AGENT)
    olga = await stage.person("Olga", Role.AGENT)
    number = await _taken(stage, "Rita", olga)
    stage.later(hours=6)
    await stage.change(number, priority=priority)
    await _card_rang(stage, number, olga)
    before = len(await _rings(stage, olga))
    await _reminded(stage)
    assert len((await _rings(stage, olga))[before:]) == rings
    assert (await stage.ticket(number)).late_told > 0


async def test_the_question_after_a_long_silence_waits_for_a_ring_to_be_over(stage: Stage, olga: Someone) -> None:
    number = await _taken(stage, "Rita", olga, priority=2)
    await _card_rang(stage, number, olga)
    async with stage.database.unit_of_work() as session:
        ticket = await session.scalar(select(Ticket).where(Ticket.number == number))
        assert ticket is not None
        clock = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        await ask_agent(clock, Locked(ticket), DueTimer(stage.now, 0))
    put = await scalar(stage, select(Timer.due_at).where(Timer.kind == timer_kinds.STILL))
    assert put == stage.now + timedelta(minutes=3)
    assert "still-ask" not in await _rings(stage, olga)


async def test_a_card_that_made_no_sound_hushes_nothing(stage: Stage) -> None:
    agents = [await stage.person(f"Agent {n}", Role.AGENT) for n in range(7)]
    number = await _taken(stage, "Rita", agents[1])
    stage.later(minutes=4)
    await _card_rang(stage, number, agents[2])
    async with stage.database.unit_of_work() as session:
        ticket = await session.scalar(select(Ticket.id).where(Ticket.number == number))
        session.add(SentCard(ticket_id=ticket, person_id=agents[0].id, at=stage.now, rang=False))
    async with stage.database.unit_of_work() as session:
        assert await recent_sounds.list_recent(session, stage.now) == {agents[2].id}
