"""Receives Todoist's webhooks: checks the signature over the raw bytes, stores a hint, answers 200.

A webhook is only a hint, except for what no reading says: who changed a task. 401 without a valid signature (always if
no secret is set), 413 over 1 MiB, 408 if not complete in 10 s, 503 if it cannot be stored. Nothing is stored before the
check.
"""

import asyncio
import base64
import hmac
from collections.abc import Callable
from datetime import datetime

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from db.database import Database
from todoist_sync import changers, hints, moves

PATH = "/webhooks/todoist"
SIGNATURE = "X-Todoist-Hmac-SHA256"
LIMIT_BYTES = 1024 * 1024
PATIENCE_SECONDS = 10.0
_STORE_SECONDS = 5.0
_READ_BYTES = 64 * 1024  # a longer body is checked but not parsed: a task's texts are far shorter

log = structlog.get_logger(__name__)


class TooLargeError(Exception):
    """The body has more than `LIMIT_BYTES`."""


def add_routes(
    app: web.Application,
    database: Database,
    *,
    secret: str,
    now: Callable[[], datetime],
    patience: float = PATIENCE_SECONDS,
) -> None:
    """Add the webhook's route. `patience`: seconds for the whole body to arrive."""

    left = _HintWriter(database, now)

    async def hook(request: web.Request) -> web.Response:
        if not secret:
            return web.Response(status=401)
        try:
            async with asyncio.timeout(patience):
                signature, body = await _read_signed(request, secret)
        except TooLargeError:
            return web.Response(status=413)
        except (TimeoutError, web.HTTPRequestTimeout):
            return web.Response(status=408)
        given = request.headers.get(SIGNATURE, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(signature, given):
            return web.Response(status=401)
        return await _store_webhook(database, body, left)

    app.router.add_post(PATH, hook)


async def _read_signed(request: web.Request, secret: str) -> tuple[bytes, bytes]:
    """Return the signature of the raw bytes, computed as they arrive, and the bytes; no bytes of a body longer than
    what we parse, so that unsigned requests take little memory."""
    if request.content_length is not None and request.content_length > LIMIT_BYTES:
        raise TooLargeError
    signer, came, body = hmac.new(secret.encode("utf-8"), digestmod="sha256"), 0, bytearray()
    async for chunk in request.content.iter_any():
        signer.update(chunk)
        came += len(chunk)
        if came > LIMIT_BYTES:
            raise TooLargeError
        if came > _READ_BYTES:
            body.clear()
        else:
            body += chunk
    return base64.b64encode(signer.digest()), bytes(body)


async def _store_webhook(database: Database, body: bytes, hint: "_HintWriter") -> web.Response:
    """Store who changed a task before the hint: the reading that follows then knows it."""
    move, change = moves.parse_move(body), changers.parse_change(body)
    try:
        async with asyncio.timeout(_STORE_SECONDS):
            if move is not None or change is not None:
                async with database.unit_of_work() as session:
                    if move is not None:
                        await moves.store_move(session, move)
                    if change is not None:
                        await changers.store_change(session, change)
            await hint.leave_hint()
    except (OSError, TimeoutError, SQLAlchemyError) as error:
        log.warning("a webhook could not be stored", error=type(error).__name__)
        return web.Response(status=503)
    return web.Response()


class _HintWriter:
    """Stores hints one after the other: webhooks that arrive while one is being stored share the next one. Todoist
    sends a webhook for each change, so for a request with a hundred commands a hundred."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._last: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    async def leave_hint(self) -> None:
        """Wait until a hint is visible that was stored, or seen, after this call."""
        if self._next is None or self._next.done():
            self._next = asyncio.create_task(self._after(self._last))
            self._next.add_done_callback(lambda task: task.cancelled() or task.exception())  # callers see it
        await asyncio.shield(self._next)

    async def _after(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        self._last, self._next = self._next, None
        async with asyncio.timeout(_STORE_SECONDS):
            await self._store_hint()

    async def _store_hint(self) -> None:
        """Store a hint unless one waits; usually one does, which costs one statement."""
        async with self._database.autocommit() as connection:
            if await hints.is_hint_waiting(connection):
                return
        async with self._database.unit_of_work() as session:
            await hints.leave_hint(session, now=self._now())
