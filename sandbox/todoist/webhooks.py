"""Webhooks: signed events, sent to one address at least once, with every way of going wrong.

Events are sent in order, one request at a time; one that is not answered with exactly 200 is tried again up to three
times, while the others go on, then dropped. Must not know what receives them.
"""

import asyncio
import base64
import contextlib
import hmac
import json
import uuid
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from sandbox.todoist import due_dates
from sandbox.todoist.account import BoardEvent
from sandbox.todoist.tables import Row
from sandbox.todoist.world import TodoistWorld

QUEUE_LIMIT = 5_000
ANSWER_LIMIT = aiohttp.ClientTimeout(total=5)
RETRIES = (1.0, 2.0, 4.0)
MODES = ("on", "off", "lose")


@dataclass(slots=True)
class WebhookSettings:
    """How webhooks behave. delay: seconds before each; swap: every two change places.

    mode: "on", "off" (nothing is sent) or "lose" (nothing is sent, but counted); before_response: sent, and
    answered, before the write that caused it is answered.
    """

    url: str | None = None
    client_secret: str = ""
    mode: str = "on"
    duplicate: bool = False
    swap: bool = False
    delay: float = 0
    before_response: bool = False

    def set_value(self, name: str, value: Any) -> None:
        """Change one setting; raise `ValueError` for a value that it cannot have."""
        if name == "url" and value is not None and not _is_loopback(value):
            raise ValueError("url must be an http address on 127.0.0.1 or localhost")
        if name == "mode" and value not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}")
        setattr(self, name, value)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One signed message for one authorised account; its id stays the same when it is repeated."""

    id: str
    body: bytes


def _is_loopback(url: object) -> bool:
    parts = urlsplit(url) if isinstance(url, str) else None
    return parts is not None and parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}


class WebhookSender:
    """Sends the app's webhooks, for the accounts that have authorised it."""

    def __init__(self, world: TodoistWorld) -> None:
        self.settings = WebhookSettings()
        self.authorised: set[str] = set()
        self.counts = {"sent": 0, "failed": 0, "lost": 0, "repeated": 0}
        self._world = world
        self._queue: deque[Delivery] = deque()
        self._waiting = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        world.listeners.append(self.queue_event)

    async def start(self) -> None:
        """Start sending queued events."""
        self._session = aiohttp.ClientSession(timeout=ANSWER_LIMIT)
        self._start_task(self._send_all())

    async def stop(self) -> None:
        """Stop sending; waiting events are lost."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def queue_event(self, happening: BoardEvent) -> None:
        """Queue an event for every authorised account that can see it."""
        if not self.settings.url or self.settings.mode == "off":
            return
        members = self._world.members.get(happening.project_id, {})
        for uid in sorted(self.authorised & members.keys()):
            if self.settings.mode == "lose" or len(self._queue) >= QUEUE_LIMIT:
                self.counts["lost"] += 1
                continue
            self._queue.append(Delivery(str(uuid.uuid4()), self._make_body(happening, uid)))
            self._idle.clear()
            self._waiting.set()

    async def wait_until_sent(self, seconds: float) -> None:
        """Wait until the queue is empty, at most that many seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)

    def _make_body(self, happening: BoardEvent, uid: str) -> bytes:
        initiator = self._world.accounts[happening.by].user
        envelope: Row = {
            "version": "1",
            "user_id": uid,
            "event_name": happening.event,
            "triggered_at": due_dates.format_time(self._world.now()),
            "initiator": {key: initiator[key] for key in ("id", "full_name", "email", "image_id", "is_premium")},
            "event_data": happening.data,
        }
        if happening.extra:
            envelope["event_data_extra"] = happening.extra
        return json.dumps(envelope, ensure_ascii=False).encode()

    async def _send_all(self) -> None:
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            while self._queue:
                if self.settings.delay:
                    await asyncio.sleep(self.settings.delay)
                await self._send_next()
            self._idle.set()

    async def _send_next(self) -> None:
        first = self._queue.popleft()
        swapped = self.settings.swap and self._queue
        for delivery in [self._queue.popleft(), first] if swapped else [first]:
            if not await self._post(delivery):
                self._start_task(self._retry(delivery))
            if self.settings.duplicate:
                await self._post(delivery)

    async def _retry(self, delivery: Delivery) -> None:
        for pause in RETRIES:
            await asyncio.sleep(pause)
            self.counts["repeated"] += 1
            if await self._post(delivery):
                return
        self.counts["lost"] += 1

    async def _post(self, delivery: Delivery) -> bool:
        url, secret = self.settings.url, self.settings.client_secret
        if not url or not self._session:
            return False
        signature = hmac.digest(secret.encode(), delivery.body, "sha256")
        headers = {
            "User-Agent": "Todoist-Webhooks",
            "Content-Type": "application/json",
            "X-Todoist-Hmac-SHA256": base64.b64encode(signature).decode(),
            "X-Todoist-Delivery-ID": delivery.id,
        }
        try:
            async with self._session.post(url, data=delivery.body, headers=headers) as answer:
                good = answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            good = False
        self.counts["sent" if good else "failed"] += 1
        return good

    def _start_task(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
