"""Takes what arrives in the mailbox: each mail is stored in the inbox of the desk, and only then marked as read.

One process reads a mailbox, the one that has its lock. Killed between the two, it stores the mail again under the same
name, of which the inbox takes one. Nothing is deleted from the mailbox.

What a mail does, or the server about that mail, costs that mail alone: it waits with a growing pause while the others
are taken, and after a few tries it is a failed job, which admins are told of and can try again. It is tried by itself
for as long as it is unread.
"""

import asyncio
from base64 import b64decode, b64encode
from collections import Counter, deque
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import structlog

from db import queue
from db.connectivity import is_unavailable, is_unfit
from db.database import Database
from db.encryption import has_sealed_words, seal_text
from db.locks import LeaderLock
from db.models import Box, Integration, Origin
from db.unit_of_work import NewJob
from desk.integrations import own_systems
from desk.operations import failed_mails
from desk.policy.endings import Ending, decide_ending
from desk.settings.defaults.retention import MaskingRules
from desk.text.masking.secret_masking import mask_secrets_in
from mail.alarm import MailAlarm, Side
from mail.mime import HEADER_BYTES, find_body
from mail.reading import MailHead, read_head
from mail.servers import MailFolder, MailNotGivenError, NewMail, ServerError
from ops.run import TroubleLog
from ops.tasks import run_in_thread

LARGEST_BYTES = 30 * 1024 * 1024
"""Of a larger mail only its header lines are read."""
LARGE_BYTES = 4 * 1024 * 1024
"""Of larger mails a process has one at a time, whether it stores it or takes it in: in memory it is several times."""
OF_ONE_ADDRESS, OF_ALL = 30, 600
"""Mails taken within an hour: of one address, and of one domain that is proven, or of all that is not. More stay unread
in the mailbox until they fit."""
AN_HOUR = timedelta(hours=1)
_LOOK_SECONDS, _REST_SECONDS, _STAND_BY_SECONDS = 10.0, 60.0, 2.0
_PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""From each failure of a mail to its next try; the last one for all that follow."""
_TRIES_UNTOLD = 2
_AFTER = timedelta(days=1)
"""How long a mail that was taken is not looked at, should the server go on to call it unread."""
_PIECE, _WHOLE_LETTERS = 1024 * 1024, 3 * 256 * 1024
_LEAST_SECONDS, _SILENT_SECONDS = 1.0, 240.0
"""Between two looks at least, whatever the server says; and at most, however silent it is."""

REVOKED = "an admin has revoked it in /systems: what comes stays unread there"
CROWDED = "more of one address, of one proven domain, or of all that nobody has proved, than the desk takes"

_Room = tuple[bool | None, str]
_Rooms = tuple[_Room, _Room]

log = structlog.get_logger(__name__)


def is_left_there(system: Integration) -> bool:
    """Return True while mails are left where they come from."""
    return decide_ending(None, Origin.MAIL, is_shut=system.revoked_at is not None) is Ending.LEFT


class HourlyLimits:
    """Counts the mails taken within the last hour, of each address and together: those that are proven to be of it by
    their domain, those that are proven not to be, and all others. Each of these has a room of its own, so that neither
    what is forged in a name nor who proves a domain of their own keeps others out."""

    def __init__(self) -> None:
        self._taken: deque[tuple[datetime, _Rooms]] = deque()
        self._used: Counter[_Room] = Counter()

    def has_room(self, head: MailHead, now: datetime, trusted_server: str) -> bool:
        """Return True if one more mail like this fits. `now`: of a clock that is never put back."""
        while self._taken and self._taken[0][0] <= now - AN_HOUR:
            for room in self._taken.popleft()[1]:
                self._used[room] -= 1
                if not self._used[room]:
                    del self._used[room]
        of_one, together = _list_rooms(head, trusted_server)
        return self._used[of_one] < OF_ONE_ADDRESS and self._used[together] < OF_ALL

    def count(self, head: MailHead, now: datetime, trusted_server: str) -> None:
        """Count a mail that was taken."""
        rooms = _list_rooms(head, trusted_server)
        self._taken.append((now, rooms))
        self._used.update(rooms)


def _list_rooms(head: MailHead, trusted_server: str) -> _Rooms:
    verdict = head.find_verdict(trusted_server)
    domain = head.sender.rpartition("@")[2] if verdict else ""
    return (verdict, head.sender), (verdict, f"@{domain}")


@dataclass(frozen=True, slots=True)
class _Pause:
    """When a mail is looked at again, how often it has failed, and if it only waits for room."""

    until: datetime
    failures: int = 0
    is_crowded: bool = False


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
        trusted_server: str = "",
        steady: Callable[[], datetime] | None = None,
        one_large: asyncio.Lock | None = None,
    ) -> None:
        self._database, self.mailbox, self._lock, self._now, self._alarm = database, mailbox, lock, now, alarm
        self._one_large = one_large or asyncio.Lock()
        self._limits, self._trusted, self._steady = HourlyLimits(), trusted_server, steady or now
        self._later: dict[int, _Pause] = {}
        self._unmarked: set[int] = set()
        self._validity = 0
        self._trouble_log, self._crowd_log = TroubleLog("the mailbox", now), TroubleLog("room for mails", now)
        self.trouble: str | None = None
        self._holds_office = False

    async def run(self, stop: asyncio.Event) -> None:
        """Read whenever the server says that something is new, or every few seconds, until `stop`."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                seconds = await self.look(stop) or await self._wait_for_news(stopped)
                await asyncio.wait({stopped}, timeout=seconds)
        finally:
            stopped.cancel()
            self.mailbox.close()
            await self._lock.release()

    async def look(self, stop: asyncio.Event) -> float:
        """Store all that is new, and report what went wrong. Return for how many seconds to rest: 0 if news may be
        waited for."""
        try:
            while await self._is_elected():
                if not await self.collect_once() or stop.is_set():
                    return _LOOK_SECONDS if self.trouble or self._tries_again_soon() else 0
        except Exception as error:  # noqa: BLE001  (one failed look must not stop the loop)
            await self._report(error)
            return _REST_SECONDS if isinstance(error, ServerError) else _LOOK_SECONDS
        return _STAND_BY_SECONDS

    async def _wait_for_news(self, stopped: asyncio.Task[bool]) -> float:
        """Wait for the server, which a look tries in any case after a while; return for how many seconds to rest."""
        loop = asyncio.get_running_loop()
        began, waiting = loop.time(), asyncio.create_task(self.mailbox.wait_for_news(_SILENT_SECONDS))
        await asyncio.wait({stopped, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        (said,) = await asyncio.gather(waiting, return_exceptions=True)
        if isinstance(said, Exception) and not isinstance(said, ServerError):  # of which the next look tells
            await self._report(said)
        return max(0.0, _LEAST_SECONDS - (loop.time() - began)) if said is True else _LOOK_SECONDS

    async def collect_once(self) -> int:
        """Take the next unread mails, or postpone them; return how many there were. Raises ServerError."""
        since = await self._load_first_day()
        if since is None:
            await self._report(ServerError(REVOKED))
            return 0
        found = await self.mailbox.list_new(since, but=self._list_postponed())
        self._note_validity()
        for mail in found:
            if self._limits.has_room(mail.head, self._steady(), self._trusted):
                await self._collect_or_set_aside(mail)
            else:
                await self._postpone(mail)
        await self._mark_again()
        self.trouble = None
        self._trouble_log.end()
        await self._alarm.end(Side.READING)
        if not any(one.is_crowded for one in self._later.values()):
            self._crowd_log.end()
            await self._alarm.end(Side.ROOM)
        return len(found)

    async def _is_elected(self) -> bool:
        self._holds_office = await self._lock.try_acquire() and await self._lock.make_sure()
        return self._holds_office

    def has_office(self) -> bool:
        """Return True if this process was the one that reads the mailbox when it last looked."""
        return self._holds_office

    async def _load_first_day(self) -> date | None:
        """Return the day on which the mailbox was set up: what lay there before is not the desk's. None while it is
        revoked, and what comes is left there."""
        async with self._database.unit_of_work() as session:
            system = await own_systems.get_or_create_system(session, own_systems.MAIL, self._now())
            return None if is_left_there(system) else (system.made_at - timedelta(days=1)).date()

    def _note_validity(self) -> None:
        """Forget what is known by numbers that mean other mails now."""
        if self.mailbox.validity != self._validity:
            self._validity = self.mailbox.validity
            self._later.clear()
            self._unmarked.clear()

    async def _collect_or_set_aside(self, mail: NewMail) -> None:
        try:
            async with self._one_large if mail.size is None or mail.size > LARGE_BYTES else nullcontext():
                await self._collect(mail)
        except Exception as error:
            if is_unavailable(error) or is_unfit(error):
                raise
            if isinstance(error, ServerError):
                await self.mailbox.open()  # and if that fails, too, it is not the mail
            await self._set_aside(mail, error)

    async def _collect(self, mail: NewMail) -> None:
        """Store a mail, and mark it as read. One without a known size is fetched as far as it may be read."""
        raw = await fetch_mail(self.mailbox, mail.uid, mail.size)
        size = len(raw) if mail.size is None else mail.size
        job = await run_in_thread(make_job, raw, size, self._now(), number=self._name(mail.uid))
        del raw  # it may be large, and is in the job
        async with self._database.unit_of_work() as session:
            queue.put_job(session, job)
            await failed_mails.end_failure(session, self._name(mail.uid), now=self._now())
        self._later[mail.uid] = _Pause(self._steady() + _AFTER)
        self._limits.count(mail.head, self._steady(), self._trusted)
        self._unmarked.add(mail.uid)
        await self._mark_read(mail.uid)

    async def _mark_read(self, uid: int) -> None:
        """Mark a stored mail as read. If the server refuses, it is tried again once the others have been taken."""
        try:
            await self.mailbox.mark_read(uid)
        except (ServerError, MailNotGivenError):
            await self.mailbox.open()
        else:
            self._unmarked.discard(uid)

    async def _mark_again(self) -> None:
        """Mark what could not be marked before. Raises ServerError."""
        for uid in sorted(self._unmarked):
            await self._mark_read(uid)
        if self._unmarked:
            raise ServerError("mails cannot be marked as read")

    async def _set_aside(self, mail: NewMail, error: Exception) -> None:
        """Let a mail wait, longer each time; name it to admins after a few tries."""
        before = self._later.get(mail.uid)
        failures = before.failures + 1 if before else 1
        pause = _PAUSES[min(failures, len(_PAUSES)) - 1]
        self._later[mail.uid] = _Pause(self._steady() + pause, failures)
        why = str(error) if isinstance(error, MailNotGivenError | ServerError) else type(error).__name__
        unforeseen = None if isinstance(error, MailNotGivenError | ServerError) else error
        log.warning("a mail cannot be taken and waits", number=mail.uid, tries=failures, why=why, exc_info=unforeseen)
        if failures <= _TRIES_UNTOLD:
            return
        payload = {"do": "fetch", **name_mail(mail.head, mail.uid), "uid": mail.uid, "size": mail.size}
        payload |= {"validity": self._validity}
        async with self._database.unit_of_work() as session:
            key = make_key(mail.head.sender)
            await failed_mails.add_failure(session, self._name(mail.uid), key, payload, why, now=self._now())

    def _name(self, uid: int) -> str:
        return f"{self._validity}.{uid}"

    async def _postpone(self, mail: NewMail) -> None:
        self._crowd_log.report("too many mails within an hour: the others stay unread for now")
        self._later[mail.uid] = _Pause(self._steady() + AN_HOUR / 4, is_crowded=True)
        await self._alarm.report(Side.ROOM, ServerError(CROWDED))

    def _tries_again_soon(self) -> bool:
        """Return True if a mail that failed is due before a silent server would be asked again."""
        now = self._steady()
        soon = now + timedelta(seconds=_SILENT_SECONDS)
        return any(one.failures and now < one.until < soon for one in self._later.values())

    def _list_postponed(self) -> list[int]:
        """Return the numbers of mails that wait, or were taken; those whose time has come are looked at again."""
        now = self._steady()
        kept = {uid: one for uid, one in self._later.items() if one.until > now - _AFTER * (one.failures > 0)}
        self._later = kept
        return [uid for uid, one in self._later.items() if one.until > now]

    async def _report(self, error: Exception) -> None:
        if isinstance(error, ServerError):
            self.trouble = str(error)
            self._trouble_log.report("the mailbox cannot be read", why=str(error))
            await self._alarm.report(Side.READING, error)
        elif is_unavailable(error) or is_unfit(error):
            self._trouble_log.report("the mailbox waits for the database", why=type(error).__name__)
            self.trouble = "mails refused by the database" if is_unfit(error) else self.trouble
        else:
            log.error("the mailbox failed in an unforeseen way", exc_info=error)
            self.trouble = f"unforeseen: {type(error).__name__}"
            await self._alarm.report(Side.READING, ServerError(self.trouble))


async def fetch_mail(mailbox: MailFolder, uid: int, size: int | None) -> bytes:
    """Return a mail, or the header lines of one that is too large. Raises ServerError, MailNotGivenError."""
    if size is None:
        return await mailbox.fetch(uid, most_bytes=LARGEST_BYTES + 1)
    return await mailbox.fetch(uid, head_only=size > LARGEST_BYTES)


def make_key(sender: str) -> str:
    """Return the key of jobs of a sender, whose mails are handled in order."""
    return sha256(sender.encode("utf-8", "replace")).hexdigest()[:32]


def name_mail(head: MailHead, uid: int | None = None) -> dict[str, str]:
    """Return fields of a payload: what admins know the mail by, at least its number in the mailbox; and what a request
    of it is opened with, should it turn out that it cannot be read."""
    words = [head.sender, mask_secrets_in(head.subject, MaskingRules())]
    about = " · ".join(one for one in words if one) or (f"№ {uid}" if uid is not None else "?")
    return {"about": seal_text(about), "from": head.sender, "subject": head.subject}


def make_job(
    raw: bytes | bytearray, size: int, now: datetime, *, head: MailHead | None = None, number: str = ""
) -> NewJob:
    """Return the job of a mail; the same mail is one. Of one larger than LARGEST_BYTES, its header lines are stored.
    `number`: of a mail in its mailbox. Takes a while: call it in a thread."""
    is_large = int(size > LARGEST_BYTES)
    head = head or read_head(bytes(raw[: 2 * HEADER_BYTES]))
    kept = raw[: find_body(raw)] if is_large else raw
    payload: dict[str, Any] = {"do": "mail", **name_mail(head), "raw": "", "size": size, "large": is_large}
    payload |= {"number": number} if number else {}
    dedup = _make_digest(kept, head, number)
    return NewJob(Box.FROM_MAIL, make_key(head.sender), put_in(payload, kept), now, dedup=dedup)


_RAW = b'"raw":"'


def take_out(payload: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the payload of a mail without its bytes, and these. Takes a while: call it in a thread, in which nobody
    else waits for long."""
    begin = payload.find(_RAW) + len(_RAW)
    if begin < len(_RAW):
        said = queue.decode_payload(payload)
        return {**said, "raw": ""}, b64decode(said.get("raw", ""))
    end, raw = payload.index(b'"', begin), bytearray()
    for at in range(begin, end, 2 * _WHOLE_LETTERS):
        raw += b64decode(payload[at : min(at + 2 * _WHOLE_LETTERS, end)])
    return queue.decode_payload(payload[:begin] + payload[end:]), bytes(raw)


def put_in(payload: dict[str, Any], raw: bytes | bytearray) -> bytes:
    """Return a payload with the bytes of a mail in it, with as few copies of these as can be."""
    if has_sealed_words():
        return queue.encode_payload(payload | {"raw": b64encode(raw).decode()})
    before, after = queue.encode_payload(payload).split(b'"raw":""')
    made = bytearray(before + _RAW)
    for at in range(0, len(raw), _WHOLE_LETTERS):  # nobody else waits for long while it runs
        made += b64encode(raw[at : at + _WHOLE_LETTERS])
    made += b'"' + after
    return bytes(made)


def _make_digest(raw: bytes | bytearray, head: MailHead, number: str) -> str:
    """Return the same for copies of a mail that came in different ways: of its id, its date and its body. Programs
    give several mails one id, so without a date its number counts, too; without an id, all of its bytes."""
    if not head.message_id:
        return sha256(raw).hexdigest()
    made = sha256(b"\n".join([head.message_id, head.date or number.encode(), b""]))
    for at in range(find_body(raw), len(raw), _PIECE):
        made.update(raw[at : at + _PIECE].replace(b"\r", b""))
    return made.hexdigest()
