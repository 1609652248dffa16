"""Whoever is to be told may be slow, broken or ill-willed: it is noted, and nobody else waits for it."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from db.database import Database
from db.locks import WorkerLock
from desk.webhooks import delivery_log, subscriptions, testing
from ops.webhook_http import Poster
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.stage import Stage, staged
from tests.flows.webhooks.catcher import RULES, Catcher, catching, sending, sent, system
from tests.flows.webhooks.test_webhooks import subscribed, veras
from web.webhooks import OF_ONE, WebhookSender

pytestmark = pytest.mark.sentence("Webhooks and events")

_REQUESTS = OF_ONE + 2
Receives = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class _Hanging:
    """Says nothing until it is told to."""

    def __init__(self) -> None:
        self.asked, self.is_full, self.may_answer = 0, asyncio.Event(), asyncio.Event()

    async def receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _read(reader)
        self.asked += 1
        if self.asked >= OF_ONE:
            self.is_full.set()
        await self.may_answer.wait()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")


@asynccontextmanager
async def _receiving(receive: Receives) -> AsyncIterator[str]:
    """The address of somebody who does with a connection what they like."""

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await receive(reader, writer)
            await writer.drain()
        except ConnectionError:
            pass  # hung up on
        finally:
            writer.close()

    server = await asyncio.start_server(met, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"


async def _read(reader: asyncio.StreamReader) -> None:
    """All that was sent."""
    head = await reader.readuntil(b"\r\n\r\n")
    found = re.search(rb"content-length: (\d+)", head.lower())
    await reader.readexactly(int(found[1]) if found else 0)


@asynccontextmanager
async def _at_work(stage: Stage, *, seconds: float) -> AsyncIterator[WorkerLock]:
    """A sender that runs as the web process runs it."""
    async with Poster(["127.0.0.1"], [], seconds=seconds) as poster:
        worker_lock, stop = WorkerLock(stage.database.engine), asyncio.Event()
        sender = WebhookSender(stage.database, stage.settings, worker_lock, poster, stage.clock)
        running = asyncio.create_task(sender.run(stop))
        try:
            yield worker_lock
        finally:
            stop.set()
            await running


async def _till(catcher: Catcher, many: int) -> None:
    while len(catcher.caught) < many:
        await catcher.news.wait()
        catcher.news.clear()


async def test_one_that_hangs_delays_nobody_else(database: Database) -> None:
    """It has a few calls at once, however many wait; whoever answers gets meanwhile what they are owed, also once the
    sender has lost its worker lock, and nothing is asked twice."""
    hanging = _Hanging()
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita), **RULES) as stage,
        catching() as catcher,
        _receiving(hanging.receive) as url,
    ):
        rita, nina = stage.rita, await stage.phone("Nina")
        await nina.writes("/start")
        slow = await system(stage, "slow", "all:read")
        async with stage.database.unit_of_work() as session:
            await subscriptions.subscribe(await veras(stage, session), slow, url, ("ticket.created",))
        for number in range(_REQUESTS):
            await files(rita if number % 2 else nina, f"The printer is on fire {number}")
        async with _at_work(stage, seconds=100) as worker_lock:
            await asyncio.wait_for(hanging.is_full.wait(), 20)
            await subscribed(stage, catcher, "all:read", only=("ticket.created",))
            last = await files(rita, "The lift is stuck")
            await asyncio.wait_for(_till(catcher, 1), 20)
            assert catcher.taken == [(last, "ticket.created")]
            async with stage.database.unit_of_work() as session:
                lost = text(
                    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = :seat"
                )
                await session.execute(lost, {"seat": worker_lock.number})
            last = await files(rita, "The lamp is dark")
            await asyncio.wait_for(_till(catcher, 2), 20)
            assert catcher.taken[1] == (last, "ticket.created")
            assert hanging.asked == OF_ONE
            hanging.may_answer.set()


_ENDLESS = b"x" * 65_536


async def _answers_much(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _read(reader)
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000000\r\n\r\n")
    await _for_ever(writer, _ENDLESS)


async def _never_ends_its_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _read(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n")
    await _for_ever(writer, b"x-more: and more\r\n" * 1000)


async def _has_one_endless_header(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _read(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nx-more: ")
    await _for_ever(writer, _ENDLESS)


async def _always_says_go_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _read(reader)
    await _for_ever(writer, b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


async def _stops_within_its_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _read(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nx-more: and")
    await reader.read()  # until it is hung up on


async def _never_reads(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    await reader.read()


async def _closes_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def _speaks_another_language(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.example ESMTP\r\n")
    await reader.read()


async def _for_ever(writer: asyncio.StreamWriter, words: bytes) -> None:
    """Raises ConnectionError once it is hung up on."""
    while True:
        writer.write(words)
        await writer.drain()


async def test_a_test_of_an_address_that_refuses_says_so(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita), **RULES) as stage,
        sending(stage, Poster(["127.0.0.1"], [])) as sender,
    ):
        odd = await system(stage, "odd", "all:read")
        async with stage.database.unit_of_work() as session:
            desk = await veras(stage, session)
            key, _ = await subscriptions.subscribe(desk, odd, "https://127.0.0.1:9/in", ("ticket.created",))
            await testing.send_test(desk, key)
        await sent(sender)
        async with stage.database.reading() as session:
            (tried,) = await delivery_log.list_deliveries(session, key, limit=5)
        assert (tried.state, tried.answer, tried.failed_tries) == ("failed", "connection refused", 1)


@pytest.mark.parametrize(
    ("receive", "noted"),
    [
        (_answers_much, "200"),
        (_never_ends_its_headers, "the answer is not HTTP"),
        (_has_one_endless_header, "the answer is not HTTP"),
        (_always_says_go_on, "no answer in time"),
        (_stops_within_its_headers, "no answer in time"),
        (_never_reads, "no answer in time"),
        (_closes_at_once, "the connection was closed"),
        (_speaks_another_language, "the answer is not HTTP"),
    ],
)  # fmt: skip
async def test_who_answers_nonsense_is_noted_and_nothing_is_stuck(
    database: Database, receive: Receives, noted: str
) -> None:
    """Each is hung up on, and what is owed is tried again or done."""
    ended = asyncio.Event()

    async def received(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await receive(reader, writer)
        finally:
            ended.set()

    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita), **RULES) as stage,
        _receiving(received) as url,
        sending(stage, Poster(["127.0.0.1"], [], seconds=0.5)) as sender,
    ):
        odd = await system(stage, "odd", "all:read")
        async with stage.database.unit_of_work() as session:
            await subscriptions.subscribe(await veras(stage, session), odd, url, ("ticket.created",))
        await files(stage.rita, "The printer is on fire")
        await sent(sender)
        await asyncio.wait_for(ended.wait(), 20)
        async with stage.database.sessions() as session:
            job = await session.execute(text("select state, error from jobs where box = 'to_webhooks'"))
        assert job.one() == ("done" if noted == "200" else "waiting", noted)
