"""Whether Telegram answers this process. Told of every call; asks nothing itself.

An answer of any kind counts, also a refusal. Silence counts once a call has failed without an answer, or has waited for
one for long: then one small call shows whether it was that call or the way to Telegram.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aiogram.exceptions import TelegramNetworkError

LOST_SECONDS = 5.0
_SUSPICIOUS_SECONDS = 5.0


class TelegramReach:
    """One process's way to Telegram; `clock` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: dict[object, float] = {}
        self._silent_since: float | None = None

    @contextmanager
    def watch_call(self) -> Iterator[None]:
        """Notice whether the call in this block gets an answer."""
        call = object()
        self._waiting[call] = self._clock()
        try:
            yield
        except TelegramNetworkError:
            self.note_silence()
            raise
        except Exception:
            self.note_answer()
            raise
        else:
            self.note_answer()
        finally:
            del self._waiting[call]

    def note_silence(self) -> None:
        """Note a call without an answer: the silence began with the oldest call that has none."""
        if self._silent_since is None:
            self._silent_since = min([self._clock(), *self._waiting.values()])

    def note_answer(self) -> None:
        """Note an answer: the silence is over, and calls that wait are not suspicious before their time is over once
        more."""
        self._silent_since = None
        self._waiting = dict.fromkeys(self._waiting, self._clock())

    def is_doubtful(self) -> bool:
        """Return True if the last call got no answer, or one has waited for long without any other getting one."""
        oldest = min(self._waiting.values(), default=self._clock())
        return self._silent_since is not None or self._clock() - oldest >= _SUSPICIOUS_SECONDS

    def is_lost(self) -> bool:
        """Return True if no call has got an answer for `LOST_SECONDS`, and at least one failed."""
        return self._silent_since is not None and self._clock() - self._silent_since >= LOST_SECONDS
