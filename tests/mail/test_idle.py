"""The server says that a mail has come (IDLE): it is a request at once, and a connection that is dead is noticed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from db.database import Database
from mail import servers
from mail.servers import MailFolder, ServerError
from tests.mail.post import Post, posted
from tests.mail.servers import MailServer, serving_mail

_MAIL = b"From: kim@client.example\r\nMessage-ID: <%d@x>\r\nSubject: Lamp\r\n\r\nThe lamp is broken\r\n"
_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@asynccontextmanager
async def _folder(idle: str) -> AsyncIterator[tuple[MailFolder, MailServer]]:
    async with serving_mail(lambda: _DAY) as server:
        server.idle = idle
        folder = MailFolder(server.imap)
        await folder.open()
        try:
            yield folder, server
        finally:
            folder.close()


@asynccontextmanager
async def _running(database: Database, idle: str) -> AsyncIterator[tuple[Post, asyncio.Event]]:
    """A mailbox that is being read; ends within two seconds once it is told to."""
    async with posted(database) as post:
        post.server.idle, stop = idle, asyncio.Event()
        post.collector.mailbox.close()
        running = asyncio.create_task(post.collector.run(stop))
        try:
            yield post, stop
        finally:
            stop.set()
            await asyncio.wait_for(running, 2)


async def _is_read(post: Post, number: int) -> None:
    """Let a mail come, and wait until it is read: less than the time from one look to the next."""
    await asyncio.wait_for(post.server.idling.wait(), 5)
    post.server.idling.clear()
    hold = post.server.hold_at("stored")
    post.server.deliver(_MAIL % number)
    await asyncio.wait_for(hold.reached.wait(), 5)
    hold.goes_on.set_result(True)


@pytest.mark.limit(30)
async def test_a_mail_is_read_as_soon_as_the_server_says_so(database: Database) -> None:
    async with _running(database, "yes") as (post, _):
        for number in range(3):
            await _is_read(post, number)
        assert post.server.commands.count("LOGIN") == 2, "one connection of the stage, one of this test"


@pytest.mark.limit(30)
async def test_it_stops_at_once_while_it_waits(database: Database) -> None:
    async with _running(database, "yes") as (post, _):
        await asyncio.wait_for(post.server.idling.wait(), 5)


@pytest.mark.limit(30)
async def test_a_mail_that_came_before_the_wait_is_not_missed() -> None:
    async with _folder("at once") as (folder, _):
        assert await asyncio.wait_for(folder.wait_for_news(60), 5)
        assert await folder.list_new(_DAY.date()) == []


async def test_a_silent_server_is_asked_whether_it_still_answers() -> None:
    async with _folder("yes") as (folder, server):
        assert await folder.wait_for_news(0.05)
        assert await folder.wait_for_news(0.05)
        assert server.commands.count("IDLE") == 2


@pytest.mark.limit(30)
async def test_one_that_stops_answering_is_noticed_long_before_the_next_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking costs a healthy one two lines: it looks for nothing. What it says while it is asked is news."""
    monkeypatch.setattr(servers, "_ASK_SECONDS", 0.05)
    monkeypatch.setattr(servers, "TIMEOUT_SECONDS", 0.3)
    async with _folder("yes") as (folder, server):
        before = list(server.commands)
        assert await folder.wait_for_news(0.5)
        asked = server.commands[len(before) :]
        assert (set(asked), len(asked) > 2) == ({"IDLE"}, True)
        server.idle = "late"
        assert await folder.wait_for_news(60)
        server.idle = "deaf"
        with pytest.raises(ServerError):
            await folder.wait_for_news(60)


@pytest.mark.parametrize("idle", ["", "refuses"])
async def test_without_idle_there_is_nothing_to_wait_for(idle: str) -> None:
    async with _folder(idle) as (folder, _):
        assert not await folder.wait_for_news(60)
        assert await folder.list_new(_DAY.date()) == []


@pytest.mark.parametrize("idle", ["deaf", "ends"])
async def test_a_dead_connection_is_noticed_and_opened_again(idle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "TIMEOUT_SECONDS", 0.3)
    async with _folder(idle) as (folder, server):
        with pytest.raises(ServerError):
            await folder.wait_for_news(0.05)
        server.deliver(_MAIL % 1)
        assert [one.uid for one in await folder.list_new(_DAY.date())] == [1]
        assert server.commands.count("LOGIN") == 2


async def test_a_connection_that_has_ended_meanwhile_is_opened_again_without_a_word() -> None:
    async with _folder("yes") as (folder, server):
        server.cuts["noop"] = 1
        assert await folder.list_new(_DAY.date()) == []
        server.cuts["noop"] = 2
        with pytest.raises(ServerError):
            await folder.list_new(_DAY.date())


async def test_a_flood_of_one_address_delays_nobody_else(database: Database) -> None:
    async with posted(database) as post:
        for number in range(110):
            post.server.deliver((_MAIL % number).replace(b"kim@", b"flood@"))
        lamp = post.server.deliver(_MAIL % 200)
        assert await post.collector.look(asyncio.Event()) == 0, "nothing is left but to wait for news"
        assert lamp.is_seen
        assert sum(one.is_seen for one in post.server.mails) == 31
