"""Letters that are handed over by the unit of work that stored them: sent once, at once, and in their order."""

import asyncio
from typing import Any

import pytest

from bot.api.rate_limits import Rates
from db import queue
from db.models import Box
from db.queue import maintenance
from desk.outbox import React
from tests.bot.delivery.test_outbox_worker import Delivering, delivering
from tests.db.queue.guarding import claim_jobs

__all__ = ["delivering"]

SLOW = Rates(overall_per_second=1e6, overall_burst=1e6, chat_per_second=0.5, chat_burst=1)


@pytest.fixture(autouse=True)
def _running(delivering: Delivering) -> None:
    delivering.delivery._is_running = True


async def _take(delivering: Delivering) -> int:
    """Let the delivery take once, and end what it began."""
    found: int = await delivering.delivery.run_once()
    return found


async def _count(delivering: Delivering, what: str) -> Any:
    [row] = await delivering.jobs(f"select count(*) as n from {what}")  # noqa: S608
    return row.n


async def test_a_letter_is_begun_as_it_is_stored(delivering: Delivering) -> None:
    rita = await delivering.person(5)
    await _take(delivering)
    for _ in range(2):
        await delivering.puts(rita)
        assert await _count(delivering, "job_keys where worker is not null") == 1
        assert await _take(delivering) == 1
    assert delivering.telegram.methods == ["sendMessage"] * 2
    assert await delivering.states() == [("done", 0)] * 2
    assert await _count(delivering, "jobs where unknown > 0") == 0


async def test_no_timer_lies_between_storing_and_sending(
    delivering: Delivering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering.delivery, "_pause", lambda _: 3600.0)
    rita, stop = await delivering.person(5), asyncio.Event()
    running = asyncio.create_task(delivering.delivery.run(stop))
    async with asyncio.timeout(20):
        for number in range(1, 4):
            await delivering.puts(rita)
            while len(delivering.telegram.methods) < number or delivering.delivery._under_way:
                await asyncio.sleep(0)
    stop.set()
    await running
    assert delivering.telegram.methods == ["sendMessage"] * 3


async def test_a_look_for_lost_keys_leaves_what_is_about_to_be_handed_over(delivering: Delivering) -> None:
    rita = await delivering.person(5)
    await _take(delivering)
    await delivering.puts(rita)
    hand_over = delivering.database.hand_over
    committed = hand_over.announce([one.job for one in hand_over.take()], hand_over.worker)
    delivering.delivery._is_doubtful = True
    assert await _take(delivering) == 0
    assert await _count(delivering, "job_keys where worker is not null") == 1
    hand_over.give(committed)
    assert await _take(delivering) == 1
    assert delivering.telegram.methods == ["sendMessage"]


@pytest.mark.parametrize("is_shared", [False, True])
async def test_what_is_stored_while_keys_are_freed_is_sent_once(
    delivering: Delivering, monkeypatch: pytest.MonkeyPatch, is_shared: bool
) -> None:
    """They are freed at a claim in doubt, and for another process, which then sends what it claims."""
    rita, delivery, free = await delivering.person(5), delivering.delivery, queue.free_unknown_keys
    await _take(delivering)

    async def freeing(*given: Any, **more: Any) -> None:
        monkeypatch.undo()
        await delivering.puts(rita)
        await free(*given, **more)

    monkeypatch.setattr(queue, "free_unknown_keys", freeing)
    delivery._is_doubtful = not is_shared
    await (delivery._let_held_go() if is_shared else _take(delivering))
    if is_shared:
        [job] = await claim_jobs(delivering.database, box=Box.TO_TELEGRAM, worker=99)
        assert job.repeated
    for _ in range(2):
        await _take(delivering)
    assert delivering.telegram.methods == ([] if is_shared else ["sendMessage"])


async def test_what_was_begun_under_a_lost_lock_is_sent_by_who_frees_it(delivering: Delivering) -> None:
    rita = await delivering.person(5)
    await _take(delivering)
    await delivering.puts(rita)
    await delivering.worker_lock.acquire()
    await _take(delivering)
    assert delivering.telegram.methods == []
    async with delivering.database.unit_of_work() as session:
        assert await maintenance.free_dead(session) == 1
    assert await _take(delivering) == 1
    assert delivering.telegram.methods == ["sendMessage"]
    assert await _count(delivering, "jobs where unknown = 1") == 1


@pytest.mark.parametrize("delivering", [SLOW], indirect=True)
async def test_what_its_chat_may_not_get_yet_is_held_and_has_not_begun(delivering: Delivering) -> None:
    rita = await delivering.person(5)
    await _take(delivering)
    for sent in (1, 0):
        await delivering.puts(rita)
        assert await _take(delivering) == sent
    assert await _count(delivering, "jobs where state = 'waiting' and started_at is null") == 1
    delivering.seconds += 100
    assert await _take(delivering) == 1
    assert delivering.telegram.methods == ["sendMessage"] * 2
    assert await _count(delivering, "jobs where unknown > 0") == 0


async def test_a_mark_that_has_begun_is_planned_without_a_look(delivering: Delivering) -> None:
    """Not one for another chat."""
    rita = await delivering.person(5)
    await _take(delivering)
    for ticket, there in ((1, 5), (2, 6)):
        await delivering.puts(rita, React(40, "👍", there=there), ticket=ticket)
    assert await _take(delivering) == 2
    assert delivering.telegram.methods == ["setMessageReaction"]
    assert await delivering.states() == [("done", 0)] * 2
