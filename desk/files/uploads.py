"""Uploads through the web become files of a message. Their bytes are stored with the message or not at all. Knows no
request."""

from collections.abc import AsyncIterator

from db.models import FileKind
from desk import Desk, DeskSettings, Refused
from desk.conversation.new_entry import IncomingFile
from desk.files import store
from desk.files.file_types import HEAD_BYTES, AcceptedFile, check_file
from desk.text import make_file_name

MOST_FILES = 10
"""Files of one message: an album of Telegram's (Bot API, sendMediaGroup, read 2026-11)."""


def get_limit(rules: DeskSettings) -> int:
    """Return how many bytes the files of one message may have together; 0 if uploads are off."""
    return rules.web.upload_mb * 1024 * 1024


async def store_upload(
    desk: Desk, name: str | None, mime: str | None, pieces: AsyncIterator[bytes], *, left: int
) -> IncomingFile:
    """Store one file of at most `left` bytes. Raises Refused if it is not accepted, empty or too large; then the unit
    of work, or its savepoint, must be rolled back."""
    if not desk.rules.web.upload_mb:
        raise Refused("upload-off")
    head = b""
    async for piece in pieces:
        head += piece
        if len(head) >= HEAD_BYTES:
            break
    if not head:
        raise Refused("upload-empty", name=make_file_name(name, "file"))
    what = check_file(name, mime, head[:HEAD_BYTES])
    try:
        blob = await store.store_blob(desk.session, _whole(head, pieces), limit=left, now=desk.now)
    except store.TooManyBytesError:
        raise Refused("upload-too-large", name=what.name, mb=desk.rules.web.upload_mb) from None
    return IncomingFile(what.kind, what.name, what.mime, blob.size, blob_id=blob.id)


async def store_received(desk: Desk, name: str | None, mime: str | None, content: bytes, *, left: int) -> IncomingFile:
    """Store a file that came by a channel of messages, of whatever kind, as one of Telegram is. What is not on the list
    of uploads is of an inert type, so that no browser runs it. Raises Refused if it is empty or too large; then the
    unit of work, or its savepoint, must be rolled back."""
    if not content:
        raise Refused("upload-empty", name=make_file_name(name, "file"))
    try:
        what = check_file(name, mime, content[:HEAD_BYTES])
    except Refused:
        what = AcceptedFile(make_file_name(name, "file"), "application/octet-stream", FileKind.DOCUMENT)
    if len(content) > left:
        raise Refused("upload-too-large", name=what.name, mb=left // 1024**2)
    blob = await store.store_blob(desk.session, _cut(content), limit=left, now=desk.now)
    return IncomingFile(what.kind, what.name, what.mime, blob.size, blob_id=blob.id)


async def _cut(content: bytes) -> AsyncIterator[bytes]:
    """Yield the pieces of a content, so that nobody waits while a large one is read."""
    for at in range(0, len(content), store.PIECE_BYTES):
        yield content[at : at + store.PIECE_BYTES]


async def _whole(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for piece in rest:
        yield piece
