"""Whether a service outside answers this process: told of every call; asks nothing by itself.

Silence counts once a call has failed without an answer, or has waited for one for long: then one small call, the probe,
shows whether it was that call or the way to the service. So a slow call alone is no outage. An outage is over when
answers have come for a while: one that comes and goes is one outage.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import structlog

from db.connectivity import is_unavailable
from ops.tasks import sleep_or_stop

LOST_SECONDS = 5.0
"""After so long without an answer others take over."""
OUTAGE_SECONDS, CALM_SECONDS = 8.0, 5.0
"""After so long without an answer an outage begins, of which people are told; after so long without silence it ends."""
PROBE_SECONDS = 4
_SUSPICIOUS_SECONDS = 5.0
_LOOK_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 3.0
"""From one probe to the next: growing, so that the end of an outage is seen within 15 seconds, too."""

log = structlog.get_logger(__name__)


class ServiceReach:
    """One process's way to a service. `is_silence`: whether a call that failed got no answer of the service; `clock` is
    monotonic, in seconds, and stands while the machine sleeps."""

    def __init__(self, is_silence: Callable[[Exception], bool], clock: Callable[[], float] = time.monotonic) -> None:
        self._is_silence, self._clock = is_silence, clock
        self._waiting: dict[object, float] = {}
        self._silent_since: float | None = None
        self._silent_at: float | None = None
        self._away_since: float | None = None
        self._has_answered = False

    @contextmanager
    def watch_call(self, may_take: float = 0.0) -> Iterator[None]:
        """Notice whether the call in this block gets an answer. `may_take`: seconds that it may wait for one without
        being slow."""
        call = object()
        self._waiting[call] = self._clock() + may_take
        try:
            yield
        except Exception as error:
            self.note_failure(error)
            raise
        else:
            self.note_answer()
        finally:
            del self._waiting[call]

    def note_failure(self, error: Exception) -> None:
        """Note a call that failed: without the database, which knows a token, nobody was asked."""
        if self._is_silence(error):
            self.note_silence()
        elif not is_unavailable(error):
            self.note_answer()

    def note_silence(self) -> None:
        """Note a call without an answer: the silence began with the oldest call that has none."""
        self._silent_at = self._clock()
        if self._silent_since is None:
            self._silent_since = min([self._silent_at, *self._waiting.values()])

    def note_answer(self) -> None:
        """Note an answer: the silence is over, and calls that wait are not suspicious before their time is over once
        more."""
        self._silent_since, self._has_answered = None, True
        self._waiting = {call: max(at, self._clock()) for call, at in self._waiting.items()}

    def is_doubtful(self) -> bool:
        """Return True if the last call got no answer, or one has waited for long without any other getting an
        answer."""
        oldest = min(self._waiting.values(), default=self._clock())
        return self._silent_since is not None or self._clock() - oldest >= _SUSPICIOUS_SECONDS

    def is_lost(self) -> bool:
        """Return True if no call has got an answer for `LOST_SECONDS`, and at least one failed."""
        return self._silent_since is not None and self._clock() - self._silent_since >= LOST_SECONDS

    def measure_outage(self) -> float | None:
        """Return for how many seconds there has been an outage, 0 for none; None: nothing is known yet."""
        now, since, last = self._clock(), self._silent_since, self._silent_at
        if since is not None and now - since >= OUTAGE_SECONDS:
            self._away_since = since if self._away_since is None else self._away_since
        elif since is None and (last is None or now - last >= CALM_SECONDS):
            self._away_since = None
        if self._away_since is not None:
            return now - self._away_since
        return 0.0 if self._has_answered and since is None else None


async def keep_watch(
    stop: asyncio.Event,
    reach: ServiceReach,
    *,
    probe: Callable[[], Awaitable[None]],
    note: Callable[[float], Awaitable[None]],
    is_ours: Callable[[], bool] = lambda: True,
) -> None:
    """Probe a service while it is in doubt, until `stop`, and `note` for how long an outage has lasted: once as it
    begins, and 0 once it is over; also at the start, as a process before this one may have noted one. `is_ours`:
    whether no other process is to do that."""
    noted, pause = None, _LOOK_SECONDS
    while not stop.is_set():
        if not is_ours():
            noted = None
            await sleep_or_stop(stop, _LOOK_SECONDS)
            continue
        is_doubtful = reach.is_doubtful() or (noted is None and reach.measure_outage() is None)
        if is_doubtful:
            await _attempt(probe())
        seconds = reach.measure_outage()
        if seconds is not None and noted is not (seconds > 0) and await _attempt(note(seconds)):
            noted = seconds > 0
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS) if is_doubtful else _LOOK_SECONDS
        await sleep_or_stop(stop, pause)


async def _attempt(act: Awaitable[None]) -> bool:
    """Probe or note; return whether that was possible: a watch goes on whatever it meets."""
    try:
        await act
    except Exception as error:
        unforeseen = None if is_unavailable(error) else error
        log.warning("an outage could not be found or noted", why=type(error).__name__, exc_info=unforeseen)
        return False
    return True
