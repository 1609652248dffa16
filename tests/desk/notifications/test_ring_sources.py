"""Whatever rings for staff counts for three minutes: the next card or line makes no sound, but for what is critical."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from db.database import Database
from db.models import Origin, Person, Role, SentCard, SoundRecord, Ticket
from desk import Desk, Locked
from desk.inbound import receiver
from desk.notifications import to_admins, to_staff
from desk.tickets import escalation
from desk.tickets.escalation import Cause
from tests.db.waiting import waits_or_ends
from tests.desk.notifications.test_rings import _files, _rings, _taken
from tests.desk.stage import Someone, Stage
from tests.sql import execute, scalar


@pytest.fixture
def stage(database: Database) -> Stage:
    made = Stage(database)
    made.with_rules(targets__enabled=True, escalation__breach=True, team__called_first=9)
    return made


async def _team(stage: Stage, agents: int = 6) -> tuple[Someone, Someone]:
    """So many agents, Vera, and Olga, who has Rita's ticket (number 1); nothing has rung yet."""
    for n in range(agents):
        await stage.person(f"Agent {n}", Role.AGENT)
    vera, olga = await stage.person("Vera", Role.ADMIN), await stage.person("Olga", Role.AGENT)
    await _taken(stage, "Rita", olga)
    await execute(stage, delete(SentCard))
    await execute(stage, delete(SoundRecord))
    return vera, olga


def _clock(session: Any, stage: Stage) -> Desk:
    return Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)


async def _ticket(desk: Desk) -> Locked:
    return Locked(await desk.session.scalar(select(Ticket).where(Ticket.number == 1)))


async def _by_itself(desk: Desk) -> None:
    await escalation.escalate(desk, 1, "", Cause.BREACH)


async def _by_hand(desk: Desk) -> None:
    await escalation.escalate(desk, 1, "help", Cause.HAND)


async def _critical(desk: Desk) -> None:
    ticket = await _ticket(desk)
    ticket.priority, ticket.assignee_id = 1, None
    await to_staff.broadcast_ticket(desk, ticket)


async def _line(desk: Desk) -> None:
    await to_admins.notify_admins(desk, "agent-blocked", {"name": "Ada"})


async def _line_without_context(desk: Desk) -> None:
    await to_admins.tell_admins(desk.session, "late-failed", now=desk.now, n=3)


async def _night_call(desk: Desk) -> None:
    caller = await desk.session.scalar(select(Person).where(Person.name == "Rita"))
    called = Desk(desk.session, Origin.TELEGRAM, caller, now=desk.now, rules=desk.rules)
    await to_staff.call_at_night(called, await _ticket(desk))


async def _drafts(stage: Stage, name: str) -> tuple[Someone, int]:
    """A request unlike Rita's: theirs is not locked with hers."""
    who = await stage.person(name)
    heard = await stage.does(who, receiver.begin_request, stage.message(who, "No coffee in the hall"))
    return who, int(heard.number)


async def test_where_all_are_called_at_once_nothing_is_noted_or_hushed(stage: Stage) -> None:
    vera, _ = await _team(stage, agents=4)
    for _ in range(2):
        async with stage.database.unit_of_work() as session:
            for rings in (_line, _line_without_context, _by_hand, _critical, _night_call):
                await rings(_clock(session, stage))
                await escalation.deescalate(_clock(session, stage), 1) if rings is _by_hand else None
    assert (await _rings(stage, vera)).count("agent-blocked") == 2
    assert (await _rings(stage, vera)).count("escalated-hand") == 2
    assert await scalar(stage, select(func.count()).select_from(SoundRecord)) == 0


async def test_a_call_beside_a_card_waits_until_it_knows_of_it(stage: Stage) -> None:
    vera, _ = await _team(stage)
    ben, number = await _drafts(stage, "Ben")

    async def called() -> None:
        async with stage.database.unit_of_work() as session:
            await _by_itself(_clock(session, stage))

    async with stage.database.unit_of_work() as session:
        await _files(session, stage, ben, number)
        calling = asyncio.create_task(called())
        await waits_or_ends(stage.database, calling)
    await calling
    assert "escalated-breach" not in await _rings(stage, vera)
    assert "escalated-breach" in [letter.get("key") for letter in await stage.letters(vera)]
