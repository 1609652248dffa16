"""Receives Todoist's webhooks: checks the signature over the raw bytes, stores a hint, answers 200.

A webhook is only a hint, except for what no reading says: who changed a task. 401 without a valid signature (always if
no secret is set), 413 over 1 MiB, 408 if not complete in 10 s, 503 if it cannot be stored. Nothing is stored before the
check.
"""

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from aiohttp import web
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import BoardCard, BoardChange
from todoist_sync.api.rows import parse_time
from todoist_sync.board_hint import is_hint_waiting, leave_hint
from todoist_sync.context import SyncContext
from todoist_sync.task_changers import ID, parse_change, store_change

_SAME = timedelta(seconds=3)  # a change so soon after a move belongs to the move
_WAITED = timedelta(seconds=5)
_KEEP = text("""
insert into board_changes (task_id, field, section_id, by, at) select :task_id, 'section', :section_id, :by, :at
where exists (select 1 from board_cards where task_id = :task_id and gone is null)
on conflict (task_id, field) do update set section_id = excluded.section_id, by = excluded.by, at = excluded.at
where board_changes.at < excluded.at
""")


class MoverUnknownYetError(Exception):
    """A task was moved a moment ago, and the webhook that says by whom may be on its way."""


@dataclass(frozen=True, slots=True)
class MoveOfTask:
    """A task was put into a section: by whom (a Todoist id), and when (by Todoist's clock)."""

    task_id: str
    section_id: str
    by: str
    at: datetime


def parse_move(body: bytes) -> MoveOfTask | None:
    """Parse the move in a signed webhook; None if it is about anything else or unreadable."""
    try:
        sent = json.loads(body)
        if sent["event_name"] != "item:updated":
            return None
        now, before = sent["event_data"], sent["event_data_extra"]["old_item"]
        ids = now["id"], now["section_id"], sent["initiator"]["id"]
        moved, at = before["section_id"] != now["section_id"], parse_time(now["updated_at"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not moved or at is None or not all(isinstance(one, str) and ID.fullmatch(one) for one in ids):
        return None
    return MoveOfTask(*ids, at)


async def store_move(session: AsyncSession, move: MoveOfTask) -> None:
    """Store the move if the task is a ticket's and no newer move is stored: webhooks come twice, late, in any order."""
    given: dict[str, Any] = {name: getattr(move, name) for name in ("task_id", "section_id", "by", "at")}
    await session.execute(_KEEP, given)


async def find_mover(
    session: AsyncSession, ticket_id: int, section_id: str | None, at: datetime, ctx: SyncContext
) -> str | None:
    """Return whose account put a ticket's task into its section; `at`: when the task last changed. None if unknown, or
    if it was our own account, which others may use too. Raises MoverUnknownYetError."""
    query = (
        select(BoardChange.by)
        .join(BoardCard, BoardCard.task_id == BoardChange.task_id)
        .where(
            BoardCard.ticket_id == ticket_id,
            BoardCard.project_id == ctx.project.project_id,
            BoardCard.gone.is_(None),
            BoardChange.field == "section",
            BoardChange.section_id == section_id,
            BoardChange.at >= at - _SAME,
        )
    )
    by = await session.scalar(query)
    if by is None and ctx.project.webhooks and abs(ctx.now - at) < _WAITED:
        raise MoverUnknownYetError
    return by if by != ctx.project.account_id else None


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
        del chunk  # it is not kept while more is waited for
    return base64.b64encode(signer.digest()), bytes(body)


async def _store_webhook(database: Database, body: bytes, hint: "_HintWriter") -> web.Response:
    """Store who changed a task before the hint: the reading that follows then knows it."""
    move, change = parse_move(body), parse_change(body)
    try:
        async with asyncio.timeout(_STORE_SECONDS):
            if move is not None or change is not None:
                async with database.unit_of_work() as session:
                    if move is not None:
                        await store_move(session, move)
                    if change is not None:
                        await store_change(session, change)
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
            if await is_hint_waiting(connection):
                return
        async with self._database.unit_of_work() as session:
            await leave_hint(session, now=self._now())


async def find_changer(
    session: AsyncSession, task_id: str, field: str, ctx: SyncContext, *, since: datetime, at: datetime
) -> str | None:
    """Return the Todoist id of who changed the field of a task after `since`; None if unknown. `at`: when the task
    last changed. Raises MoverUnknownYetError."""
    query = select(BoardChange.by).where(
        BoardChange.task_id == task_id, BoardChange.field == field, BoardChange.at > since
    )
    by: str | None = await session.scalar(query)
    if by is None and ctx.project.webhooks and abs(ctx.now - at) < _WAITED:
        raise MoverUnknownYetError
    return by
