"""Taking the first of the queue: everybody who asks at once gets another one."""

import asyncio

import pytest

from db.models import Role
from desk import Desk, NotAllowed, TicketResult
from desk.staff import answered_topics
from desk.tickets import assignment, fields, untaken_queue
from desk.topics import editing
from tests.db.waiting import until_somebody_waits
from tests.desk.cast import cast
from tests.desk.stage import Someone, Stage


async def test_of_many_who_ask_at_once_each_gets_another_one_in_turn(stage: Stage) -> None:
    agents = [await stage.person(f"Agent {i}", Role.AGENT) for i in range(6)]
    numbers = [await stage.files(await stage.person(f"Guest {i}"), "The printer is on fire") for i in range(4)]

    async def asks(agent: Someone) -> TicketResult | None:
        return await stage.does(agent, untaken_queue.take_first)

    got = [taken.number for taken in await asyncio.gather(*map(asks, agents)) if taken is not None]
    assert sorted(got) == numbers


async def test_one_that_is_being_taken_this_moment_is_waited_for(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    urgent = await stage.files(rita, "The printer is on fire, please help")
    other = await stage.files(await stage.person("Boris"), "There is no soap")
    await stage.does(olga, fields.prioritise, urgent, 1)
    asked = asyncio.Event()

    async def takes_slowly(desk: object) -> None:
        await assignment.claim(desk, urgent)  # type: ignore[arg-type]
        later = asyncio.create_task(stage.does(ivan, untaken_queue.take_first))
        tasks.append(later)
        await until_somebody_waits(stage.database)
        asked.set()

    tasks: list[asyncio.Task[TicketResult | None]] = []
    await stage.does(olga, takes_slowly)
    taken = await tasks[0]
    assert asked.is_set() and taken is not None and taken.number == other


async def test_who_waits_for_the_next_holds_up_nobody_who_changes_it(stage: Stage) -> None:
    rita, olga, ivan, vera = await cast(stage)
    first = await stage.files(rita, "The printer is on fire")
    alike = await stage.files(await stage.person("Boris"), "The printer is on fire")
    assert (await stage.ticket(alike)).alike_id == (await stage.ticket(first)).id
    changed, taken, goes_on, asked = (asyncio.Event() for _ in range(4))

    async def changes_twice(desk: Desk) -> None:
        await fields.prioritise(desk, alike, 2)
        await desk.session.flush()
        changed.set()
        await goes_on.wait()
        await fields.prioritise(desk, alike, 4)

    async def takes_slowly(desk: Desk) -> None:
        await assignment.claim(desk, first)
        taken.set()
        await asked.wait()

    changing = asyncio.create_task(stage.does(vera, changes_twice))
    await changed.wait()
    taking = asyncio.create_task(stage.does(olga, takes_slowly))
    await taken.wait()
    asking = asyncio.create_task(stage.does(ivan, untaken_queue.take_first))
    await until_somebody_waits(stage.database)
    asked.set()
    await taking
    await until_somebody_waits(stage.database)
    goes_on.set()
    await changing
    got = await asking
    assert got is not None and got.number == alike


async def test_it_is_for_staff(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    await stage.files(await stage.person("Boris"), "There is no soap")
    with pytest.raises(NotAllowed):
        await stage.does(rita, untaken_queue.take_first)


async def test_the_first_is_of_ones_own_topics_or_of_none_whatever_others_answer(stage: Stage) -> None:
    rita, olga, ivan, vera = await cast(stage)
    names = ("Doors", "Soap")
    doors, soap = [await stage.does(vera, editing.add_category, name) for name in names]
    for who, topic in ((olga, soap), (ivan, doors)):
        await stage.does(vera, answered_topics.set_topic, who.chat, topic, on=True)
    for _ in range(2):
        number = await stage.files(rita, "It does not close")
        await stage.does(vera, fields.categorise, number, doors)
    assert await stage.does(olga, untaken_queue.take_first) is None
    for who in (ivan, vera):  # of their topics; of all, where they have none
        assert await stage.does(who, untaken_queue.take_first) is not None
    number = await stage.files(rita, "There is no soap")
    assert (await stage.does(olga, untaken_queue.take_first)).number == number
