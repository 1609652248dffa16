"""How the server sends: what it has to say goes at once."""

from __future__ import annotations

from time import perf_counter

import httpx
from starlette.responses import PlainTextResponse

from web.server import serving

_HELD_BACK = 0.035  # until a second packet goes that waits for the first to be acknowledged: 40 ms on Linux


async def test_an_answer_of_two_packets_does_not_wait_for_the_first_to_be_acknowledged() -> None:
    waits = []
    async with (
        serving(PlainTextResponse("x" * 100), "127.0.0.1", 0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        for _ in range(12):
            began = perf_counter()
            await client.get("/")
            waits.append(perf_counter() - began)
    assert min(waits[2:]) < _HELD_BACK
