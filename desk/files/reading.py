"""Reads stored files: whole, in pieces, or by their checksum."""

from collections.abc import AsyncIterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Blob, BlobPiece
from desk.files.store import SHORTEST_HASH


async def read_piece(session: AsyncSession, blob_id: int, ordinal: int) -> bytes | None:
    """Return the piece of that number, from 0, or None after the last, or if the file is not stored any more."""
    mine = select(BlobPiece.bytes).join(Blob, Blob.content == BlobPiece.content)
    return await session.scalar(mine.where(Blob.id == blob_id, BlobPiece.ordinal == ordinal))


async def read_pieces(session: AsyncSession, blob_id: int) -> AsyncIterator[bytes]:
    """Yield all pieces."""
    ordinal = 0
    while (found := await read_piece(session, blob_id, ordinal)) is not None:
        yield found
        ordinal += 1


async def read_checked(session: AsyncSession, blob_id: int | None, sha: str) -> bytes | None:
    """Return a file that was checked before, named by its id and the beginning of the hash of its content, which nobody
    guesses of another file. None if it is not stored any more."""
    blob = await session.get(Blob, blob_id) if blob_id else None
    if blob is None or len(sha) < SHORTEST_HASH or not blob.sha256.hex().startswith(sha):
        return None
    return b"".join([piece async for piece in read_pieces(session, blob.id)])
