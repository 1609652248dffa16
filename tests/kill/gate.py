"""A way to a server that can be cut and mended: a TCP proxy that refuses what comes while it is cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Gate:
    """Leads to one server. `url`: its address through the gate."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._server: asyncio.Server | None = None
        self._ways: set[asyncio.StreamWriter] = set()
        self._port, self._cuts = 0, 0

    @property
    def url(self) -> str:
        """Where the server is reached through the gate."""
        return f"http://127.0.0.1:{self._port}{self._target.path}"

    async def open(self) -> None:
        """Let through what comes from now on."""
        self._server = await asyncio.start_server(self._lead, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Drop every connection, and refuse new ones until each cut is mended."""
        self._cuts += 1
        if self._server is not None:
            self._server.close()
            self._server = None
        for way in list(self._ways):
            way.transport.abort()

    async def mend(self) -> None:
        """Undo a cut."""
        self._cuts -= 1
        if not self._cuts:
            await self.open()

    def _name_target(self, data: bytes) -> bytes:
        """Name the server as it is called without us: it refuses a foreign host."""
        return data.replace(f"Host: 127.0.0.1:{self._port}".encode(), f"Host: {self._target.netloc}".encode())

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._target.hostname, self._target.port)
        self._ways |= {writer, back}
        try:
            await asyncio.gather(_carry(reader, back, self._name_target), _carry(there, writer, bytes))
        finally:
            self._ways -= {writer, back}


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, change: Callable[[bytes], bytes]) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(change(data))
            await writer.drain()
    writer.close()


@asynccontextmanager
async def gate(target: str) -> AsyncIterator[Gate]:
    """A gate to this server, whole at first."""
    made = Gate(target)
    await made.open()
    try:
        yield made
    finally:
        await made.cut()
