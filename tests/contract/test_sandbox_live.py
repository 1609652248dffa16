"""The feed of changes: waiting, following, falling behind."""

from __future__ import annotations

import asyncio

from sandbox.feed import LAGGED, UNREAD_LIMIT, Feed


async def test_waiting_ends_with_the_first_change() -> None:
    feed = Feed()
    waiting = asyncio.create_task(feed.wait_for_change(since=0, timeout=30))
    await asyncio.sleep(0)
    feed.publish("telegram", person=1)
    assert await asyncio.wait_for(waiting, 5) == 1
    assert await feed.wait_for_change(since=0, timeout=30) == 1
    assert await feed.wait_for_change(since=1, timeout=0.01) == 1


async def test_a_subscriber_gets_what_comes_after_it_subscribed() -> None:
    feed = Feed()
    feed.publish("before")
    with feed.subscribe() as events:
        feed.publish("telegram", person=1)
        feed.publish("telegram", person=2)
        seen = [await anext(events), await anext(events)]
    assert [(event.version, event.kind, event.data) for event in seen] == [
        (2, "telegram", {"person": 1}),
        (3, "telegram", {"person": 2}),
    ]
    assert [event async for event in events] == []


async def test_who_falls_behind_is_told_so() -> None:
    feed = Feed()
    with feed.subscribe() as events:
        for _ in range(UNREAD_LIMIT + 2):
            feed.publish("telegram", person=1)
        first, second = await anext(events), await anext(events)
    assert (first.kind, second.kind) == (LAGGED, "telegram")
    assert second.version == UNREAD_LIMIT + 2
