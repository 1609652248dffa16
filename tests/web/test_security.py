"""What no request may do: large and slow bodies, forged origins; over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from web import body, security
from web.__main__ import serve_app
from web.security import Guard

ORIGIN = "https://desk.example"


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@asynccontextmanager
async def _client(*, encrypted: bool) -> AsyncIterator[httpx.AsyncClient]:
    guarded = Guard(_echo, origin=ORIGIN, encrypted=encrypted)
    async with (
        serve_app(guarded, "127.0.0.1", 0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": ORIGIN, "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "https://desk.example.evil"}, 403),
        ({"origin": "http://desk.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
async def test_only_our_own_pages_send_forms(headers: dict[str, str], status: int) -> None:
    async with _client(encrypted=True) as client:
        answer = await client.post("/", content=b"x", headers=headers)
        assert answer.status_code == status
        assert answer.headers["strict-transport-security"]
        assert (await client.get("/", headers=headers)).status_code == 200


async def test_only_what_is_asked_for_with_a_token_may_come_from_elsewhere() -> None:
    async with _client(encrypted=True) as client:
        found = [
            (await client.post(path, headers={"origin": "https://a.b"})).status_code for path in ("/api/v1", "/apis")
        ]
    assert found == [200, 403]


async def test_a_large_body_is_refused_declared_or_not() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(2000):
            yield b"x" * 1024

    async with _client(encrypted=False) as client:
        whole = await client.post("/", content=b"x" * security.LIMIT_BYTES)
        assert whole.text == str(security.LIMIT_BYTES)
        assert "strict-transport-security" not in whole.headers
        assert (await client.post("/", content=b"x" * (security.LIMIT_BYTES + 1))).status_code == 413
        assert (await client.post("/", content=pieces())).status_code == 413


async def test_a_slow_body_is_given_up() -> None:
    async with serve_app(Guard(_echo, origin=ORIGIN, encrypted=False, patience=0.2), "127.0.0.1", 0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 10\r\n\r\nx")
        said = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)).lower()
        assert said.startswith(b"http/1.1 408")
        assert b"\r\nconnection: close\r\n" in said, "what comes late is not taken for a request"
        writer.close()


async def test_a_body_that_trickles_is_given_up_and_one_that_keeps_pace_is_not() -> None:
    large = body.PACE_BYTES * 4

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(8):
            await asyncio.sleep(0.1)
            yield b"x" * (body.PACE_BYTES // 2)

    guard = Guard(_echo, origin=ORIGIN, encrypted=False, patience=0.4, limit=lambda _request: large)
    async with (
        serve_app(guard, "127.0.0.1", 0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        assert (await client.post("/", content=pieces())).text == str(large)  # it took twice the patience
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 100\r\n\r\n")
        answered = asyncio.ensure_future(reader.readline())
        while not answered.done():
            writer.write(b"x")
            await asyncio.wait([answered], timeout=0.1)
        assert (await answered).startswith(b"HTTP/1.1 408")
        writer.close()
