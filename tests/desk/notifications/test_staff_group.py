"""What the team's own chat is shown when the bot can write there again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Role, Ticket
from desk.notifications import staff_group
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

GROUP = -100_500
AWAY = timedelta(hours=1)


async def test_back_there_it_shows_what_changed_and_what_came_since_the_minute_before(stage: Stage) -> None:
    group = await stage.person("The team", Role.GROUP)
    stage.with_rules(staff_chat_id=GROUP)
    ritas = [await stage.person(f"Rita {n}") for n in range(5)]
    tickets = [await stage.files(rita, "The printer is on fire") for rita in ritas]
    since, minute = stage.now, timedelta(minutes=1)
    for n in tickets[:2]:
        await stage.shown(Someone(group.id, GROUP), f"group:{n}", n)
    # shown and as it was, shown and changed; unseen: told long before, just before, meanwhile
    changed = [since - minute, since + minute, since, since, since]
    told = [since, since, since - 2 * minute, since - minute / 2, since + minute]
    for n, updated_at, broadcast_at in zip(tickets, changed, told, strict=True):
        await stage.change(n, updated_at=updated_at, broadcast_at=broadcast_at)
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Person, group.id)
        row.telegram_id, row.bot_blocked_at = GROUP, since
        await session.execute(text("delete from jobs where person_id = :group"), {"group": group.id})
    async with stage.database.unit_of_work() as session:
        await staff_group.came_or_went(session, GROUP, there=True, may_write=True, now=since + AWAY, rules=stage.rules)
    _, second, _, fourth, fifth = tickets
    shown = [(one["slot"], one["only_edit"], one["silent"]) for one in await stage.letters(group)]
    assert shown == [
        (f"group:{second}", True, False),
        (f"group:{fourth}", False, True),
        (f"group:{fifth}", False, True),
    ]


@pytest.mark.parametrize("how", ["moved", "back"])
async def test_more_than_a_minute_takes_comes_in_one_message_when_it_is_told_again(stage: Stage, how: str) -> None:
    group = await stage.person("The team", Role.GROUP)
    stage.with_rules(staff_chat_id=GROUP)
    ritas = [await stage.person(f"Rita {n}") for n in range(staff_group.MOST + 2)]
    tickets = [await stage.files(rita, "The printer is on fire") for rita in ritas]
    for n in tickets:
        await stage.change(n, broadcast_at=stage.now)
        if how == "moved":
            await stage.shown(Someone(group.id, GROUP), f"group:{n}", n)
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Person, group.id)
        row.telegram_id, row.bot_blocked_at = GROUP, None if how == "moved" else stage.now
        await session.execute(text("delete from jobs where person_id = :group"), {"group": group.id})
    now = stage.now + AWAY
    async with stage.database.unit_of_work() as session:
        if how == "moved":
            await staff_group.moved(session, GROUP, GROUP - 1, now=now, rules=stage.rules)
        else:
            await staff_group.came_or_went(session, GROUP, there=True, may_write=True, now=now, rules=stage.rules)
    *cards, listed = dict.fromkeys(one["slot"] for one in await stage.letters(group))
    assert cards == [f"group:{n}" for n in tickets[: staff_group.MOST]]
    async with stage.database.unit_of_work() as session:
        held = await staff_group.announced(session, int(listed.removeprefix("announced:")))
    assert held == [(n, False) for n in tickets[staff_group.MOST :]]


_WAITS = text("select exists (select from pg_locks where not granted)")


@pytest.mark.parametrize("back_first", [False, True])
async def test_what_is_announced_at_the_moment_it_is_back_is_told_of_once(stage: Stage, back_first: bool) -> None:
    group = await stage.person("The team", Role.GROUP)
    stage.with_rules(staff_chat_id=GROUP)
    n = await stage.files(await stage.person("Rita"), "The printer is on fire")
    await stage.change(n, broadcast_at=None)
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Person, group.id)
        row.telegram_id, row.bot_blocked_at = GROUP, stage.now - AWAY
        await session.execute(text("delete from jobs where person_id = :group"), {"group": group.id})

    async def announces(session: AsyncSession) -> None:
        ticket = (await session.scalars(select(Ticket).where(Ticket.number == n))).one()
        ticket.broadcast_at = stage.now
        await staff_group.announce(session, ticket, ended=False, now=stage.now, rules=stage.rules)

    async def is_back(session: AsyncSession) -> None:
        await staff_group.came_or_went(session, GROUP, there=True, may_write=True, now=stage.now, rules=stage.rules)

    await _meet(stage, *((is_back, announces) if back_first else (announces, is_back)))
    assert [one["slot"] for one in await stage.letters(group)] == [f"group:{n}"]


async def _meet(stage: Stage, *acts: Callable[[AsyncSession], Awaitable[None]]) -> None:
    """The first is not committed before the second has ended or waits for it."""

    async def alone(act: Callable[[AsyncSession], Awaitable[None]]) -> None:
        async with stage.database.unit_of_work() as session:
            await act(session)

    async with stage.database.unit_of_work() as session, asyncio.timeout(10):
        await acts[0](session)
        second = asyncio.ensure_future(alone(acts[1]))
        async with stage.database.reading() as looking:
            while not second.done() and not await looking.scalar(_WAITS):
                await asyncio.sleep(0)
    await second
