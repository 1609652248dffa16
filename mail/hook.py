"""Receives mails from a provider that posts them, for a desk without a mailbox: checked, stored, then answered 200.

Two forms: `raw`, a mail as the body, signed with its time in two headers; `mailgun`, the fields of Mailgun's routes
(documentation.mailgun.com, "Receiving Messages via HTTP", "Securing Webhooks", read 2026-11). Nothing is stored before
the check. 401: the signature, or its time, is wrong; 411, 413: no length, or too long; 408: not complete in time; 429:
too many within an hour; 503: it cannot be stored now, or an admin has revoked the mailbox. A provider keeps what is
not answered 200, and tries again.
"""

import asyncio
import hmac
import re
from binascii import a2b_qp
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import unquote_to_bytes
from weakref import WeakValueDictionary

import structlog
from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.multipart import BodyPartReader

from db import queue
from db.connectivity import is_refused, is_unavailable, is_unfit
from db.database import Database
from desk.integrations import own_systems
from mail.alarm import MailAlarm, Side
from mail.collecting import AN_HOUR, CROWDED, HourlyLimits, is_left_there, make_job
from mail.mime import HEADER_BYTES, decode_base64
from mail.reading import MailHead, read_head
from mail.servers import ServerError
from mail.settings import HookAccess, HookForm
from ops.run import TroubleLog
from ops.tasks import run_in_thread

PATH = "/webhooks/mail/mime"
"""Mailgun posts the mail itself only to an address with this end."""
TIMESTAMP, SIGNATURE = "Mail-Timestamp", "Mail-Signature"
LIMIT_BYTES = 40 * 1024 * 1024
_SECONDS, _BODY_SECONDS, _STORE_SECONDS = 75.0, 30.0, 15.0
"""How long a mail may take with its wait, how long its bytes may take to come, and to be stored."""
_SMALL_BYTES, _SMALL_AT_ONCE, _LARGE_AT_ONCE = 1024 * 1024, 16, 1
"""Mails that are held in memory at once, unsigned ones too: so few of those that may have 40 MB."""
_PIECE = 64 * 1024
_MOST_FIELDS = 100
_MAIL = "body-mime"
_OF_SIGNATURE = ("timestamp", "token", "signature")
_LONGEST_SIGNATURE = 1024
_SIGNED = re.compile("[0-9a-fA-F]{64}")
_NEVER = datetime.max.replace(tzinfo=UTC)
_AHEAD = timedelta(minutes=5)
_AGES = {HookForm.RAW: timedelta(minutes=5), HookForm.MAILGUN: timedelta(hours=12)}
"""How old a signature may be. Mailgun tries for eight hours, and does not say that it signs anew each time."""

log = structlog.get_logger(__name__)


class _RefusedError(Exception):
    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class _Check(Protocol):
    """Refuses what is not signed. Raises _RefusedError."""

    def __call__(self, at: str, signed: bytes, given: str) -> None: ...


class MailHook:
    """The one route. `is_open`: whether mails may be stored yet."""

    def __init__(
        self,
        database: Database,
        access: HookAccess,
        now: Callable[[], datetime],
        *,
        is_open: Callable[[], bool],
        alarm: MailAlarm,
        trusted_server: str = "",
        steady: Callable[[], datetime],
    ) -> None:
        self._database, self._access, self._now, self._is_open = database, access, now, is_open
        self._limits, self._trusted, self._steady = HourlyLimits(), trusted_server, steady
        self._alarm, self._refused_at = alarm, _NEVER
        self._small, self._large = asyncio.Semaphore(_SMALL_AT_ONCE), asyncio.Semaphore(_LARGE_AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._used: dict[str, datetime] = {}
        self._refused_log = TroubleLog("room for posted mails", now)

    def add_routes(self, app: web.Application) -> None:
        """Add the route to the server of the process."""
        app.router.add_post(PATH, self._receive)

    async def _receive(self, request: web.Request) -> web.Response:
        if not self._is_open():
            return web.Response(status=503)
        try:
            return await self._take(request, self._check_length(request))
        except _RefusedError as refused:
            return web.Response(status=refused.status)
        except TimeoutError:
            return web.Response(status=408)
        except ConnectionResetError:  # the sender has gone
            return web.Response(status=400)

    def _check_length(self, request: web.Request) -> int:
        if request.content_length is None:
            raise _RefusedError(411)
        if request.content_length > LIMIT_BYTES:
            self._refused_log.report("a posted mail is too large and was refused", bytes=request.content_length)
            raise _RefusedError(413)
        return request.content_length

    async def _take(self, request: web.Request, length: int) -> web.Response:
        """Read and store a mail. It keeps its place until its last thread has ended, also if the time is up. What
        cannot be signed as it is gets none."""
        if self._access.form is HookForm.RAW:
            self._check_time(request.headers.get(TIMESTAMP, ""))
            if _SIGNED.fullmatch(request.headers.get(SIGNATURE, "")) is None:
                raise _RefusedError(401)
        turn = self._turns.setdefault(_find_source(request), asyncio.Lock())  # slow bodies of one sender take one place
        room, has_room = self._small if length <= _SMALL_BYTES else self._large, False
        try:
            async with asyncio.timeout(_SECONDS), turn, room:
                has_room = True
                async with asyncio.timeout(_BODY_SECONDS):
                    raw, mark = await self._read(request)
                await self._store(raw, mark)
        except TimeoutError:
            if not has_room:
                await self._report_crowd("no room for a posted mail: others took too long")
            raise
        return web.Response()

    async def _report_crowd(self, why: str) -> None:
        self._refused_at = self._steady()
        self._refused_log.report(why)
        await self._alarm.report(Side.ROOM, ServerError(CROWDED))

    async def _read(self, request: web.Request) -> tuple[bytearray, str]:
        """Return the mail and what its signature is used once by. Raises _RefusedError."""
        if self._access.form is HookForm.RAW:
            return await self._read_raw(request), ""
        has_parts = request.content_type == "multipart/form-data"
        form = _Form(self._check, is_escaped=not has_parts)
        try:
            if has_parts:
                await _read_parts(request, form)
            else:
                reader = _PairReader(form)
                async for chunk in request.content.iter_any():
                    reader.read_piece(chunk)
        except (ValueError, LookupError, AssertionError, web.HTTPException, HttpProcessingError):
            raise _RefusedError(400) from None
        token = form.check()
        if not form.mail:
            log.warning("a signed form has no mail in it: does its address end as the guide says?")
            raise _RefusedError(406)  # which Mailgun does not try again: the address has another end
        return await run_in_thread(form.decode), token

    async def _read_raw(self, request: web.Request) -> bytearray:
        at, given = (request.headers.get(name, "") for name in (TIMESTAMP, SIGNATURE))
        self._check_time(at)
        made, raw = hmac.new(self._access.key.encode(), f"{at}.".encode(), "sha256"), bytearray()
        async for chunk in request.content.iter_any():
            made.update(chunk)
            raw += chunk
        _compare(made.hexdigest(), given)
        return raw

    def _check(self, at: str, signed: bytes, given: str) -> None:
        self._check_time(at)
        _compare(hmac.new(self._access.key.encode(), signed, "sha256").hexdigest(), given)

    def _check_time(self, at: str) -> None:
        if not (at.isascii() and at.isdigit() and len(at) <= 11):
            raise _RefusedError(401)
        age = self._now() - datetime.fromtimestamp(int(at), UTC)
        if not -_AHEAD <= age <= _AGES[self._access.form]:
            raise _RefusedError(401)

    async def _store(self, raw: bytearray, mark: str) -> None:
        """Store a mail, unless its signature was used: Mailgun's does not cover the mail."""
        now, head = self._now(), await self._read_head(raw)
        self._used = {one: until for one, until in self._used.items() if until > now}
        if mark in self._used:
            return
        if not self._limits.has_room(head, self._steady(), self._trusted):
            await self._report_crowd("too many mails within an hour: one is left to the provider for now")
            raise _RefusedError(429)
        job = await run_in_thread(make_job, raw, len(raw), now, head=head)
        raw.clear()
        try:
            async with asyncio.timeout(_STORE_SECONDS), self._database.unit_of_work() as session:
                if is_left_there(await own_systems.get_or_create_system(session, own_systems.MAIL, now)):
                    raise _RefusedError(503)
                queue.put_job(session, job)
        except Exception as error:
            if not (is_refused(error) or is_unavailable(error) or is_unfit(error)):
                raise
            log.warning("a mail could not be stored", error=type(error).__name__)
            raise _RefusedError(503) from None
        self._limits.count(head, self._steady(), self._trusted)
        if self._steady() - self._refused_at >= AN_HOUR:
            self._refused_at = _NEVER
            self._refused_log.end()
            await self._alarm.end(Side.ROOM)
        if mark:
            self._used[mark] = now + _AGES[self._access.form] + _AHEAD

    async def _read_head(self, raw: bytearray) -> MailHead:
        """Return what the header says; of one that cannot be read, nothing: the mail is stored, and fails by itself."""
        try:
            return await run_in_thread(read_head, bytes(raw[: 2 * HEADER_BYTES]))
        except Exception as error:
            log.error("the header of a posted mail cannot be read", exc_info=error)
            return MailHead("", "")


def _compare(right: str, given: str) -> None:
    if not hmac.compare_digest(right.encode(), given.lower().encode("utf-8", "replace")):
        raise _RefusedError(401)


def _find_source(request: web.Request) -> str:
    """Return the sender's address: the one that the nearest proxy names, if that is in a private network."""
    at = request.remote or ""
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return told if at and told and ip_address(at).is_private else at


class _Form:
    """The fields of a form as they come, in any order: those of the signature, and the mail as it is encoded. Whatever
    else there is, is passed over. The signature is checked before the mail wherever the order allows. `is_escaped`:
    values have `%XX` in them."""

    def __init__(self, check: _Check, *, is_escaped: bool) -> None:
        self._check, self._is_escaped = check, is_escaped
        self._signature = {name: bytearray() for name in _OF_SIGNATURE}
        self._token: str | None = None
        self._encoding = ""
        self.mail = bytearray()

    def begin(self, name: str, encoding: str = "") -> None:
        """Note that a field begins, and how it is encoded. Raises _RefusedError."""
        if name == _MAIL:
            self._encoding = encoding
            if all(self._signature.values()):
                self.check()

    def add(self, name: str, chunk: bytes) -> None:
        """Add bytes of a field. Raises _RefusedError."""
        if name == _MAIL:
            self.mail += chunk
        elif name in self._signature and len(self._signature[name]) + len(chunk) <= _LONGEST_SIGNATURE:
            self._signature[name] += chunk

    def check(self) -> str:
        """Check the signature once, and return its token. Raises _RefusedError."""
        if self._token is None:
            values = [bytes(self._signature[name]) for name in _OF_SIGNATURE]
            plain = [_unescape(value) if self._is_escaped else value for value in values]
            at, token, given = (value.decode("latin-1") for value in plain)
            self._check(at, f"{at}{token}".encode(), given)
            self._token = token
        return self._token

    def decode(self) -> bytearray:
        """Return the mail, decoded piece by piece. Takes a while: call it in a thread."""
        if self._is_escaped:
            return _unescape_all(self.mail)
        if self._encoding == "base64":
            return bytearray(decode_base64(bytes(self.mail)))
        return bytearray(a2b_qp(self.mail)) if self._encoding == "quoted-printable" else self.mail


def _unescape(value: bytes) -> bytes:
    return unquote_to_bytes(value.replace(b"+", b" "))


def _unescape_all(value: bytearray) -> bytearray:
    """Return an escaped value as it was; the given one is used up meanwhile, so that memory has only one of them."""
    plain = bytearray()
    while value:
        end = min(_PIECE, len(value))
        cut = value.rfind(b"%", max(0, end - 2), end)  # an escape is three letters
        end = cut if cut > 0 and end < len(value) else end
        plain += _unescape(bytes(value[:end]))
        del value[:end]
    return plain


class _PairReader:
    """Finds names and values in the pieces of a form of pairs."""

    def __init__(self, form: _Form) -> None:
        self._form = form
        self._begun, self._name = b"", ""
        self._left = _MOST_FIELDS

    def read_piece(self, chunk: bytes) -> None:
        """Read a piece. Raises ValueError, _RefusedError."""
        for number, piece in enumerate(chunk.split(b"&", self._left + 1)):
            if number:
                self._begun, self._name, self._left = b"", "", self._left - 1
            if self._left < 0:
                raise ValueError("too many fields")
            self._go_on(piece)

    def _go_on(self, piece: bytes) -> None:
        if not self._name:
            begun, ends, piece = piece.partition(b"=")
            self._begun += begun
            if len(self._begun) > _LONGEST_SIGNATURE:
                raise ValueError("too long a name")
            if not ends:
                return
            self._name = _unescape(self._begun).decode("latin-1") or "-"
            self._form.begin(self._name)
        self._form.add(self._name, piece)


async def _read_parts(request: web.Request, form: _Form) -> None:
    """Read a form of parts, in their own bytes: a mail need not be text. Raises what the reader raises."""
    reader = await request.multipart()
    for _ in range(_MOST_FIELDS):
        part = await reader.next()
        if not isinstance(part, BodyPartReader):
            return
        name = part.name or ""
        form.begin(name, part.headers.get(hdrs.CONTENT_TRANSFER_ENCODING, "").strip().lower())
        while chunk := await part.read_chunk(_PIECE):
            form.add(name, chunk)
    raise ValueError("too many parts")
