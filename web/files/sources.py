"""Reads the bytes of a file from where it is stored: in pieces from the database, or downloaded to disk from
Telegram or the board. Knows no viewers."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import BinaryIO

import structlog

from desk.board import connection
from desk.files import store
from desk.files.visible_files import TELEGRAM_BYTES, VisibleFile
from ops.download import AllowedSource, DownloadError, fetch_file
from ops.telegram_files import TelegramFiles
from web.context import WebContext

_BOARD_BYTES = 50 * 1024 * 1024
_PIECE_BYTES = 256 * 1024
_HOSTS, _CLOSED = frozenset({"files.todoist.com"}), frozenset({"api"})

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file's `size` in bytes, and its bytes, which can be read once."""

    size: int
    pieces: AsyncIterator[bytes]


async def open_file(ctx: WebContext, file: VisibleFile) -> OpenedFile | None:
    """Return the file, ready to be read, or None where it exists nowhere any more."""
    if file.blob_id is not None:
        first = await _piece(ctx, file.blob_id, 0)
        return OpenedFile(file.size or 0, _read_stored(ctx, file.blob_id, first)) if first is not None else None
    held = tempfile.TemporaryFile()  # noqa: SIM115  (closed when it was read, or when nobody reads it)
    try:
        async with ctx.fetching:
            await _fetch(ctx, file, held)
    except (DownloadError, OSError) as error:
        log.warning("a file was not fetched", file=file.id, why=str(error))
        held.close()
        return None
    except BaseException:
        held.close()
        raise
    size = held.tell()
    held.seek(0)
    return OpenedFile(size, _from_disk(held))


async def _piece(ctx: WebContext, blob_id: int, ordinal: int) -> bytes | None:
    async with ctx.database.reading() as session:
        return await store.read_piece(session, blob_id, ordinal)


async def _read_stored(ctx: WebContext, blob_id: int, first: bytes) -> AsyncIterator[bytes]:
    """Yield the bytes, holding a database connection for one piece at a time: a slow reader blocks none."""
    piece: bytes | None = first
    ordinal = 0
    while piece is not None:
        yield piece
        ordinal += 1
        piece = await _piece(ctx, blob_id, ordinal)


async def _fetch(ctx: WebContext, file: VisibleFile, into: BinaryIO) -> None:
    """Download the file. Raises DownloadError."""
    settings = ctx.settings
    if file.telegram_file_id is not None and settings.bot_token is not None:
        source = TelegramFiles(settings.bot_token.get_secret_value(), settings.telegram_api_url)
        if file.bot_id == source.bot_id:
            await source.download_file(file.telegram_file_id, into, limit_bytes=TELEGRAM_BYTES)
            return
    token = await _find_token(ctx)
    if file.board_url is None or token is None:
        raise DownloadError("it lies nowhere that this ctx reaches")
    place = AllowedSource(settings.todoist_api_url, _HOSTS, token, closed=_CLOSED)
    async with fetch_file(file.board_url, place, limit_bytes=_BOARD_BYTES) as pieces:
        async for piece in pieces:
            into.write(piece)


async def _find_token(ctx: WebContext) -> str | None:
    """Return the token of the connected account, else the operator's."""
    settings = ctx.settings
    if not settings.connect_url:
        return settings.personal_token
    async with ctx.database.reading() as session:
        return await connection.read_access_token(session, settings.web_secret_key) or settings.personal_token


async def _from_disk(held: BinaryIO) -> AsyncIterator[bytes]:
    with held:
        while piece := held.read(_PIECE_BYTES):
            yield piece
