"""The queue of updates: kept until confirmed or expired, filtered when created; must not know what they say.

Rules: tdlib/telegram-bot-api Client.cpp (`do_get_updates`, `add_update_impl`), read 2026-11.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sandbox.telegram.errors import OTHER_POLLER, WEBHOOK_SET, ApiError

KEPT_FOR: Final = timedelta(hours=24)
PRESS_KEPT_FOR: Final = timedelta(seconds=150)
SHORT_LIVED: Final = frozenset({"callback_query", "pre_checkout_query"})
NOT_BY_DEFAULT: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
MAX_UPDATE_BYTES: Final = 64 << 10
"""Larger updates are dropped by the server ("JSON buffer overflow")."""
MAX_TIMEOUT_SECONDS: Final = 50
GATHER_SECONDS: Final = 0.002
"""A waiting poll is answered this long after the first update, so that a burst is one batch."""
CONFLICT_PAUSE_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Update:
    """One update as JSON text. `apart`: never in one batch with an earlier update."""

    update_id: int
    kind: str
    text: str
    expires: datetime
    apart: bool = False


@dataclass(slots=True)
class Poll:
    """A getUpdates call that waits."""

    done: asyncio.Future[None]


class UpdateQueue:
    """All updates not confirmed yet, in order of their ids, and at most one waiting poll."""

    def __init__(self, now: Callable[[], datetime], first_id: int, monotonic: Callable[[], float]) -> None:
        self._now = now
        self._monotonic = monotonic
        self._updates: deque[Update] = deque()
        self._next_id = first_id
        self._allowed: frozenset[str] | None = None
        self._poll: Poll | None = None
        self._last: tuple[int, float] | None = None
        self._next_conflict = 0.0
        self._soonest: datetime | None = None
        self.expired = 0

    def __len__(self) -> int:
        return len(self._updates)

    @property
    def last_id(self) -> int:
        """The id of the newest update ever made."""
        return self._next_id - 1

    @property
    def is_polled(self) -> bool:
        """True while a poll waits."""
        return self._poll is not None

    @property
    def allowed_kinds(self) -> list[str]:
        """The kinds asked for, sorted; empty while the default is in force."""
        return sorted(self._allowed or ())

    def set_allowed_kinds(self, kinds: list[str]) -> None:
        """Choose the kinds created from now on; an empty list means the default set."""
        self._allowed = frozenset(kinds) or None

    def is_wanted(self, kind: str) -> bool:
        """Return True if updates of this kind are created at present."""
        return kind not in NOT_BY_DEFAULT if self._allowed is None else kind in self._allowed

    def add_update(self, kind: str, value: dict[str, Any], apart: bool = False) -> int | None:
        """Queue an update and return its id, None if its kind is not wanted or it is too large."""
        if not self.is_wanted(kind):
            return None
        text = json.dumps(value, separators=(",", ":"))
        return self.add_raw_update(kind, f'"{kind}":{text}', apart) if len(text) <= MAX_UPDATE_BYTES else None

    def add_raw_update(self, kind: str, inner: str, apart: bool = False) -> int:
        """Queue the inside of an update's JSON object whatever its kind; `update_id` is put in front."""
        update_id = self._next_id
        self._next_id += 1
        text = f'{{"update_id":{update_id}{"," if inner else ""}{inner}}}'
        expires = self._now() + (PRESS_KEPT_FOR if kind in SHORT_LIVED else KEPT_FOR)
        self._updates.append(Update(update_id, kind, text, expires, apart))
        if self._soonest is None or expires < self._soonest:
            self._soonest = expires
        self.release_poll()
        return update_id

    def drop_all(self) -> None:
        """Forget all updates that wait."""
        self._updates.clear()

    async def answer_poll(self, offset: int, limit: int, seconds: int) -> str:
        """Answer one getUpdates: a JSON array as text. Waits up to `seconds`; raises 409 for a newer poll."""
        limit, seconds = self._slow_down(offset, limit, seconds)
        batch = self._take_batch(offset, limit)
        if not batch and seconds > 0:
            await self._wait_for_update(seconds)
            batch = self._take_batch(offset, limit)
        return f"[{','.join(update.text for update in batch)}]"

    def _slow_down(self, offset: int, limit: int, seconds: int) -> tuple[int, int]:
        at = self._monotonic()
        last, self._last = self._last, (offset, at)
        if last is not None and last[0] == offset:
            if at < last[1] + 3.0:
                seconds = max(seconds, 3)
            if at < last[1] + 0.5:
                limit = 1
        return limit, min(seconds, MAX_TIMEOUT_SECONDS)

    def _take_batch(self, offset: int, limit: int) -> list[Update]:
        self._confirm(offset)
        self._expire()
        batch: list[Update] = []
        for update in itertools.islice(self._updates, limit):
            if batch and update.apart:
                break
            batch.append(update)
        return batch

    def _confirm(self, offset: int) -> None:
        updates = self._updates
        if offset < 0:
            while len(updates) > -offset:
                updates.popleft()
        elif offset <= self._next_id:
            while updates and updates[0].update_id < offset:
                updates.popleft()

    def _expire(self) -> None:
        now = self._now()
        if self._soonest is None or self._soonest > now:
            return
        before = len(self._updates)
        self._updates = deque(update for update in self._updates if update.expires > now)
        self._soonest = min((update.expires for update in self._updates), default=None)
        self.expired += before - len(self._updates)

    async def _wait_for_update(self, seconds: int) -> None:
        self.end_poll(OTHER_POLLER)
        poll = Poll(asyncio.get_running_loop().create_future())
        self._poll = poll
        try:
            async with asyncio.timeout(seconds):
                await poll.done
            await asyncio.sleep(GATHER_SECONDS)
        except TimeoutError:
            return
        except ApiError:
            await self._pause_before_conflict()
            raise
        finally:
            if self._poll is poll:
                self._poll = None

    async def _pause_before_conflict(self) -> None:
        at = self._monotonic()
        if at < self._next_conflict:
            await asyncio.sleep(CONFLICT_PAUSE_SECONDS)
        else:
            self._next_conflict = at + CONFLICT_PAUSE_SECONDS

    def release_poll(self) -> None:
        """Let the waiting poll answer now with the updates there are."""
        if self._poll is not None and not self._poll.done.done():
            self._poll.done.set_result(None)

    def end_poll(self, description: str = WEBHOOK_SET) -> None:
        """Answer the waiting poll with 409."""
        poll, self._poll = self._poll, None
        if poll is not None and not poll.done.done():
            poll.done.set_exception(ApiError(409, description))


def make_update_queue(now: Callable[[], datetime], first_id: int) -> UpdateQueue:
    """Make a queue on the real monotonic clock."""
    return UpdateQueue(now, first_id, time.monotonic)
