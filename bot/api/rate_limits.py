"""Telegram's rate limits: one limiter for each process, asked before each request. Processes of one bot write to
different chats and share the overall rate. Telegram publishes guidance: about one message a second in a chat with
short bursts, 20 a minute in a group, 30 a second over all; edits count like sends (telegra.ph/Hitting-limits-bot-
FAQ and tdlib/td#3034, read 2026-11)."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rates:
    """Requests a second, over all and in a private chat; in a group a minute. Paid broadcasting allows more."""

    overall_per_second: float = 28.0
    overall_burst: float = 20.0
    chat_per_second: float = 1.0
    chat_burst: float = 3.0
    group_per_minute: float = 18.0
    group_burst: float = 3.0


_ALL_STOPPED_SECONDS = 60.0


@dataclass(slots=True)
class _Bucket:
    """Tokens that grow with time up to `burst`."""

    rate: float
    burst: float
    tokens: float
    at: float

    def get_wait(self, now: float) -> float:
        """Return the seconds until one token is there."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate

    def take(self, now: float) -> None:
        """Use a token; the count may go below zero, which delays later requests."""
        self.get_wait(now)
        self.tokens -= 1

    def give_back(self, now: float) -> None:
        """Return an unused token."""
        self.get_wait(now)
        self.tokens = min(self.burst, self.tokens + 1)


@dataclass(slots=True)
class Limiter:
    """Tells when a chat may be written to; `clock` is monotonic, in seconds."""

    clock: Callable[[], float]
    rates: Rates = field(default_factory=Rates)
    _overall: _Bucket = field(init=False)
    _chats: dict[int, _Bucket] = field(init=False, default_factory=dict)
    _stopped: dict[int, float] = field(init=False, default_factory=dict)
    _all_stopped: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        now = self.clock()
        self._overall = _Bucket(self.rates.overall_per_second, self.rates.overall_burst, self.rates.overall_burst, now)

    def share(self, processes: int) -> None:
        """Keep to an equal part of the overall rate: `processes` processes send for this bot."""
        self._overall.get_wait(self.clock())
        self._overall.rate = self.rates.overall_per_second / processes
        self._overall.burst = max(self.rates.overall_burst / processes, 1.0)

    def get_overall_wait(self) -> float:
        """Return the seconds until any chat may be written to."""
        now = self.clock()
        return max(self._overall.get_wait(now), self._all_stopped - now, 0.0)

    def count_left(self) -> float:
        """Return the requests that the overall rate allows now; 0 while everything is stopped."""
        now = self.clock()
        self._overall.get_wait(now)
        return 0.0 if self._all_stopped > now else max(self._overall.tokens, 0.0)

    def get_chat_wait(self, chat_id: int) -> float:
        """Return the seconds until this chat may be written to, apart from the overall rate."""
        now = self.clock()
        return max(self._bucket(chat_id, now).get_wait(now), self._stopped.get(chat_id, 0.0) - now, 0.0)

    def get_stop(self, chat_id: int) -> float:
        """Return the seconds for which this chat, or all, are stopped."""
        return max(self._stopped.get(chat_id, 0.0), self._all_stopped) - self.clock()

    def admit(self, chat_id: int) -> bool:
        """Count one request to this chat if it may be made now; return False if it may not."""
        now = self.clock()
        bucket, stopped_until = self._bucket(chat_id, now), max(self._stopped.get(chat_id, 0.0), self._all_stopped)
        if stopped_until > now or self._overall.get_wait(now) > 0 or bucket.get_wait(now) > 0:
            return False
        self.take(chat_id)
        return True

    def take(self, chat_id: int) -> None:
        """Count one request to this chat."""
        now = self.clock()
        self._overall.take(now)
        self._bucket(chat_id, now).take(now)
        if len(self._chats) > 10_000:
            self._forget(now)

    def give_back(self, chat_id: int) -> None:
        """Uncount a request that was not made."""
        now = self.clock()
        self._overall.give_back(now)
        self._bucket(chat_id, now).give_back(now)

    def has_two(self, chat_id: int) -> bool:
        """Return True if this chat may be written to twice without a pause."""
        bucket, now = self._bucket(chat_id, self.clock()), self.clock()
        bucket.get_wait(now)
        return bucket.tokens >= 2 and self._stopped.get(chat_id, 0.0) <= now

    def stop_chat(self, chat_id: int, retry_after: float) -> None:
        """Stop a chat for `retry_after` seconds after a 429; if a second chat is refused during that time, stop all
        for a minute at most: two chats that are stopped for an hour are no reason to write to nobody."""
        now = self.clock()
        others = [at for chat, at in self._stopped.items() if chat != chat_id and at > now]
        self._stopped[chat_id] = now + retry_after
        if others:
            self._all_stopped = max(self._all_stopped, now + min(retry_after, _ALL_STOPPED_SECONDS))

    def _bucket(self, chat_id: int, now: float) -> _Bucket:
        bucket = self._chats.get(chat_id)
        if bucket is None:
            rates = self.rates
            group = chat_id < 0
            rate = rates.group_per_minute / 60 if group else rates.chat_per_second
            burst = rates.group_burst if group else rates.chat_burst
            bucket = self._chats[chat_id] = _Bucket(rate, burst, burst, now)
        return bucket

    def _forget(self, now: float) -> None:
        """Drop full buckets and expired stops."""
        for chat in [c for c, b in self._chats.items() if b.get_wait(now) == 0 and b.tokens >= b.burst]:
            del self._chats[chat]
        for chat in [c for c, at in self._stopped.items() if at <= now]:
            del self._stopped[chat]
