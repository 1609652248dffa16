"""Says in the panel, after a minute, that mails are not read or not sent, and tells admins after a while; both once,
and once that both work again.

What was told is stored in the desk's row, so that a restart tells nothing twice.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncSession

from db.connectivity import is_unavailable
from db.database import Database
from desk.operations import backlog_alerts
from mail.servers import ServerError

TROUBLE = Gauge("pulldesk_mail_trouble", "Whether mails cannot be read, or sent", ["side"])
_SHOW_AFTER, _TELL_AFTER = timedelta(seconds=50), timedelta(minutes=15)
"""A server that is away is asked again after a minute."""

log = structlog.get_logger(__name__)


class Side(StrEnum):
    """The use of a mail server, or the room for mails, named in the line to admins."""

    READING = "reading"
    ROOM = "room"
    SENDING = "sending"


class MailAlarm:
    """The troubles of one process. A trouble that only the operator can end is told at once, others after a while."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now
        self._since: dict[Side, datetime] = {}
        self._has_told: bool | None = None  # None: a process before this one may have
        self._is_shown = False

    async def report(self, side: Side, error: ServerError) -> None:
        """Note that a side does not work, and tell it if it is time."""
        now = self._now()
        TROUBLE.labels(side.value).set(1)
        since = self._since.setdefault(side, now)
        if not self._has_told and (error.is_final or now - since >= _TELL_AFTER):
            await self._tell(side, str(error), error.word)
        elif not self._is_shown and now - since >= _SHOW_AFTER:
            self._is_shown = await self._write(lambda session: backlog_alerts.note_mail(session, since))

    async def end(self, side: Side) -> None:
        """Note that a side works, and tell it if no other is in trouble."""
        TROUBLE.labels(side.value).set(0)
        self._since.pop(side, None)
        if (self._is_shown or self._has_told is not False) and not self._since:
            await self._tell(None)

    async def _tell(self, side: Side | None, why: str = "", word: str = "") -> None:
        def report(session: AsyncSession) -> Awaitable[None]:
            return backlog_alerts.report_mail(session, self._now(), side=side or "", why=why, word=word)

        if await self._write(report):
            self._has_told = self._is_shown = side is not None

    async def _write(self, act: Callable[[AsyncSession], Awaitable[None]]) -> bool:
        """Store something in a unit of work of its own; return whether that was possible."""
        try:
            async with self._database.unit_of_work() as session:
                await act(session)
        except Exception as error:
            unforeseen = None if is_unavailable(error) else error
            log.warning("admins could not be told of e-mail", why=type(error).__name__, exc_info=unforeseen)
            return False
        return True
