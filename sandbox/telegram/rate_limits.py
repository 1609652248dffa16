"""Telegram's rate limits as token buckets: a chat, a group, the whole bot; must not know what is sent.

Rates: about 1 message a second in a private chat with short bursts, 20 a minute in a group, 30 a second over all;
edits and sends share them (Bot FAQ; tdlib/td issues 2592, 3034, read 2026-11). The size of a burst is not published;
5 is our reading of "short".
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sandbox.telegram.errors import make_too_many_requests

CHAT_BURST: Final = 5.0
CHAT_PER_SECOND: Final = 1.0
GROUP_BURST: Final = 20.0
GROUP_PER_SECOND: Final = 20 / 60
ALL_BURST: Final = 30.0
ALL_PER_SECOND: Final = 30.0


@dataclass(slots=True)
class TokenBucket:
    """Tokens that refill at `rate` a second up to `size`. `at` is a monotonic time in seconds."""

    size: float
    rate: float
    left: float
    at: float

    def compute_wait(self, count: int, at: float) -> float:
        """Return the seconds until `count` tokens are there (an album larger than the bucket needs a full one)."""
        self.left = min(self.size, self.left + (at - self.at) * self.rate)
        self.at = at
        return max(0.0, (min(count, self.size) - self.left) / self.rate)

    def take_tokens(self, count: int) -> None:
        """Remove tokens; the count may fall below zero."""
        self.left -= count


class RateLimits:
    """Refuses calls above the rates with 429, once switched on. A refused chat stays refused until its time."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.on = False
        self.refused = 0
        self.chat_per_second, self.group_per_second = CHAT_PER_SECOND, GROUP_PER_SECOND
        self._monotonic = monotonic
        self._all = TokenBucket(ALL_BURST, ALL_PER_SECOND, ALL_BURST, monotonic())
        self._chats: dict[int, TokenBucket] = {}
        self._until: dict[int, float] = {}

    def switch_limits(self, on: bool) -> None:
        """Switch the limits on or off; every switch starts with full buckets."""
        self.on = on
        self._chats.clear()
        self._until.clear()
        self._all.left = self._all.size

    def spend_messages(self, chat_id: int, count: int = 1) -> None:
        """Take `count` messages from the budgets of the chat and of the bot. Raises 429 if one has not enough."""
        if not self.on:
            return
        at = self._monotonic()
        bucket = self._chats.get(chat_id)
        if bucket is None:
            size, rate = (GROUP_BURST, self.group_per_second) if chat_id < 0 else (CHAT_BURST, self.chat_per_second)
            bucket = self._chats[chat_id] = TokenBucket(size, rate, size, at)
        wait = max(self._until.get(chat_id, at) - at, bucket.compute_wait(count, at), self._all.compute_wait(count, at))
        if wait > 0:
            self._refuse(chat_id, at, wait)
        bucket.take_tokens(count)
        self._all.take_tokens(count)

    def _refuse(self, chat_id: int, at: float, wait: float) -> None:
        self.refused += 1
        seconds = max(1, math.ceil(wait))
        if self._until.get(chat_id, 0.0) <= at:
            self._until[chat_id] = at + seconds
        raise make_too_many_requests(seconds)
