"""What somebody brings through the web door becomes a file that can be said with words. Its bytes are stored with the
words or not at all. Knows no request.
"""

from collections.abc import AsyncIterator

from desk import Desk, DeskSettings, Refused
from desk.conversation.new_entry import IncomingFile
from desk.files import store
from desk.files.accepting import HEAD_BYTES, accepted
from desk.text import make_file_name

MOST_FILES = 10
"""So many come with one message: an album of Telegram's (Bot API, sendMediaGroup, read 2026-11)."""


def limit_bytes(rules: DeskSettings) -> int:
    """What the files of one message may be together; 0: there are no uploads."""
    return rules.web.upload_mb * 1024 * 1024


async def kept(
    desk: Desk, name: str | None, mime: str | None, pieces: AsyncIterator[bytes], *, left: int
) -> IncomingFile:
    """One file, stored, of at most `left` bytes. Raises Refused for what may not come in, is empty or too large: then
    the unit of work, or its savepoint, must not be kept."""
    if not desk.rules.web.upload_mb:
        raise Refused("upload-off")
    head = b""
    async for piece in pieces:
        head += piece
        if len(head) >= HEAD_BYTES:
            break
    if not head:
        raise Refused("upload-empty", name=make_file_name(name, "file"))
    what = accepted(name, mime, head[:HEAD_BYTES])
    try:
        blob = await store.put(desk.session, _whole(head, pieces), limit=left, now=desk.now)
    except store.TooManyBytesError:
        raise Refused("upload-too-large", name=what.name, mb=desk.rules.web.upload_mb) from None
    return IncomingFile(what.kind, what.name, what.mime, blob.size, blob_id=blob.id)


async def _whole(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for piece in rest:
        yield piece
