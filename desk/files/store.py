"""The bytes of uploads, in pieces of a fixed size: write, read, remove. A whole file is never in memory. Knows no
ticket and no permissions.

Equal contents are stored once. Uploaders cannot notice: an upload is read to its end before it is compared, and gets a
row of its own in any case.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Blob, BlobPiece, any_of

PIECE_BYTES = 256 * 1024
SHORTEST_HASH = 16
_UNUSED = timedelta(days=1)
_AT_ONCE = 200


class TooManyBytesError(Exception):
    """There are more bytes than allowed."""


async def store_blob(session: AsyncSession, pieces: AsyncIterator[bytes], *, limit: int, now: datetime) -> Blob:
    """Store the pieces, at most `limit` bytes. Raises TooManyBytesError; then the unit of work must not be
    committed."""
    blob = Blob(content=0, sha256=b"", size=0, made_at=now)
    session.add(blob)
    await session.flush()
    blob.content, digest, ordinal, held = blob.id, sha256(), 0, bytearray()
    async for piece in pieces:
        blob.size += len(piece)
        if blob.size > limit:
            raise TooManyBytesError
        digest.update(piece)
        held += piece
        while len(held) >= PIECE_BYTES:
            await _add(session, blob, ordinal, bytes(held[:PIECE_BYTES]))
            del held[:PIECE_BYTES]
            ordinal += 1
    if held:
        await _add(session, blob, ordinal, bytes(held))
    blob.sha256 = digest.digest()
    await _share(session, blob)
    await session.flush()
    return blob


async def _add(session: AsyncSession, blob: Blob, ordinal: int, piece: bytes) -> None:
    await session.execute(insert(BlobPiece).values(content=blob.content, ordinal=ordinal, bytes=piece))


async def _share(session: AsyncSession, blob: Blob) -> None:
    """Drop the pieces if equal contents are stored already; that row stays locked until the end."""
    same = select(Blob.content).where(Blob.sha256 == blob.sha256, Blob.size == blob.size, Blob.id != blob.id)
    with session.no_autoflush:
        found = await session.scalar(same.order_by(Blob.id).limit(1).with_for_update())
    if found is not None:
        await session.execute(delete(BlobPiece).where(BlobPiece.content == blob.content))
        blob.content = found


async def store_small(session: AsyncSession, contents: Sequence[bytes], now: datetime) -> list[int]:
    """Store many files of at most `PIECE_BYTES` each, in a few statements; return their ids."""
    assert max(map(len, contents)) <= PIECE_BYTES
    ids = list(await session.scalars(select(func.nextval("blobs_id_seq")).select_from(
        func.generate_series(1, len(contents)))))  # fmt: skip
    hashes = [sha256(content).digest() for content in contents]
    known = select(Blob.sha256, Blob.size, Blob.content).where(any_of(Blob.sha256, hashes))
    there = {(row.sha256, row.size): row.content for row in await session.execute(known.with_for_update())}
    rows, pieces = [], []
    for blob_id, content, digest in zip(ids, contents, hashes, strict=True):
        of = there.setdefault((digest, len(content)), blob_id)
        rows.append({"id": blob_id, "content": of, "sha256": digest, "size": len(content), "made_at": now})
        if of == blob_id:
            pieces.append({"content": of, "ordinal": 0, "bytes": content})
    await session.execute(insert(Blob), rows)
    if pieces:
        await session.execute(insert(BlobPiece), pieces)
    return ids


async def store_checked(session: AsyncSession, content: bytes, now: datetime) -> tuple[int, str]:
    """Store a file that somebody has checked and may take within a day; return its id and the hash of its content."""

    async def whole() -> AsyncIterator[bytes]:
        yield content

    blob = await store_blob(session, whole(), limit=len(content), now=now)
    return blob.id, blob.sha256.hex()


_NO_MORE = text("""
select b.id from blobs b
where b.made_at <= :unused and not exists (select from files f where f.blob_id = b.id)
     and not exists (select from mails m where b.id in (m.text_id, m.raw_id))
   or cast(:old as timestamptz) is not null and b.made_at <= :old
     and not exists (select from mails m where b.id in (m.text_id, m.raw_id)) and not exists (
     select from files f join entries e on e.id = f.entry_id
     where f.blob_id = b.id and (
       f.telegram_file_id is null
       or :board and f.todoist_attachment is null and (e.kind <> 'comment' or :requesters)))
order by b.id limit :most
for update of b
""")
_LET_GO = text("update files set blob_id = null where blob_id = any(:gone)")
_REMOVED = text("delete from blobs where id = any(:gone) returning content")
_EMPTIED = text("""
delete from blob_pieces where content = any(:contents)
  and not exists (select from blobs b where b.content = blob_pieces.content)
""")


async def prune_blobs(session: AsyncSession, *, now: datetime, kept: timedelta, board: bool, requesters: bool) -> int:
    """Remove uploads that no file uses, and those older than `kept` (zero: never) that both other sides have: Telegram,
    and the `board` if there is one (for requesters' files only if it gets them). Return how many."""
    given = {"unused": now - _UNUSED, "old": now - kept if kept else None, "board": board, "requesters": requesters}
    gone = list(await session.scalars(_NO_MORE, {**given, "most": _AT_ONCE}))
    if gone:
        await session.execute(_LET_GO, {"gone": gone})
        contents = list(await session.scalars(_REMOVED, {"gone": gone}))
        await session.execute(_EMPTIED, {"contents": contents})
    return len(gone)
