"""How the server sends, and what those who connect may hold of it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from time import perf_counter

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from web.__main__ import serve_app
from web.app import HeadAsGet
from web.connections import ConnectionBounds

_HELD_BACK = 0.035  # until a second packet goes that waits for the first to be acknowledged: 40 ms on Linux


async def test_an_answer_of_two_packets_does_not_wait_for_the_first_to_be_acknowledged() -> None:
    waits = []
    async with (
        serve_app(PlainTextResponse("x" * 100), "127.0.0.1", 0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        for _ in range(12):
            began = perf_counter()
            await client.get("/")
            waits.append(perf_counter() - began)
    assert min(waits[2:]) < _HELD_BACK


async def test_head_is_answered_as_get_without_a_body_also_where_that_never_ends() -> None:
    async def pour(scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-was", scope["method"].encode())]})
        for _ in range(3):
            await send({"type": "http.response.body", "body": b"x", "more_body": True})

    transport = httpx.ASGITransport(HeadAsGet(pour))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        answer = await client.head("/")
    assert (answer.status_code, answer.headers["x-was"], answer.content) == (200, "GET", b"")


FEW = ConnectionBounds(patience=0.2, connections=3)


async def test_silent_connections_make_room_and_keep_nobody_out() -> None:
    """More than there may be, none of which asks for anything; those that ask are answered, one by one."""
    async with serve_app(PlainTextResponse("ok"), "127.0.0.1", 0, bounds=replace(FEW, patience=60)) as port:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(FEW.connections + 1)]
        async with asyncio.timeout(10), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            for _ in range(3):
                assert (await client.get("/")).status_code == 200
            for reader, _ in silent[:2]:  # the oldest two of four: one for the fourth, one for who asks
                assert await _is_cut_off(reader)
            assert not silent[-1][0].at_eof()
        for _, writer in silent:
            writer.close()


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /"])
async def test_who_does_not_end_their_headers_is_cut_off(said: bytes) -> None:
    """Nothing, half a request, and half of one more."""
    async with (
        asyncio.timeout(10),
        serve_app(PlainTextResponse("ok"), "127.0.0.1", 0, bounds=replace(FEW, patience=1)) as port,
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(said)
        assert await _is_cut_off(reader)
        writer.close()


async def test_who_takes_nothing_of_an_answer_is_cut_off_and_who_takes_it_is_not() -> None:
    ended: list[str] = []

    async def pours(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(512):
            await send({"type": "http.response.body", "body": bytes(64 * 1024), "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        ended.append("whole")

    async with asyncio.timeout(30), serve_app(pours, "127.0.0.1", 0, bounds=FEW) as port:
        readers = [await asyncio.open_connection("127.0.0.1", port, limit=1024) for _ in range(2)]
        for _, writer in readers:
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        (taking, one), (still, other) = readers
        got = 0
        while piece := await taking.read(1024 * 1024):
            got += len(piece)
        assert got > 512 * 64 * 1024
        assert not still.at_eof()
        assert await _is_cut_off(still)
        for writer in (one, other):
            writer.close()


async def test_a_stream_that_says_little_stays() -> None:
    async def says_once(_scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here", "more_body": True})
        await receive()
        while (await receive())["type"] != "http.disconnect":
            pass

    async with asyncio.timeout(10), serve_app(says_once, "127.0.0.1", 0, bounds=FEW) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readuntil(b"here")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(FEW.patience * 3):
                await _is_cut_off(reader)
        writer.close()


async def _is_cut_off(reader: asyncio.StreamReader) -> bool:
    """Whether the other side ends it, having said what it may have said before."""
    with suppress(ConnectionResetError):
        while await reader.read(64 * 1024):
            pass
    return True
