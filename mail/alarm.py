"""Says in the panel that mails are not read or not sent, and tells admins after a while; both once, and once that both
work again.

What was told is stored in the desk's row, for all processes, so that a restart tells nothing twice. A server that does
not answer is shown as soon as that is known (`ops.reach`); what it refuses, at its second failure.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from prometheus_client import Gauge

from db.connectivity import is_unavailable
from db.database import Database
from desk.operations import backlog_alerts
from mail.servers import ServerError

TROUBLE = Gauge("pulldesk_mail_trouble", "Whether mails cannot be read, or sent", ["side"])
_SHOW_AFTER, _TELL_AFTER = timedelta(seconds=50), timedelta(minutes=15)
"""A server that refuses is asked again after a minute."""

log = structlog.get_logger(__name__)


class Side(StrEnum):
    """The use of a mail server, or the room for mails, named in the line to admins."""

    READING = "reading"
    ROOM = "room"
    SENDING = "sending"


class MailAlarm:
    """The troubles of one process. A trouble that only the operator can end is told at once, others after a while.
    `steady`: a clock for lengths of time that is never set (`ops.clock`)."""

    def __init__(
        self, database: Database, now: Callable[[], datetime], steady: Callable[[], datetime] | None = None
    ) -> None:
        self._database, self._now, self._steady = database, now, steady or now
        self._since: dict[Side, datetime] = {}
        self._shown_since: dict[Side, datetime] = {}  # what is to be shown, and since when it is, by the steady clock
        self._silent: set[Side] = set()
        self._clear: set[Side] = set()  # of another side a process may have noted a trouble

    async def report(self, side: Side, error: ServerError) -> None:
        """Note that a side does not work, and tell it if it is time."""
        now = self._steady()
        TROUBLE.labels(side.value).set(1)
        since = self._since.setdefault(side, now)
        if error.is_final or now - since >= _SHOW_AFTER:
            self._shown_since.setdefault(side, since)
        if side in self._shown_since:
            await self._attempt(self._show(side))
        if error.is_final or now - since >= _TELL_AFTER:
            await self._attempt(self._tell(side, str(error), error.word))

    async def note_outage(self, side: Side, seconds: float) -> None:
        """Note for how long a server has not answered; 0: it answers. Raises database errors."""
        if seconds:
            self._silent.add(side)
            self._shown_since.setdefault(side, self._steady() - timedelta(seconds=seconds))
        elif side in self._silent:
            self._silent.remove(side)
            self._shown_since.pop(side, None)
            self._since.pop(side, None)  # a call that began within the outage may still fail
        self._clear.discard(side)
        await self._show(side)

    async def end(self, side: Side) -> None:
        """Note that a side works, and tell it if no other is in trouble. An outage ends when that is noted."""
        TROUBLE.labels(side.value).set(0)
        self._since.pop(side, None)
        if side not in self._silent:
            self._shown_since.pop(side, None)
        await self._attempt(self._show(side))

    async def _show(self, side: Side) -> None:
        """Store for the panel since when a side is in trouble, or that it is in none."""
        since = self._shown_since.get(side)
        if since is None and side in self._clear:
            return
        at = None if since is None else self._now() - (self._steady() - since)
        async with self._database.unit_of_work() as session:
            await backlog_alerts.note_mail(session, self._now(), side, at)
        self._clear = self._clear - {side} if since is not None else self._clear | {side}

    async def _tell(self, side: Side, why: str, word: str) -> None:
        async with self._database.unit_of_work() as session:
            await backlog_alerts.report_mail(session, self._now(), side=side, why=why, word=word)

    async def _attempt(self, writing: Awaitable[None]) -> None:
        """Store something; if that is not possible, a later report tries again."""
        try:
            await writing
        except Exception as error:
            unforeseen = None if is_unavailable(error) else error
            log.warning("admins could not be told of e-mail", why=type(error).__name__, exc_info=unforeseen)
