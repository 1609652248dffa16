"""Files on their way to the board.

Uploads files from Telegram and from the web to Todoist before their comments are written: fetch to disk, upload,
store the attachment.

A file that cannot be uploaded is noted too, and a line of text takes its place. An upload repeated after a crash is
invisible: only a comment shows it. Knows no comment; the mirror goes on while a large file is uploaded.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

import structlog
from sqlalchemy import text, update

from db import queue
from db.connectivity import is_locked_or_slow, is_unavailable
from db.database import Database
from db.models import Box, EntryFile, FileLack
from db.queue import consumer, keys
from desk.files import reading
from ops.download import DownloadError, open_nameless_file
from ops.telegram_files import DOWNLOAD_LIMIT_BYTES, TelegramFiles
from todoist_sync.api.client import Todoist
from todoist_sync.api.rows import Row, TodoistError
from todoist_sync.context import SyncContext
from todoist_sync.settings import BoardSettings

_DUE = text("""
select j.*, false as repeated, null::bigint as chat from job_keys k join jobs j on j.box = k.box and j.key = k.key
where k.box = :box and k.key like :prefix || '%' and k.due_at <= :now and j.state = 'waiting' and j.due_at <= :now
order by j.id limit 20
""")


async def delete_uploads(database: Database, client: Todoist, ctx: SyncContext) -> None:
    """Delete the files that are due. One that Todoist refuses is tried again, and buried in the end. Raises
    TodoistError if the token is refused."""
    async with database.reading() as session:
        due = {"box": Box.TO_TODOIST.value, "prefix": keys.UPLOAD, "now": ctx.now}
        jobs = [queue.ClaimedJob.from_row(Box.TO_TODOIST, row) for row in await session.execute(_DUE, due)]
    for job in jobs:
        verdict: queue.Verdict = queue.Done()
        try:
            await client.delete_upload(job.load_payload()["url"])
        except TodoistError as error:
            if error.token_refused:
                raise
            verdict = consumer.decide_retry(error, attempts=job.attempts, now=ctx.now)
        with suppress(queue.SettledBeforeError):
            async with database.unit_of_work() as session:
                await queue.settle_job(session, job, verdict, now=ctx.now)
                if isinstance(verdict, queue.Done):
                    await queue.save_progress(session, job, {})  # an address ends with the name of the file


PATIENCE = 1.0
"""Seconds that a round waits for files, so that comments of other tickets are not delayed for longer."""
_AT_ONCE = 3
_TRIES = 7  # 1, 2, 4, … seconds apart: two minutes
_TRIES_REFUSED = 2
_WHILE_HELD = timedelta(seconds=10)

log = structlog.get_logger(__name__)

_WAITING = text("""
select f.id, f.name, f.mime, f.size, f.bot_id, f.telegram_file_id as file_id, f.blob_id from files f
join entries e on e.id = f.entry_id and e.withdrawn_at is null
where f.lack is null and f.todoist_attachment is null
  and (f.telegram_file_id is not null or f.blob_id is not null)
  and (:requesters or e.kind <> 'comment') and f.id <> all(cast(:not_now as bigint[]))
  and exists (select 1 from jobs j where j.box = 'to_todoist' and j.state = 'waiting' and j.entry_id = e.id
              and j.due_at <= :now)
order by f.id limit :limit
""")


@dataclass(frozen=True, slots=True)
class _File:
    """A waiting file: on Telegram's side or, if the desk stores it, here (`blob_id`); `size` in bytes."""

    id: int
    name: str
    mime: str | None
    size: int | None
    bot_id: int | None
    file_id: str | None
    blob_id: int | None


class FileUploader:
    """The uploads of one process. Without a bot's token `_source` is None, and each file of Telegram's is replaced by a
    line."""

    def __init__(
        self,
        database: Database,
        client: Todoist,
        settings: BoardSettings,
        *,
        now: Callable[[], datetime],
        patience: float,
    ) -> None:
        token = settings.bot_token
        self._source = TelegramFiles(token.get_secret_value(), settings.telegram_api_url) if token else None
        self._database = database
        self._client = client
        self._folder = settings.data_dir
        self._steady = now
        self._patience = patience
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._rests: dict[int, tuple[int, datetime]] = {}

    @property
    def is_busy(self) -> bool:
        """Uploads are running, or have ended since the last round."""
        return bool(self._under_way)

    async def upload_waiting(self, ctx: SyncContext) -> None:
        """Upload what comments wait for, within the patience; the rest goes on in the background. Raises
        TodoistError."""
        until = time.monotonic() + self._patience
        self._collect_finished()
        while await self._begin(ctx):
            left = until - time.monotonic()
            if left <= 0:
                return
            await asyncio.wait(self._under_way.values(), timeout=left, return_when=asyncio.FIRST_COMPLETED)
            self._collect_finished()

    async def cancel_all(self) -> None:
        """Cancel the running uploads: the next process that mirrors starts them again."""
        tasks = list(self._under_way.values())
        self._under_way.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _begin(self, ctx: SyncContext) -> bool:
        """Start uploads while there is room; return True if any are running."""
        resting = [one for one, (_, until) in self._rests.items() if until > self._steady()]
        given = {
            "now": ctx.now,
            "requesters": ctx.rules.board.shows.files,
            "not_now": [*self._under_way, *resting],
            "limit": _AT_ONCE - len(self._under_way),
        }
        if given["limit"]:
            async with self._database.autocommit() as connection:
                found = [_File(**row._mapping) for row in await connection.execute(_WAITING, given)]
            for file in found:
                self._under_way[file.id] = asyncio.create_task(self._try_upload(file, ctx.project.upload_bytes))
        return bool(self._under_way)

    def _collect_finished(self) -> None:
        """Collect finished uploads; raises the first failure that concerns more than its file."""
        for file_id, task in list(self._under_way.items()):
            if task.done():
                del self._under_way[file_id]
                task.result()

    async def _try_upload(self, file: _File, upload_bytes: int) -> None:
        limit = min(upload_bytes, DOWNLOAD_LIMIT_BYTES) if file.blob_id is None else upload_bytes
        try:
            await self._upload(file, limit)
        except Exception as error:
            if not is_locked_or_slow(error):
                raise
            log.warning("a file waits: its row is held", file=file.id)
            self._rests[file.id] = (self._rests.get(file.id, (0, self._steady()))[0], self._steady() + _WHILE_HELD)

    async def _upload(self, file: _File, limit: int) -> None:
        try:
            if file.size is not None and file.size > limit:
                raise DownloadError("too large", too_large=True)
            attachment = await self._transfer(file, limit)
        except DownloadError as error:
            await self._note_failure(file, error)
            return
        except Exception as error:
            if isinstance(error, TodoistError) or is_unavailable(error):
                raise
            log.exception("a file could not be carried", file=file.id)  # one file must not stop the mirror
            await self._note_failure(file, DownloadError(type(error).__name__, again=True))
            return
        self._rests.pop(file.id, None)
        await self._store_result(file, todoist_attachment=attachment)

    async def _fetch(self, file: _File, into: BinaryIO, limit: int) -> None:
        """Write the file's bytes into `into`. Raises DownloadError."""
        if file.blob_id is not None:
            async with self._database.reading() as session:
                async for piece in reading.read_pieces(session, file.blob_id):
                    into.write(piece)
            into.flush()
        elif self._source is None or file.file_id is None or file.bot_id != self._source.bot_id:
            raise DownloadError("another bot's file")
        else:
            await self._source.download_file(file.file_id, into, limit_bytes=limit)

    async def _transfer(self, file: _File, limit: int) -> Row:
        """Return the attachment that Todoist made of the file. A refusal of this one file is raised as
        DownloadError."""
        with open_nameless_file(self._folder) as held:
            await self._fetch(file, held, limit)
            held.seek(0)
            try:
                return await self._client.upload_file(file.name, file.mime, held)
            except TodoistError as error:
                if error.throttled or error.token_refused:
                    raise
                if error.later:
                    await (
                        self._client.get_user()
                    )  # if that fails too, the file is not the cause: its tries are not used up
                raise DownloadError(f"refused: {error}", again=error.later, too_large=error.too_large) from None

    async def _note_failure(self, file: _File, error: DownloadError) -> None:
        tries = self._rests.get(file.id, (0, self._steady()))[0] + 1
        is_nowhere = self._source is None and file.blob_id is None
        most = 1 if is_nowhere or error.too_large else _TRIES if error.again else _TRIES_REFUSED
        log.warning("a file was not carried to the board", file=file.id, tries=tries, why=str(error))
        if tries < most:
            self._rests[file.id] = (tries, self._steady() + timedelta(seconds=2.0 ** (tries - 1)))
            return
        self._rests.pop(file.id, None)
        await self._store_result(file, lack=FileLack.TOO_LARGE if error.too_large else FileLack.LOST)

    async def _store_result(self, file: _File, **what: object) -> None:
        async with self._database.unit_of_work() as session:
            await session.execute(update(EntryFile).where(EntryFile.id == file.id).values(**what))
