"""Tells subscribers of changes in a simulated service; must not know what the services contain."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any, Self

UNREAD_LIMIT = 2000
"""Events one slow subscriber may leave unread before they are replaced by a single `lagged` event."""

LAGGED = "lagged"
"""Kind of the event that means: events were dropped, take a fresh snapshot."""


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a service. `version` grows by one with each event of a feed."""

    version: int
    kind: str
    data: dict[str, Any]


class Subscription:
    """The events published after `Feed.subscribe()` was called, oldest first; iteration ends when it is closed."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._events: deque[Event] = deque()
        self._ready = asyncio.Event()
        self._closed = False

    def queue_event(self, event: Event) -> None:
        """Queue an event without waiting; more than `UNREAD_LIMIT` unread ones are replaced by one `lagged` event."""
        if len(self._events) >= UNREAD_LIMIT:
            self._events.clear()
            event = Event(event.version, LAGGED, {})
        self._events.append(event)
        self._ready.set()

    def close(self) -> None:
        """Stop receiving and end the iteration; a second call does nothing."""
        self._feed.unsubscribe(self)
        self._closed = True
        self._ready.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        while not self._events:
            if self._closed:
                raise StopAsyncIteration
            self._ready.clear()
            await self._ready.wait()
        return self._events.popleft()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Feed:
    """A counter of changes that can be waited for. All calls belong to one event loop."""

    def __init__(self) -> None:
        self.version = 0
        self._subscriptions: set[Subscription] = set()
        self._waiting: set[asyncio.Future[None]] = set()

    def publish(self, kind: str, **data: Any) -> None:
        """Count one change and pass it to every subscriber; never block."""
        self.version += 1
        event = Event(self.version, kind, data)
        for subscription in tuple(self._subscriptions):
            subscription.queue_event(event)
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def wait_for_change(self, since: int, timeout: float) -> int:  # noqa: ASYNC109 - a long poll: running out is no error
        """Return the version once it is above `since`, or the current one after `timeout` seconds."""
        if self.version > since or timeout <= 0:
            return self.version
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait([future], timeout=timeout)
        finally:
            self._waiting.discard(future)
        return self.version

    def subscribe(self) -> Subscription:
        """Return the events from now on as an async iterator; use it in a `with` so that it is closed."""
        subscription = Subscription(self)
        self._subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Forget a subscription; used by `Subscription.close`."""
        self._subscriptions.discard(subscription)
