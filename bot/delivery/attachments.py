"""Files for Telegram that have no Telegram id yet, from the board and from the panel.

They are downloaded to disk for the call that sends them and their ids are stored after it, so that each is uploaded
once. A file that cannot be downloaded is noted and replaced by a line. Results of reports are uploaded the same way.
Size limits: `bot/api/client.py`.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO
from weakref import WeakValueDictionary

import structlog
from aiogram.exceptions import TelegramEntityTooLarge
from aiogram.types import Message
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api.limits import PHOTO_LIMIT_BYTES, UPLOAD_LIMIT_BYTES
from bot.content import extract_files
from bot.delivery.message_parts import Piece
from bot.delivery.planner import SendPlan
from bot.runtime import Runtime
from bot.views import RenderedFile
from db import encryption
from db.models import EntryFile, FileKind, FileLack, ReportResult
from db.queue import Retry, consumer
from desk.board import connection
from desk.conversation import undelivered_answers
from desk.files import reading
from ops.download import AllowedSource, DownloadError, fetch_file, open_nameless_file

_HEAD = 512  # bytes; an Ogg file's first page names its content (RFC 7845, section 3)
_AT_ONCE = 3
_TRIES = 5
_OTHERS_FIRST = timedelta(seconds=1)
_PIECE_BYTES = 1024 * 1024
_PIECE = text("select nullif(substring(content from :start for :bytes), ''::bytea) from report_results where id = :id")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class BoardFiles:
    """The source of the board's files (None: there is none), and the directory for files in transit."""

    origin: AllowedSource | None = None
    folder: Path = field(default_factory=lambda: Path(tempfile.gettempdir()))

    @classmethod
    def of(cls, api_url: str, token: str | None, folder: Path, *, connects: bool = False) -> "BoardFiles":
        """Return the source for the account of a token (facts of Todoist, section 5); `connects`: admins can connect
        an account, whose token is then used instead."""
        hosts, closed = frozenset({"files.todoist.com"}), frozenset({"api"})
        exists = token is not None or connects
        return cls(AllowedSource(api_url, hosts, token, closed=closed) if exists else None, folder)


class NotYetError(Exception):
    """The files are not available yet; `verdict` says when to plan the letter again."""

    def __init__(self, verdict: Retry) -> None:
        super().__init__(verdict.error)
        self.verdict = verdict


async def _read_result(session: AsyncSession, result_id: int) -> AsyncIterator[bytes]:
    if encryption.has_keys():
        yield await session.scalar(select(ReportResult.content).where(ReportResult.id == result_id)) or b""
        return
    start = 1
    while piece := await session.scalar(_PIECE, {"id": result_id, "start": start, "bytes": _PIECE_BYTES}):
        yield piece
        start += len(piece)


class Attachments:
    """The board's files on their way through one process."""

    def __init__(self, runtime: Runtime, files: BoardFiles) -> None:
        bot, self._database, self._settings, self._now = runtime
        self._bot_id = bot.id
        self._files = files
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def fetch_files(self, plan: SendPlan, *, attempts: int) -> AsyncIterator[SendPlan]:
        """Yield the plan with its files on disk until the block ends. Raises NotYetError."""
        rendered = plan.rendered
        if rendered is None or all(file.telegram_file_id for file in rendered.files):
            yield plan
            return
        if self._room.locked():
            raise NotYetError(Retry(self._now() + _OTHERS_FIRST, "other files first", counts=False))
        async with self._room, AsyncExitStack() as stack:
            ready = [await self._ready(file, attempts, stack) for file in rendered.files]
            yield replace(plan, rendered=replace(rendered, files=tuple(ready)))

    async def _ready(self, file: RenderedFile, attempts: int, stack: AsyncExitStack) -> RenderedFile:
        """Return the file with a known id, or on disk; a lock keeps others from uploading it at the same time."""
        if file.result_id is not None:
            return replace(file, upload=await self._load_result(file.result_id, stack))
        if file.telegram_file_id or (file.board_url is None and file.blob_id is None):
            return file
        await stack.enter_async_context(self._turns.setdefault(file.id, asyncio.Lock()))
        async with self._database.reading() as session:
            row = await session.get_one(EntryFile, file.id)
            if row.telegram_file_id is not None and row.bot_id == self._bot_id:
                return replace(file, telegram_file_id=row.telegram_file_id, kind=FileKind(row.kind))
        try:
            if file.size is not None and file.size > UPLOAD_LIMIT_BYTES:
                raise DownloadError("too large", too_large=True)
            held = await self._on_disk(file, stack)
        except DownloadError as error:
            raise await self._missing(file, error, attempts) from None
        return replace(file, upload=held, kind=_media_of(file.kind, held))

    async def _load_result(self, result_id: int, stack: AsyncExitStack) -> BinaryIO:
        """Return a report's result on disk until the stack ends; only an encrypted one is held in memory as a
        whole."""
        try:
            held = stack.enter_context(open_nameless_file(self._files.folder))
        except DownloadError as error:
            raise NotYetError(Retry(self._now() + _OTHERS_FIRST, str(error), counts=False)) from None
        async with self._database.reading() as session:
            async for piece in _read_result(session, result_id):
                held.write(piece)
        held.flush()
        return held

    async def _on_disk(self, file: RenderedFile, stack: AsyncExitStack) -> BinaryIO:
        """Return the file's bytes on disk, until the stack ends."""
        url = file.board_url or ""
        if file.blob_id is None and self._files.origin is None:
            raise DownloadError("there is no token to fetch it with")
        held = stack.enter_context(open_nameless_file(self._files.folder))
        if file.blob_id is not None:
            async with self._database.reading() as session:
                async for piece in reading.read_pieces(session, file.blob_id):
                    held.write(piece)
            held.flush()
            if not held.tell():
                raise DownloadError("it is not kept any more")
            return held
        async with fetch_file(url, await self._find_origin(), limit_bytes=UPLOAD_LIMIT_BYTES) as pieces:
            async for piece in pieces:
                held.write(piece)
            held.flush()
        return held

    async def _find_origin(self) -> AllowedSource:
        """Return the board's source with the token of the connected account, if there is one."""
        origin, rules = self._files.origin, self._settings.last
        assert origin is not None
        if not rules.board.connect_url:
            return origin
        async with self._database.reading() as session:
            token = await connection.read_access_token(session, rules.web.secret_keys)
        return origin if token is None else replace(origin, token=token)

    async def _missing(self, file: RenderedFile, error: DownloadError, attempts: int) -> NotYetError:
        """Handle a failed download: another try, else a line instead of the file."""
        log.warning("a file was not fetched", file=file.id, tries=attempts + 1, why=str(error))
        if error.again and attempts + 1 < _TRIES:
            return NotYetError(Retry(self._now() + consumer.get_backoff(attempts), "its file was not fetched"))
        await self._note_lack(file.id, FileLack.TOO_LARGE if error.too_large else FileLack.LOST)
        return NotYetError(Retry(self._now(), "without its file", counts=False))

    async def handle_refusal(self, pieces: Sequence[Piece], error: Exception) -> NotYetError | None:
        """Handle uploads that Telegram refused: they are tried as plain files, then replaced by a line. Return None if
        there are no uploads among the pieces."""
        uploads = [piece.file for piece in pieces if piece.file is not None and _is_from_board(piece)]
        if not uploads:
            return None
        too_large = isinstance(error, TelegramEntityTooLarge)
        plain = all(file.kind is FileKind.DOCUMENT for file in uploads)
        for file in uploads:
            if plain or too_large:
                await self._note_lack(file.id, FileLack.TOO_LARGE if too_large else FileLack.LOST)
            elif file.kind is FileKind.VOICE:  # a person can refuse voice messages
                await self._note(file.id, kind=FileKind.AUDIO)
            else:
                await self._note(file.id, kind=FileKind.DOCUMENT)
        return NotYetError(Retry(self._now(), "as a plain file", counts=False))

    async def learn(self, pieces: Sequence[Piece], answer: Any) -> None:
        """Store the ids that Telegram gave to uploads, and the kinds that it took them for."""
        messages = answer if isinstance(answer, list) else [answer]
        for piece, message in zip(pieces, messages, strict=False):
            if piece.file is None or not _is_from_board(piece) or not isinstance(message, Message):
                continue
            for held in extract_files(message):
                known = {"telegram_file_id": held.file_id, "telegram_unique_id": held.unique_id, "kind": held.kind}
                given = {"size": held.size, "seconds": held.seconds}
                await self._note(piece.file.id, bot_id=self._bot_id, **given, **known)

    async def _note(self, file_id: int, **what: Any) -> None:
        async with self._database.unit_of_work() as session:
            await session.execute(update(EntryFile).where(EntryFile.id == file_id).values(**what))

    async def _note_lack(self, file_id: int, lack: FileLack) -> None:
        """Note once that Telegram does not get the file, and tell the person who attached it."""
        now = self._now()
        async with self._database.unit_of_work() as session:
            row = await session.scalar(select(EntryFile).where(EntryFile.id == file_id).with_for_update())
            if row is not None and (row.lack is None if row.blob_id is None else row.telegram_lack is None):
                if row.blob_id is None:
                    row.lack = lack
                else:
                    row.telegram_lack = lack
                if lack is FileLack.TOO_LARGE and (row.size or 0) <= UPLOAD_LIMIT_BYTES:
                    row.size = None  # its declared size was too small
                await undelivered_answers.report_missing_file(session, row, lack, now=now, rules=self._settings.last)


def _is_from_board(piece: Piece) -> bool:
    """Return True if the piece uploads a file that gets a reusable id."""
    return piece.file is not None and piece.file.upload is not None and piece.file.result_id is None


def _media_of(kind: FileKind, held: BinaryIO) -> FileKind:
    """Return the kind that Telegram accepts for these bytes: a photo that is too large goes as a file, a voice message
    in Ogg without Opus as audio."""
    if kind is FileKind.PHOTO and held.tell() > PHOTO_LIMIT_BYTES:
        return FileKind.DOCUMENT
    if kind is FileKind.VOICE:
        held.seek(0)
        head = held.read(_HEAD)
        return FileKind.AUDIO if head.startswith(b"OggS") and b"OpusHead" not in head else kind
    return kind
