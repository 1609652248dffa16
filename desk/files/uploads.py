"""Uploads through the web become files of a message. Their bytes are stored with the message or not at all. Knows no
request."""

from collections.abc import AsyncIterator

from desk import Desk, DeskSettings, Refused
from desk.conversation.new_entry import IncomingFile
from desk.files import store
from desk.files.file_checks import HEAD_BYTES, check_file
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


async def _whole(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for piece in rest:
        yield piece
