"""How long pages take on the server: each requested repeatedly by a signed-in admin, one at a time, on open
connections."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from bench.wait_times import WaitTimes
from sandbox.servers import HOST

_TIMES = 30
_LENGTH = re.compile(rb"content-length: (\d+)")
_CODE = re.compile(r'href="/texts/(en.\w+)"')


@dataclass(frozen=True, slots=True)
class PageTime:
    """The times of one address: `web` and `postgres` are milliseconds of CPU each time, `size` is in bytes."""

    address: str
    waits: WaitTimes
    web: float
    postgres: float
    size: int


class PageVisitor:
    """One connection, kept open, with the cookie of a session."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, secret: str) -> None:
        self._reader, self._writer = reader, writer
        self._head = f"host: {HOST}:{port}\r\ncookie: session={secret}\r\naccept: text/html\r\n\r\n"

    @classmethod
    async def connect_to(cls, port: int, secret: str) -> "PageVisitor":
        """Open a connection to that port."""
        return cls(*await asyncio.open_connection(HOST, port, limit=2**20), port, secret)

    async def fetch_page(self, address: str) -> bytes:
        """Return the page. Raises RuntimeError if the answer is no page."""
        self._writer.write(f"GET {address} HTTP/1.1\r\n{self._head}".encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = _LENGTH.search(head)
        page = await self._reader.readexactly(int(length[1]) if length else 0)
        if b" 200 " not in head[:20]:
            raise RuntimeError(f"{address}: {head[:20]!r} {page[:300]!r}")
        return page

    async def find_text_code(self) -> str:
        """Return the code of one of the bot's texts in its page's address."""
        found = _CODE.search((await self.fetch_page("/texts?q=ticket")).decode())
        if found is None:
            raise RuntimeError("no sentence has a page")
        return found[1]

    async def time_pages(
        self, addresses: Sequence[str], web: Callable[[], float], postgres: Callable[[], float]
    ) -> list[PageTime]:
        """Time each address; `web` and `postgres` return the CPU seconds so far."""
        found = []
        for address in addresses:
            size, waits = len(await self.fetch_page(address)), []
            own, theirs, each = web(), postgres(), 1000 / _TIMES
            for _ in range(_TIMES):
                began = perf_counter()
                await self.fetch_page(address)
                waits.append(perf_counter() - began)
            took = WaitTimes.from_seconds(waits)
            found.append(PageTime(address, took, (web() - own) * each, (postgres() - theirs) * each, size))
        return found
