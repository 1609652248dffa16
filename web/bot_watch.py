"""Says on every page of the panel that the bot hangs or does not run, or the board's process hangs: nobody else can.
Knows no page."""

from collections.abc import Callable
from datetime import datetime, timedelta

from desk.queries.panel.page_status import BotState

PATIENCE = timedelta(minutes=1)
"""So long a restart or another process's turn may take."""
HUNG = timedelta(seconds=13)
"""After so long without a move a process hangs: another one, if there is one, has taken over before."""
_SILENT, _SEEN_SECONDS = timedelta(seconds=5), 5.0
"""Silence counts if it was seen to last: a machine that slept wakes its processes one after the other."""


class BotWatch:
    """The state of the bot as one process of the panel has seen it. `clock`: seconds that nobody sets."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._gone_at: float | None = None
        self._silent_at: dict[str, float] = {}

    def find_trouble(self, bot: BotState | None, now: datetime) -> dict[str, datetime]:
        """Return the troubles and since when they are: "hung" or "gone", "stuck" of the board's process; nothing if all
        work, or may be starting."""
        if bot is None or bot.silent_for is not None:
            self._gone_at = None
        if bot is None:
            return {}
        found = self._find_hung("stuck", bot.board_silent_for, now)
        if bot.silent_for is not None:
            return found | self._find_hung("hung", bot.silent_for, now)
        self._gone_at = self._gone_at if self._gone_at is not None else self._clock()
        gone_for = timedelta(seconds=self._clock() - self._gone_at)
        return found | ({"gone": now - gone_for} if gone_for >= PATIENCE else {})

    def _find_hung(self, what: str, silent_for: timedelta, now: datetime) -> dict[str, datetime]:
        if silent_for < _SILENT:
            self._silent_at.pop(what, None)
            return {}
        seen = self._clock() - self._silent_at.setdefault(what, self._clock())
        return {what: now - silent_for} if silent_for >= HUNG and seen >= _SEEN_SECONDS else {}
