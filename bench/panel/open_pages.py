"""The cost of pages that stay open while nothing happens: CPU of the panel's process and of PostgreSQL."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

from sandbox.servers import HOST

_HEARD = b": here"


async def measure_cpu_shares(
    port: int, secret: str, cpu: tuple[Callable[[], float], ...], *, pages: int, seconds: float
) -> tuple[float, ...]:
    """Return the share of a core that each of `cpu` (CPU seconds so far) uses while that many pages are open."""
    async with AsyncExitStack() as stack:
        for _ in range(pages):
            await _open_page(stack, port, secret)
        await asyncio.sleep(2)
        before = [one() for one in cpu]
        await asyncio.sleep(seconds)
        return tuple((one() - first) / seconds for one, first in zip(cpu, before, strict=True))


async def _open_page(stack: AsyncExitStack, port: int, secret: str) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    stack.callback(writer.close)
    writer.write(f"GET /live HTTP/1.1\r\nhost: {HOST}:{port}\r\ncookie: session={secret}\r\n\r\n".encode())
    await reader.readuntil(_HEARD)
