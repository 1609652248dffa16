"""Says on every page of the panel that the bot hangs or does not run: then nobody else can. Knows no page."""

from collections.abc import Callable
from datetime import datetime, timedelta

from desk.queries.panel.page_status import BotState

PATIENCE = timedelta(minutes=1)
"""So long a restart or another process's turn may take."""


class BotWatch:
    """The state of the bot as one process of the panel has seen it. `clock`: seconds that nobody sets."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._gone_at: float | None = None

    def find_trouble(self, bot: BotState | None, now: datetime) -> dict[str, datetime]:
        """Return the trouble and since when it is: "hung" or "gone"; nothing if the bot works, or may be starting."""
        if bot is None or bot.silent_for is not None:
            self._gone_at = None
        if bot is None:
            return {}
        if bot.silent_for is not None:
            return {"hung": now - bot.silent_for} if bot.silent_for >= PATIENCE else {}
        self._gone_at = self._gone_at if self._gone_at is not None else self._clock()
        gone_for = timedelta(seconds=self._clock() - self._gone_at)
        return {"gone": now - gone_for} if gone_for >= PATIENCE else {}
