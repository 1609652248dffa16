"""Receives mails from a provider that posts them, for a desk without a mailbox: checked, stored, then answered 200.

Two forms: `raw`, a mail as the body, signed with its time in two headers; `mailgun`, the fields of Mailgun's routes
(documentation.mailgun.com, "Receiving Messages via HTTP", "Securing Webhooks", read 2026-11). Nothing is stored before
the check. 401: the signature, or its time, is wrong; 411, 413: no length, or too long; 408: not complete in time; 429:
too many within an hour; 503: it cannot be stored now. A provider keeps what is not answered 200, and tries again.
"""

import asyncio
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from urllib.parse import parse_qsl
from weakref import WeakValueDictionary

import structlog
from aiohttp import hdrs, web
from aiohttp.multipart import BodyPartReader
from sqlalchemy.exc import SQLAlchemyError

from db import queue
from db.database import Database
from mail.collecting import LARGEST_BYTES, HourlyLimits, make_job
from mail.servers import find_sender
from mail.settings import HookAccess, HookForm

PATH = "/webhooks/mail/mime"
"""Mailgun posts the mail itself only to an address with this end."""
TIMESTAMP, SIGNATURE = "Mail-Timestamp", "Mail-Signature"
LIMIT_BYTES = 40 * 1024 * 1024
_HEAD_BYTES = 256 * 1024
_SECONDS, _BODY_SECONDS, _STORE_SECONDS = 75.0, 30.0, 15.0
"""How long a mail may take with its wait, how long its bytes may take to come, and to be stored."""
_AT_ONCE = 4  # each may have 40 MB
_MOST_FIELDS = 100
_AHEAD = timedelta(minutes=5)
_AGES = {HookForm.RAW: timedelta(minutes=5), HookForm.MAILGUN: timedelta(hours=12)}
"""How old a signature may be. Mailgun tries for eight hours, and does not say that it signs anew each time."""

log = structlog.get_logger(__name__)


class _RefusedError(Exception):
    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class MailHook:
    """The one route. `is_open`: whether mails may be stored yet."""

    def __init__(
        self, database: Database, access: HookAccess, now: Callable[[], datetime], *, is_open: Callable[[], bool]
    ) -> None:
        self._database, self._access, self._now, self._is_open = database, access, now, is_open
        self._limits = HourlyLimits()
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._used: dict[str, datetime] = {}

    def add_routes(self, app: web.Application) -> None:
        """Add the route to the server of the process."""
        app.router.add_post(PATH, self._receive)

    async def _receive(self, request: web.Request) -> web.Response:
        if not self._is_open():
            return web.Response(status=503)
        turn = self._turns.setdefault(_find_source(request), asyncio.Lock())  # slow bodies of one sender take one place
        try:
            async with asyncio.timeout(_SECONDS), turn, self._room:
                async with asyncio.timeout(_BODY_SECONDS):
                    raw, mark = await self._read(request)
                await self._store(raw, mark)
        except _RefusedError as refused:
            return web.Response(status=refused.status)
        except TimeoutError:
            return web.Response(status=408)
        return web.Response()

    async def _read(self, request: web.Request) -> tuple[bytes, str]:
        """Return the mail and what its signature is used once by. Raises _RefusedError."""
        if request.content_length is None:
            raise _RefusedError(411)
        if request.content_length > LIMIT_BYTES:
            raise _RefusedError(413)
        if self._access.form is HookForm.RAW:
            at, given = (request.headers.get(name, "") for name in (TIMESTAMP, SIGNATURE))
            raw = await _read_body(request)
            self._check(at, f"{at}.".encode() + raw, given)
            return raw, ""
        fields = await _read_fields(request)
        at, token, given = (fields.get(name, b"").decode("latin-1") for name in ("timestamp", "token", "signature"))
        self._check(at, f"{at}{token}".encode(), given)
        if not (raw := fields.get("body-mime", b"")):
            raise _RefusedError(406)  # which Mailgun does not try again: the address has another end
        return raw, token

    def _check(self, at: str, signed: bytes, given: str) -> None:
        right = hmac.new(self._access.key.encode(), signed, "sha256").hexdigest()
        if not hmac.compare_digest(right.encode(), given.lower().encode("utf-8", "replace")) or not self._is_timely(at):
            raise _RefusedError(401)

    def _is_timely(self, at: str) -> bool:
        if not (at.isascii() and at.isdigit() and len(at) <= 11):
            return False
        age = self._now() - datetime.fromtimestamp(int(at), UTC)
        return -_AHEAD <= age <= _AGES[self._access.form]

    async def _store(self, raw: bytes, mark: str) -> None:
        """Store a mail, unless its signature was used: Mailgun's does not cover the mail."""
        now, sender = self._now(), find_sender(raw[:_HEAD_BYTES])
        self._used = {one: until for one, until in self._used.items() if until > now}
        if mark in self._used:
            return
        if not self._limits.has_room(sender, now):
            log.warning("too many mails within an hour: one is left to the provider for now")
            raise _RefusedError(429)
        head = raw[:_HEAD_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n"
        kept = head if len(raw) > LARGEST_BYTES else raw
        try:
            async with asyncio.timeout(_STORE_SECONDS), self._database.unit_of_work() as session:
                queue.put_job(session, make_job(sender, len(raw), kept, now))
        except (OSError, TimeoutError, SQLAlchemyError) as error:
            log.warning("a mail could not be stored", error=type(error).__name__)
            raise _RefusedError(503) from None
        self._limits.count(sender, now)
        if mark:
            self._used[mark] = now + _AGES[self._access.form] + _AHEAD


def _find_source(request: web.Request) -> str:
    """Return the sender's address: the one that the nearest proxy names, if that is in a private network."""
    at = request.remote or ""
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return told if at and told and ip_address(at).is_private else at


async def _read_body(request: web.Request) -> bytes:
    return b"".join([chunk async for chunk in request.content.iter_any()])


async def _read_fields(request: web.Request) -> dict[str, bytes]:
    """Return the fields of a form in their own bytes: a mail need not be text. Raises _RefusedError."""
    try:
        if request.content_type == "multipart/form-data":
            return await _read_parts(request)
        body = await _read_body(request)
        return await asyncio.to_thread(_parse_fields, body)
    except (ValueError, LookupError, AssertionError, web.HTTPException):
        raise _RefusedError(400) from None


async def _read_parts(request: web.Request) -> dict[str, bytes]:
    fields: dict[str, bytes] = {}
    reader = await request.multipart()
    while isinstance(part := await reader.next(), BodyPartReader) and len(fields) < _MOST_FIELDS:
        fields[part.name or ""] = bytes(await part.read(decode=hdrs.CONTENT_TRANSFER_ENCODING in part.headers))
    return fields


def _parse_fields(body: bytes) -> dict[str, bytes]:
    found = parse_qsl(body.decode("latin-1"), encoding="latin-1", max_num_fields=_MOST_FIELDS)
    return {name: value.encode("latin-1") for name, value in found}
