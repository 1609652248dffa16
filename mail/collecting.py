"""Takes what arrives in the mailbox: each mail is stored in the inbox of the desk, and only then marked as read.

One process reads a mailbox, the one that has its lock. Killed between the two, it stores the mail again under the same
name, of which the inbox takes one. Nothing is deleted from the mailbox.
"""

import asyncio
from base64 import b64encode
from collections import deque
from collections.abc import Callable
from datetime import date, datetime, timedelta
from email.parser import BytesHeaderParser
from email.policy import compat32
from hashlib import sha256

import structlog

from db import queue
from db.connectivity import is_unavailable
from db.database import Database
from db.locks import LeaderLock
from db.models import Box
from db.queue import NewJob
from desk.integrations import users
from mail.alarm import MailAlarm, Side
from mail.servers import MailFolder, NewMail, ServerError
from ops.run import TroubleLog

LARGEST_BYTES = 30 * 1024 * 1024
"""Of a larger mail only its header lines are read."""
OF_ONE_ADDRESS, OF_ALL = 30, 600
"""Mails taken within an hour. More stay unread in the mailbox until they fit."""
_WINDOW = timedelta(hours=1)
_LOOK_SECONDS, _REST_SECONDS = 10.0, 60.0
_LEAST_SECONDS, _SILENT_SECONDS = 1.0, 240.0
"""Between two looks at least, whatever the server says; and at most, however silent it is."""

log = structlog.get_logger(__name__)


class HourlyLimits:
    """Counts the mails taken within the last hour, of each address and in all."""

    def __init__(self) -> None:
        self._taken: dict[str, deque[datetime]] = {}

    def has_room(self, sender: str, now: datetime) -> bool:
        """Return True if one more mail of this address fits."""
        self._forget(now)
        total = sum(map(len, self._taken.values()))
        return total < OF_ALL and len(self._taken.get(sender, ())) < OF_ONE_ADDRESS

    def count(self, sender: str, now: datetime) -> None:
        """Count a mail that was taken."""
        self._taken.setdefault(sender, deque()).append(now)

    def _forget(self, now: datetime) -> None:
        for taken in self._taken.values():
            while taken and taken[0] <= now - _WINDOW:
                taken.popleft()
        self._taken = {sender: taken for sender, taken in self._taken.items() if taken}


class Collector:
    """Reads one mailbox while it has its lock. `trouble`: why the mailbox cannot be read at present."""

    def __init__(
        self,
        database: Database,
        mailbox: MailFolder,
        lock: LeaderLock,
        now: Callable[[], datetime],
        *,
        alarm: MailAlarm,
    ) -> None:
        self._database, self._mailbox, self._lock, self._now, self._alarm = database, mailbox, lock, now, alarm
        self._limits = HourlyLimits()
        self._since: date | None = None
        self._later: dict[int, datetime] = {}
        self._trouble_log, self._crowd_log = TroubleLog("the mailbox", now), TroubleLog("room for mails", now)
        self.trouble: str | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Read whenever the server says that something is new, or every few seconds, until `stop`."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                seconds = await self.look(stop) or await self._wait_for_news(stopped)
                await asyncio.wait({stopped}, timeout=seconds)
        finally:
            stopped.cancel()
            self._mailbox.close()
            await self._lock.release()

    async def look(self, stop: asyncio.Event) -> float:
        """Store all that is new, and report what went wrong. Return for how many seconds to rest: 0 if news may be
        waited for."""
        try:
            while await self._is_elected():
                if not await self.collect_once() or stop.is_set():
                    return 0
        except Exception as error:  # noqa: BLE001  (one failed look must not stop the loop)
            await self._report(error)
            return _REST_SECONDS if isinstance(error, ServerError) else _LOOK_SECONDS
        return _LOOK_SECONDS

    async def _wait_for_news(self, stopped: asyncio.Task[bool]) -> float:
        """Wait for the server, which a look tries in any case after a while; return for how many seconds to rest."""
        loop = asyncio.get_running_loop()
        began, waiting = loop.time(), asyncio.create_task(self._mailbox.wait_for_news(_SILENT_SECONDS))
        await asyncio.wait({stopped, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        (said,) = await asyncio.gather(waiting, return_exceptions=True)
        if isinstance(said, Exception) and not isinstance(said, ServerError):  # of which the next look tells
            await self._report(said)
        return max(0.0, _LEAST_SECONDS - (loop.time() - began)) if said is True else _LOOK_SECONDS

    async def collect_once(self) -> int:
        """Store the next unread mails and mark them as read, or postpone them; return how many there were. Raises
        ServerError."""
        since = self._since or await self._load_first_day()
        found = await self._mailbox.list_new(since, but=self._postponed())
        done = 0
        for mail in found:
            if self._limits.has_room(mail.sender, self._now()):
                done += await self._collect(mail)
            else:
                self._postpone(mail)
                done += 1  # so that those behind it are looked at now, not with the next news
        self.trouble = None
        self._trouble_log.end()
        await self._alarm.end(Side.READING)
        if not self._later:
            self._crowd_log.end()
        return done

    async def _is_elected(self) -> bool:
        return await self._lock.try_acquire() and await self._lock.make_sure()

    async def _load_first_day(self) -> date:
        """Return the day on which the mailbox was set up: what lay there before is not the desk's."""
        async with self._database.unit_of_work() as session:
            system = await users.get_or_create_system(session, users.MAIL, self._now())
            self._since = (system.made_at - timedelta(days=1)).date()
        return self._since

    async def _collect(self, mail: NewMail) -> int:
        raw = await self._mailbox.fetch(mail.uid, head_only=mail.size > LARGEST_BYTES)
        if raw is None:
            return 0
        async with self._database.unit_of_work() as session:
            queue.put_job(session, make_job(mail.sender, mail.size, raw, self._now()))
        await self._mailbox.mark_read(mail.uid)
        self._limits.count(mail.sender, self._now())
        return 1

    def _postpone(self, mail: NewMail) -> None:
        self._crowd_log.report("too many mails within an hour: the others stay unread for now")
        self._later[mail.uid] = self._now() + _WINDOW / 4

    def _postponed(self) -> list[int]:
        """Return the numbers of mails that wait for room; those that may fit by now are looked at again."""
        self._later = {uid: until for uid, until in self._later.items() if until > self._now()}
        return list(self._later)

    async def _report(self, error: Exception) -> None:
        if isinstance(error, ServerError):
            self.trouble = str(error)
            self._trouble_log.report("the mailbox cannot be read", why=str(error))
            await self._alarm.report(Side.READING, error)
        elif is_unavailable(error):
            self._trouble_log.report("the mailbox waits for the database", why=type(error).__name__)
        else:
            log.error("the mailbox failed in an unforeseen way", exc_info=error)


def make_job(sender: str, size: int, raw: bytes, now: datetime) -> NewJob:
    """Return the job of a mail: those of one address are handled in order, and the same mail is one. `raw`: of a mail
    that is larger than LARGEST_BYTES, its header lines."""
    is_large = int(size > LARGEST_BYTES)
    payload = {"do": "mail", "raw": b64encode(raw).decode(), "size": size, "large": is_large}
    key = sha256(sender.encode("utf-8", "replace")).hexdigest()[:32]
    return NewJob(Box.FROM_MAIL, key, queue.encode_payload(payload), now, dedup=_make_digest(raw))


def _make_digest(raw: bytes) -> str:
    """Return the same for copies of a mail that came in different ways: of its id and its body."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    said = BytesHeaderParser(policy=compat32).parsebytes(head + b"\n\n").get("message-id")
    return sha256(str(said).strip().encode("utf-8", "replace") + b"\n" + body if said else raw).hexdigest()
