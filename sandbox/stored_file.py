"""The bytes of a file as the simulated services keep them: small ones in memory, others on disk, or only pretended.

A file on disk has no name, so nothing of it is left when the process ends.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import IO, Final, cast

from aiohttp import web

PIECE_BYTES: Final = 64 * 1024
IN_MEMORY_BYTES: Final = 1024 * 1024


class StoredFile:
    """A file of `size` bytes; without `file` they are zeros that take no space."""

    def __init__(self, size: int, file: IO[bytes] | None = None) -> None:
        self.size = size
        self._file = file

    @classmethod
    def from_bytes(cls, data: bytes) -> StoredFile:
        """Store these bytes."""
        file = make_empty_file()
        file.write(data)
        return cls(len(data), file)

    @classmethod
    def copy_from(cls, source: IO[bytes]) -> StoredFile:
        """Store what is left to be read of a file."""
        file = make_empty_file()
        shutil.copyfileobj(source, file, PIECE_BYTES)
        return cls(file.tell(), file)

    @property
    def stored_bytes(self) -> int:
        """How many bytes it takes in memory or on disk."""
        return 0 if self._file is None else self.size

    def read_head(self, count: int) -> bytes:
        """Return the first bytes, at most `count`."""
        return self._read(0, min(count, self.size))

    def read_pieces(self) -> Iterator[bytes]:
        """Yield all bytes, a piece at a time."""
        for start in range(0, self.size, PIECE_BYTES):
            yield self._read(start, min(PIECE_BYTES, self.size - start))

    def read_all(self) -> bytes:
        """Return all bytes at once."""
        return b"".join(self.read_pieces())

    def _read(self, start: int, count: int) -> bytes:
        if self._file is None:
            return bytes(count)
        self._file.seek(start)
        return self._file.read(count)


def make_empty_file() -> IO[bytes]:
    """Return an empty file to be filled."""
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES))


async def stream_file(request: web.Request, held: StoredFile, headers: Mapping[str, str]) -> web.StreamResponse:
    """Answer with the file; the client may close the connection before its end."""
    response = web.StreamResponse(headers={**headers, "Content-Length": str(held.size)})
    await response.prepare(request)
    with suppress(ConnectionError):
        for piece in held.read_pieces():
            await response.write(piece)
        await response.write_eof()
    return response
