"""A message taken back in the very moment in which an agent splits it off, or sends it to others too."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select, text

from db.models import Entry, Origin, Person, Ticket, TicketGroup
from desk import Desk, Outdated, Refused
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.merging import linking, merging, splitting
from desk.text import RichText
from tests.db.waiting import until_somebody_waits
from tests.desk.cast import cast
from tests.desk.merging.test_merge import _files
from tests.desk.stage import Someone, Stage
from tests.sql import add


async def _taken_back_meanwhile(
    stage: Stage, who: Someone, entry_id: int, agent: Someone, verb: Callable[[Desk], Awaitable[Any]]
) -> None:
    """Who wrote it takes it back; before that is stored, the agent's verb has come, and waits for it."""
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, who.id)
        desk = Desk(session, Origin.TELEGRAM, person, now=stage.now, rules=stage.rules)
        await editing.withdraw_entry(desk, await session.get_one(Entry, entry_id))
        await session.flush()
        beside = asyncio.ensure_future(stage.does(agent, verb))
        await until_somebody_waits(stage.database)
    with pytest.raises(Outdated):
        await beside


async def test_what_was_taken_back_becomes_no_ticket(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    number = await _files(stage, rita, "The lamp")
    stage.later(minutes=1)
    said = stage.message(rita, "And the chair")
    entry = await stage.does(rita, thread.add_comment, number, NewEntry.from_message(said))

    async def splits(desk: Desk) -> None:
        await splitting.split_entry(desk, await desk.session.get_one(Entry, entry.id))

    await _taken_back_meanwhile(stage, rita, entry.id, olga, splits)
    assert len(await stage.tickets()) == 1


async def test_what_was_taken_back_goes_to_nobody_else(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    numbers = [await _files(stage, who, "No sound") for who in (rita, await stage.person("Ben"))]
    group = await add(stage, TicketGroup(made_at=stage.now, made_by=olga.id))
    group_id = group.id
    for number in numbers:
        await stage.change(number, group_id=group_id)
    said = await stage.does(olga, thread.add_reply, numbers[0], NewEntry(RichText("Sound is back")))
    await _taken_back_meanwhile(stage, olga, said.id, olga, lambda desk: linking.send_to_linked(desk, said.id))
    assert await stage.texts(numbers[1]) == ["No sound"]


@pytest.mark.parametrize("verb", ["merge", "unmerge", "split", "join", "also_to", "move"])
async def test_who_is_being_dismissed_keeps_no_ticket_from_who_dismisses_them(stage: Stage, verb: str) -> None:
    """The panel and the API lock the person first, as Telegram does and as a dismissal does."""
    rita, olga, *_ = await cast(stage)
    first, second = [await _files(stage, rita, "No sound") for _ in range(2)]
    entry = await stage.does(rita, thread.add_comment, second, NewEntry(RichText("And the chair")))
    said = await stage.does(olga, thread.add_reply, first, NewEntry(RichText("Sound is back")))
    if verb == "unmerge":
        await stage.does(olga, merging.merge_ticket, second, first)

    async def does(desk: Desk) -> None:
        word, answer = [await desk.session.get_one(Entry, one) for one in (entry.id, said.id)]
        match verb:
            case "merge":
                await merging.merge_ticket(desk, second, first)
            case "unmerge":
                await merging.unmerge_ticket(desk, second)
            case "split":
                await splitting.split_entry(desk, word)
            case "join":
                await linking.link_alike(desk, first)
            case "also_to":
                await linking.send_to_linked(desk, said.id)
            case "move":
                await editing.move_entry(desk, answer, second)

    async with stage.database.unit_of_work() as session:
        await session.execute(select(Person.id).where(Person.id == olga.id).with_for_update())
        beside = asyncio.ensure_future(stage.does(olga, does))
        await until_somebody_waits(stage.database)
        await session.execute(select(Ticket.id).with_for_update(nowait=True))
    with suppress(Refused, Outdated):
        await beside


async def test_what_was_merged_before_is_waited_for_first(stage: Stage) -> None:
    """Whoever holds what is part of one of two, and is about to take that one too, is kept by nobody."""
    rita, olga, *_ = await cast(stage)
    part, first, second = [await _files(stage, rita, words) for words in ("The lamp", "The chair", "The door")]
    await stage.does(olga, merging.merge_ticket, part, first)
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        held = await desk.lock_ticket(part)
        beside = asyncio.ensure_future(stage.does(olga, merging.merge_ticket, first, second))
        await until_somebody_waits(stage.database)
        await session.execute(text("set local lock_timeout = '500ms'"))
        assert (await desk.lock_thread(held)).number == first
    await beside
    assert (await stage.ticket(part)).merged_into_id == (await stage.ticket(second)).id


async def test_with_all_else_taken_back_what_is_left_is_all_that_its_ticket_holds(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    number = await _files(stage, rita, "The lamp")
    stage.later(minutes=1)
    said = stage.message(rita, "And the chair")
    entry = await stage.does(rita, thread.add_comment, number, NewEntry.from_message(said))

    async def takes_back(desk: Desk) -> None:
        await editing.withdraw_entry(desk, await desk.session.get_one(Entry, entry.id))

    await stage.does(rita, takes_back)

    async def splits(desk: Desk) -> None:
        first = (await stage.entries(number))[0].id
        await splitting.split_entry(desk, await desk.session.get_one(Entry, first))

    with pytest.raises(Refused, match="split-all"):
        await stage.does(olga, splits)
