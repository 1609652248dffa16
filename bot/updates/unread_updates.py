"""Tells if messages may still be unread after an outage of the desk or of Telegram. Until they are read, no one counts
as silent."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.updates.poller import Poller
from db import queue
from db.models import Box
from desk.schedule.due_items import Due

_AT_MOST = timedelta(minutes=2)
_KEPT_BY_TELEGRAM = timedelta(hours=24)
_ENDED_BY_SILENCE = frozenset({Due.CLOSE, Due.QUESTION})


class UnreadUpdates:
    """Tells what the scheduler of one process waits for: until all of Telegram's waiting updates are stored and the
    inbox is worked off.

    It waits for two minutes. Items that end by silence wait as long as Telegram does not answer, up to a day.
    """

    def __init__(self, poller: Poller | None) -> None:
        """Set up; without a poller nothing is waited for."""
        self._poller = poller
        self._read: datetime | None = None
        self._since: datetime | None = None

    async def look(self, session: AsyncSession, now: datetime) -> None:
        """Find out if messages may be unread at `now`; costs nothing once all are read."""
        if self._poller is None:
            return
        at = self._poller.caught_up_at
        if at is not None and at == self._read:
            return
        if at is not None and not await queue.has_waiting(session, Box.FROM_TELEGRAM, until=at):
            self._read, self._since = at, None
            return
        self._read, self._since = None, self._since or now

    def has_update(self, due: Due | str, now: datetime) -> bool:
        """Return True if a due item has to wait."""
        if self._since is None:
            return False
        is_silent = due in _ENDED_BY_SILENCE and self._poller is not None and self._poller.caught_up_at is None
        return abs(now - self._since) < (_KEPT_BY_TELEGRAM if is_silent else _AT_MOST)
