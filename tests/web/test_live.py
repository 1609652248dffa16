"""Pages that are open hear of changes, whoever else listens or has left; while none is open nobody looks."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Hashable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from db.database import Database, create_engine
from db.models import Delivery, DeskRow, Entry, EntryKind, EntryVersion, Message, MessageKind, Origin
from desk.queries.panel.page_status import load_troubles
from tests.sql import add
from web.live import MOST, MOST_OF_A_SESSION, Live

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HERE, CHANGED = "event: here\ndata: 1\n\n", "event: changed\ndata: 1\n\n"


async def test_each_page_hears_and_after_the_last_nobody_looks(database: Database) -> None:
    live = Live(database, _all_good, _no_trouble, lambda: NOW, timedelta(milliseconds=2))
    async with asyncio.timeout(10):
        for _ in ("the first to come", "who comes after all have left"):
            reads, sleeps = await _page(live), await _page(live)
            for _ in ("one", "another that the second page has not asked for"):
                assert await _something_is_said(database, reads) == CHANGED
            assert await _after(reads, CHANGED) == HERE  # nothing new, for long enough
            await reads.aclose()
            assert live._looking is not None
            assert not live._looking.done()
            await sleeps.aclose()
            await live._looking


async def test_an_edit_is_heard(database: Database) -> None:
    entry = await add(database, Entry(kind=EntryKind.NOTE, author_name="Olga", origin=Origin.PANEL, created_at=NOW))
    given = {"entry_id": entry.id, "at": NOW, "body": "The fuse", "origin": Origin.PANEL}
    live = Live(database, _all_good, _no_trouble, lambda: NOW, timedelta(milliseconds=2))
    async with asyncio.timeout(10):
        page = await _page(live)
        line = asyncio.ensure_future(_after(page, HERE))
        while not line.done():
            await add(database, EntryVersion(**given))
            await asyncio.wait([line], timeout=0.01)
        assert line.result() == CHANGED
        await page.aclose()
        assert live._looking is not None
        await live._looking


@pytest.mark.parametrize("what", ["a message joins it", "it is delivered", "it is withdrawn"])
async def test_what_becomes_of_an_entry_is_heard(database: Database, what: str) -> None:
    entry = Entry(kind=EntryKind.REPLY, author_name="Olga", origin=Origin.TELEGRAM, created_at=NOW)
    await add(database, entry)
    live = Live(database, _all_good, _no_trouble, lambda: NOW, timedelta(milliseconds=2))
    async with asyncio.timeout(10):
        page = await _page(live)
        assert await _after(page, CHANGED) == HERE  # it has looked
        async with database.unit_of_work() as session:
            found = await session.get_one(Entry, entry.id)
            if what == "a message joins it":
                session.add(
                    Message(bot_id=1, chat_id=1, message_id=2, kind=MessageKind.SAID, entry_id=entry.id, sent_at=NOW)
                )
            elif what == "it is delivered":
                found.delivery = Delivery.SENT
            else:
                found.withdrawn_at = NOW
        assert await _after(page, HERE) == CHANGED
        await page.aclose()
        assert live._looking is not None
        await live._looking


async def test_an_outage_and_its_end_are_heard(database: Database) -> None:
    async with database.unit_of_work() as session:
        await session.merge(DeskRow(id=1, troubles={}))
    live = Live(database, _all_good, _load_late, lambda: NOW, timedelta(milliseconds=2))
    async with asyncio.timeout(10):
        page = await _page(live)
        assert await _after(page, CHANGED) == HERE  # it has looked
        for troubles in ({"telegram": NOW.isoformat()}, {}):
            async with database.unit_of_work() as session:
                (await session.get_one(DeskRow, 1)).troubles = troubles
            assert await _after(page, HERE) == CHANGED
            assert await _after(page, CHANGED) == HERE
        await page.aclose()
        assert live._looking is not None
        await live._looking


async def test_a_page_hears_of_what_changed_while_it_was_opened(database: Database) -> None:
    clock = [NOW]
    live = Live(database, _all_good, _no_trouble, lambda: clock[0], timedelta(milliseconds=2))
    made = NOW.timestamp()
    async with asyncio.timeout(10):
        first = await _page(live, since=made)
        assert await anext(first) == CHANGED, "nobody has looked since it was made"
        clock[0] += timedelta(seconds=2)
        assert await _something_is_said(database, first) == CHANGED
        for since in (made + 1, made + 60):
            page = await _page(live, since=since)
            assert await anext(page) == CHANGED, "it missed that, or another clock made it"
            await page.aclose()
        await first.aclose()
    await live.aclose()


async def test_of_too_many_pages_the_oldest_ends(database: Database) -> None:
    live = Live(database, _all_good, _no_trouble, lambda: NOW, timedelta(hours=1))
    async with asyncio.timeout(10):
        mine = [await _page(live, 1) for _ in range(MOST_OF_A_SESSION + 1)]
        assert [line async for line in mine[0]] == [CHANGED]
        others = [await _page(live, n) for n in range(2, MOST - MOST_OF_A_SESSION + 3)]
        assert [line async for line in mine[1]] == [CHANGED], "now there are too many in all"
        assert len(live._listening) == MOST
        for page in (*mine, *others):
            await page.aclose()
    await live.aclose()


async def test_a_page_ends_with_its_session(database: Database) -> None:
    good = {1, 2}

    async def still_good(ids: Collection[int]) -> set[int]:
        return good & set(ids)

    live = Live(database, still_good, _no_trouble, lambda: NOW, timedelta(milliseconds=2))
    async with asyncio.timeout(10):
        ends, stays = await _page(live, 1), await _page(live, 2)
        good.discard(1)
        assert [line async for line in ends] == [CHANGED]
        assert await _something_is_said(database, stays) == CHANGED
        await stays.aclose()
        assert live._looking is not None
        await live._looking


async def _all_good(ids: Collection[int]) -> set[int]:
    return set(ids)


async def _load_late(session: AsyncSession) -> Hashable:
    return frozenset((await load_troubles(session))[0].items())


async def _no_trouble(_session: AsyncSession) -> None: ...


async def _page(live: Live, session_id: int = 1, since: float | None = None) -> AsyncGenerator[str, None]:
    heard = live.listen(session_id, since)
    assert isinstance(heard, AsyncGenerator)
    assert await anext(heard) == HERE
    return heard


async def _something_is_said(database: Database, page: AsyncGenerator[str, None]) -> str:
    """Again and again: what was said before the first look is no news to it."""
    line = asyncio.ensure_future(_after(page, HERE))
    while not line.done():
        await add(database, Entry(kind=EntryKind.NOTE, author_name="Olga", origin=Origin.PANEL, created_at=NOW))
        await asyncio.wait([line], timeout=0.01)
    return line.result()


async def _after(page: AsyncGenerator[str, None], lines: str) -> str:
    """The next that says something else."""
    while (line := await anext(page)) == lines:
        pass
    return line


async def test_a_database_that_is_away_is_logged_once_then_rarely() -> None:
    looks = 0

    def now() -> datetime:
        nonlocal looks
        looks += 1
        return NOW + timedelta(minutes=looks)

    nowhere = Database(create_engine("postgresql+asyncpg://nobody@127.0.0.1:1/none"))
    live = Live(nowhere, _all_good, _no_trouble, now, timedelta(0))
    with capture_logs() as lines:
        async with asyncio.timeout(30):
            page = await _page(live)
            while looks < 25:
                await asyncio.sleep(0)
            logged = [line["event"] for line in lines]
            assert await anext(page) == CHANGED, "as the first page came"
            said = asyncio.ensure_future(anext(page))
            await asyncio.wait({said}, timeout=0.05)
            assert not said.done(), "the page is to count itself as cut off"
            said.cancel()
    assert logged == ["the database is away"] * 3
    await nowhere.aclose()
