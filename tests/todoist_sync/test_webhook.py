"""The webhook's door: what is stored, what is refused, and with which answer."""

import asyncio
import base64
import hmac
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from sqlalchemy import func, select

from db.database import Database, create_engine
from db.models import Box, Job, JobState
from tests.db.waiting import until_somebody_waits
from tests.flows.servers import serving
from tests.sql import sole
from tests.statements import noted
from todoist_sync import board_hint, webhook

SECRET = "the app's client secret"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@asynccontextmanager
async def door(database: Database, *, secret: str = SECRET, patience: float = 10) -> AsyncIterator[str]:
    app = web.Application(client_max_size=webhook.LIMIT_BYTES)
    webhook.add_routes(app, database, secret=secret, now=lambda: NOW, patience=patience)
    async with serving(app) as url:
        yield url + webhook.PATH


@pytest_asyncio.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, "sha256").digest()
    return {webhook.SIGNATURE: base64.b64encode(digest).decode()}


async def waiting(database: Database) -> int:
    query = select(func.count()).where(Job.box == Box.FROM_TODOIST, Job.state == JobState.WAITING)
    return await sole(database, query)


async def test_a_signed_body_leaves_one_hint_however_often_it_comes(database: Database, http: ClientSession) -> None:
    async with door(database) as url:
        for body in (b'{"event_name": "item:added"}', b"not even JSON", b"", b"\x00\xff"):
            async with http.post(url, data=body, headers=signed(body)) as answer:
                assert (answer.status, await answer.read()) == (200, b"")
        requests = [http.post(url, data=b"{}", headers=signed(b"{}")) for _ in range(30)]
        assert {answer.status for answer in await asyncio.gather(*requests)} == {200}
    assert await waiting(database) == 1
    async with database.unit_of_work() as session:
        assert await board_hint.take_hint(session, now=NOW)
    async with database.unit_of_work() as session:
        assert not await board_hint.take_hint(session, now=NOW)
        assert await board_hint.find_due_work(session, now=NOW) == (False, False)
    async with door(database) as url, http.post(url, data=b"{}", headers=signed(b"{}")) as answer:
        assert answer.status == 200
    assert await waiting(database) == 1


async def test_what_comes_while_a_hint_is_left_shares_the_next_and_whoever_gives_up_takes_it_from_nobody(
    database: Database,
) -> None:
    hint = webhook._HintWriter(database, lambda: NOW)
    async with database.unit_of_work() as holding:
        await holding.execute(board_hint._LOCK)
        first = asyncio.create_task(hint.leave_hint())
        await until_somebody_waits(database)
        with noted() as looks:
            impatient, later = asyncio.create_task(hint.leave_hint()), asyncio.create_task(hint.leave_hint())
            await asyncio.sleep(0)
            impatient.cancel()
            await holding.commit()
            await asyncio.gather(first, later)
    asked = looks.count(board_hint._LOOK.text)
    assert asked == 2, "once under the lock, once for what came meanwhile"
    assert await waiting(database) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {webhook.SIGNATURE: ""},
        {webhook.SIGNATURE: "нет"},
        signed(b"{}", "another secret"),
        signed(b"{ }"),
    ],
)
async def test_without_a_valid_signature_nothing_is_stored(
    database: Database, http: ClientSession, headers: dict[str, str]
) -> None:
    async with door(database) as url, http.post(url, data=b"{}", headers=headers) as answer:
        assert answer.status == 401
    assert await waiting(database) == 0


async def test_a_signature_that_is_no_text_is_none(database: Database) -> None:
    async with door(database) as url:
        place = urlsplit(url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        head = f"POST {webhook.PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n{webhook.SIGNATURE}: ".encode()
        writer.write(head + b"\xff\xfe\r\n\r\n{}")
        assert b" 401 " in await reader.readline()
        writer.close()


async def test_without_a_secret_every_body_is_refused(database: Database, http: ClientSession) -> None:
    async with door(database, secret="") as url, http.post(url, data=b"{}", headers=signed(b"{}", "")) as answer:
        assert answer.status == 401
    assert await waiting(database) == 0


async def test_a_body_over_one_mebibyte_is_refused(database: Database, http: ClientSession) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b" " * 65536

    big = b" " * (webhook.LIMIT_BYTES + 1)
    just = b" " * webhook.LIMIT_BYTES
    async with door(database) as url:
        async with http.post(url, data=big, headers=signed(big)) as answer:
            assert answer.status == 413
        async with http.post(url, data=chunks(), headers=signed(big)) as answer:
            assert answer.status == 413
        assert await waiting(database) == 0
        async with http.post(url, data=just, headers=signed(just)) as answer:
            assert answer.status == 200


async def test_a_body_that_never_ends_is_given_up(database: Database) -> None:
    async with door(database, patience=0.1) as url:
        host, _, rest = url.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(rest.partition("/")[0]))
        head = f"POST {webhook.PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 10\r\n\r\nhalf"
        writer.write(head.encode())
        await writer.drain()
        assert b" 408 " in await reader.readline()
        writer.close()
    assert await waiting(database) == 0


async def test_what_is_said_to_be_too_large_is_not_waited_for(database: Database) -> None:
    head = f"POST {webhook.PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {webhook.LIMIT_BYTES + 1}\r\n\r\n".encode()
    async with door(database, patience=0.1) as url:
        place = urlsplit(url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        writer.write(head)
        assert b" 413 " in await reader.readline()
        writer.close()


async def test_bodies_without_a_known_signature_take_no_memory(database: Database) -> None:
    """Twenty at once, all but their last bytes sent."""
    part = b" " * 900_000
    head = f"POST {webhook.PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {webhook.LIMIT_BYTES}\r\n\r\n".encode()
    async with door(database) as url, AsyncExitStack() as stack:
        place = urlsplit(url)
        tracemalloc.start()
        stack.callback(tracemalloc.stop)
        for _ in range(20):
            _, writer = await asyncio.open_connection(place.hostname, place.port)
            stack.callback(writer.close)
            writer.transport.set_write_buffer_limits(high=0)
            writer.writelines((head, part))
            await writer.drain()
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    assert await waiting(database) == 0


async def test_what_cannot_be_stored_is_asked_for_again(http: ClientSession) -> None:
    away = Database(create_engine("postgresql://nobody@127.0.0.1:1/none"))
    async with door(away) as url, http.post(url, data=b"{}", headers=signed(b"{}")) as answer:
        assert answer.status == 503
    await away.aclose()
