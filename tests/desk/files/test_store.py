"""Bytes of uploads: whole again, once for the same bytes, gone with the last upload of them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.database import Database
from db.models import Blob, BlobPiece, Entry, EntryFile, EntryKind, Origin
from desk.files import reading, store
from tests.db.waiting import until_somebody_waits
from tests.sql import scalar, scalars

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


async def _given(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def _put(database: Database, data: bytes, *, size: int = 70_000, limit: int = 10**7, at: datetime = NOW) -> int:
    async with database.unit_of_work() as session:
        return (await store.store_blob(session, _given(data, size), limit=limit, now=at)).id


async def _read(database: Database, blob_id: int) -> bytes:
    async with database.reading() as session:
        return b"".join([piece async for piece in reading.read_pieces(session, blob_id)])


async def _pieces(database: Database) -> int:
    return await scalar(database, select(func.count()).select_from(BlobPiece)) or 0


async def _prune(database: Database, now: datetime) -> int:
    async with database.unit_of_work() as session:
        return await store.prune_blobs(session, now=now, kept=timedelta(), board=False, requesters=True)


async def test_the_same_bytes_lie_here_once_and_go_with_the_last(database: Database) -> None:
    data = b"x" * 300_000
    first = await _put(database, data)
    second = await _put(database, data, size=299_999, at=NOW + timedelta(hours=5))
    assert first != second
    assert await _pieces(database) == 2
    assert await _prune(database, NOW + timedelta(hours=23)) == 0
    assert await _prune(database, NOW + timedelta(days=1)) == 1
    assert await _read(database, first) == b""
    assert await _read(database, second) == data
    assert await _prune(database, NOW + timedelta(days=2)) == 1
    assert await _pieces(database) == 0


async def test_more_than_was_allowed_is_stopped_where_it_is_too_much(database: Database) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 1000

    with pytest.raises(store.TooManyBytesError):
        async with database.unit_of_work() as session:
            await store.store_blob(session, endless(), limit=5000, now=NOW)
    assert read == 6
    assert await scalars(database, select(Blob.id)) == []
    assert await _put(database, b"x" * 5000, limit=5000)


async def test_bytes_that_somebody_takes_over_at_this_moment_stay(database: Database) -> None:
    data = b"x" * 300_000
    await _put(database, data)
    later = NOW + timedelta(days=2)
    async with database.unit_of_work() as session:
        second = (await store.store_blob(session, _given(data, 70_000), limit=10**7, now=later)).id
        pruning = asyncio.create_task(_prune(database, later))
        await until_somebody_waits(database)
    assert await pruning == 1
    assert await _read(database, second) == data


async def test_old_bytes_stay_until_every_side_that_gets_them_has_them(database: Database) -> None:
    answer, asked = EntryKind.REPLY, EntryKind.COMMENT
    for kind, at_telegram, on_board, board, requesters, goes in (
        (answer, False, True, True, True, False),
        (answer, True, False, True, True, False),
        (answer, True, False, True, False, False),
        (answer, True, False, False, True, True),
        (asked, True, False, True, True, False),
        (asked, True, False, True, False, True),
        (asked, True, True, True, True, True),
    ):
        blob = await _put(database, b"x")
        async with database.unit_of_work() as session:
            entry = Entry(kind=kind, author_name="Olga", origin=Origin.PANEL, created_at=NOW)
            session.add(entry)
            await session.flush()
            file = EntryFile(entry_id=entry.id, kind="document", name="a.txt", blob_id=blob)
            file.telegram_file_id = "at" if at_telegram else None
            file.todoist_attachment = {"file_url": "https://files.example/a"} if on_board else None
            session.add(file)
            await session.flush()
            for kept in (timedelta(), timedelta(days=2)):  # for ever; not that old yet
                given = {"kept": kept, "board": board, "requesters": requesters}
                await store.prune_blobs(session, now=NOW + timedelta(days=1), **given)
                assert await session.scalar(select(EntryFile.blob_id).where(EntryFile.id == file.id)) == blob
            await store.prune_blobs(session, now=NOW + timedelta(days=2), **given)
            left = await session.scalar(select(EntryFile.blob_id).where(EntryFile.id == file.id))
        assert (left is None) is goes, (kind, at_telegram, on_board, board, requesters)
