"""A delivery whose process was taken for hung, cannot reach Telegram, or shares the people with others."""

import asyncio
from typing import Any

import pytest

from bot.api.client import get_reach
from bot.delivery.outbox_worker import AddressedJob, _Held
from db import queue
from db.models import Box
from db.queue import DeliveryPart, SettledBeforeError
from db.queue.store import NOTHING
from tests.bot.delivery.test_outbox_worker import Delivering, delivering
from tests.sql import execute

__all__ = ["delivering"]


async def _begun(made: Delivering) -> _Held:
    """A letter that was begun and whose call to Telegram is still to be made."""
    await made.puts(await made.person(5))
    await made.delivery._claim_more()
    (held,) = made.delivery._take_ready()
    await made.delivery._planner.make_plans([AddressedJob(held.job, held.chat)], starts=made.delivery._worker)
    return held


async def _work(made: Delivering, held: _Held) -> None:
    plans = await made.delivery._planner.make_plans([AddressedJob(held.job, held.chat)])
    await made.delivery._work(held, plans[held.job.id])


@pytest.mark.parametrize(("owner", "sent"), [(999, 0), (None, 1)])
async def test_a_process_that_wakes_sends_only_what_nobody_else_has(
    delivering: Delivering, owner: int | None, sent: int
) -> None:
    held = await _begun(delivering)
    await delivering.worker_lock.acquire()
    await execute(delivering, "update job_keys set worker = :owner", owner=owner)
    if sent:
        await _work(delivering, held)
    else:
        with pytest.raises(SettledBeforeError):
            await _work(delivering, held)
    assert len(delivering.telegram.calls) == sent


async def test_a_letter_waits_until_the_database_says_whose_it_is(
    delivering: Delivering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.outbox_worker._ASK_AGAIN_SECONDS", 0.0)
    held = await _begun(delivering)
    await delivering.worker_lock.acquire()
    ask, away = queue.is_still_ours, [ConnectionResetError()]

    async def fail_once(*given: Any, **more: Any) -> bool:
        if away:
            raise away.pop()
        return await ask(*given, **more)

    monkeypatch.setattr(queue, "is_still_ours", fail_once)
    await execute(delivering, "update job_keys set worker = null")
    await _work(delivering, held)
    assert len(delivering.telegram.calls) == 1


async def test_a_process_that_leaves_lets_go_of_what_it_has_not_begun(delivering: Delivering) -> None:
    await delivering.puts(await delivering.person(5))
    await delivering.delivery._claim_more()
    await delivering.worker_lock.leave_delivery()
    assert (delivering.worker_lock.part, await delivering.delivery.run_once()) == (NOTHING, 0)
    async with delivering.database.autocommit() as asking:
        others = await queue.claim_jobs(asking, Box.TO_TELEGRAM, worker=999, now=delivering.now)
    assert len(others) == 1
    assert not delivering.telegram.calls


@pytest.mark.parametrize("of", [1, 2])
async def test_in_doubt_letters_are_left_to_others_if_there_are_any(delivering: Delivering, of: int) -> None:
    rita = await delivering.person(5)
    await delivering.puts(rita)
    delivering.worker_lock.part = DeliveryPart(rita % of, of)
    get_reach(delivering.bot).note_silence()
    assert await delivering.delivery.run_once() == (of == 1)
    get_reach(delivering.bot).note_answer()
    await delivering.delivery.run_once()
    assert len(delivering.telegram.calls) == 1


async def test_a_look_that_does_not_end_is_noticed(delivering: Delivering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.queue.consumer._STUCK_SECONDS", 0.0)
    stop, looking = asyncio.Event(), asyncio.Event()

    async def look() -> int:
        looking.set()
        await stop.wait()
        return 0

    monkeypatch.setattr(delivering.delivery, "_look", look)
    running = asyncio.create_task(delivering.delivery.run(stop))
    await looking.wait()
    assert delivering.delivery.is_stuck()
    stop.set()
    await running
    assert not delivering.delivery.is_stuck()
