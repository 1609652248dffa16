"""The measures of the panel's process: whether a flood of its sign-in page slows the chats."""

import asyncio
from dataclasses import dataclass, field
from time import perf_counter

from bench.context import BenchContext, prepare_desk
from bench.measured_desk import LIFTED, run_desk
from bench.result_table import ResultRow
from bench.wait_times import WaitTimes
from sandbox.servers import HOST

_A_SECOND, _AT_ONCE = 500, 32
_TRIPS_A_SECOND = 10


@dataclass(slots=True)
class _RequestFlood:
    """Requests for a page at a rate, over connections that stay open; `waits`: from when each was due, in seconds."""

    port: int
    path: str
    waits: list[float] = field(default_factory=list)
    refused: int = 0

    async def send_requests(self, seconds: float) -> None:
        """Send requests for that many seconds; those that are late are sent all the same."""
        began = perf_counter()
        await asyncio.gather(
            *(self._send_on_connection(began, first, int(seconds * _A_SECOND)) for first in range(_AT_ONCE))
        )

    async def _send_on_connection(self, began: float, first: int, count: int) -> None:
        reader, writer = await asyncio.open_connection(HOST, self.port)
        request = f"GET {self.path} HTTP/1.1\r\nhost: {HOST}:{self.port}\r\n\r\n".encode()
        for number in range(first, count, _AT_ONCE):
            due = began + number / _A_SECOND
            await asyncio.sleep(max(0.0, due - perf_counter()))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
            self.refused += b" 200 " not in head[:20]
            self.waits.append(perf_counter() - due)
        writer.close()


async def measure_sign_in_flood(bench: BenchContext) -> list[ResultRow]:
    """Measure round trips without requests to the panel, then with 500 a second."""
    seconds = bench.options.seconds
    async with run_desk(bench.server, bench.folder, board=False) as made:
        await made.start_bot(LIFTED)
        await prepare_desk(bench, made)
        port = await made.start_web()
        before = await made.play_scene("trips", rate=_TRIPS_A_SECOND, seconds=seconds)
        flood = _RequestFlood(port, "/sign-in")
        during, _ = await asyncio.gather(
            made.play_scene("trips", rate=_TRIPS_A_SECOND, seconds=seconds), flood.send_requests(seconds)
        )
        pages = WaitTimes.from_seconds(flood.waits).to_json()
        bench.say(f"  before {before} during {during} pages {pages}, {flood.refused} refused")
        lost = f", {during['lost']} lost" if during["lost"] else ""
        return [
            ResultRow(
                f"Answers of the bot under {_A_SECOND} requests a second for the sign-in page, p50 / p95 / p99",
                f"{_format_waits(during['answer'])}{lost}",
                "p95 < 1.5 s",
                "CPU of 2 cores",
            ),
            ResultRow(
                "– the whole round trip there, at 10/s; without the flood",
                f"{_format_waits(during)}; {_format_waits(before)}",
            ),
            ResultRow("– the page itself", f"{_format_waits(pages)}, {flood.refused} refused"),
        ]


def _format_waits(waits: dict[str, float]) -> str:
    return f"{waits['p50']:.0f} / {waits['p95']:.0f} / {waits['p99']:.0f} ms"
