"""Uploaded files: bytes kept in memory within a bound, and the attachment objects that name them.

Must not know who uploads, nor HTTP.
"""

import mimetypes
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from .store import Ids, Row

FILE_LIMIT = 5 * 1024 * 1024
PAID_FILE_LIMIT = 100 * 1024 * 1024
KEPT_BYTES = 256 * 1024 * 1024
PIECE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """One file as it was uploaded. `data` None: its `size` is only pretended, it reads as zeros."""

    name: str
    mime: str
    data: bytes | None
    size: int

    def pieces(self) -> Iterator[bytes]:
        """The bytes, a little at a time."""
        for start in range(0, self.size, PIECE_BYTES):
            length = min(PIECE_BYTES, self.size - start)
            yield bytes(length) if self.data is None else self.data[start : start + length]


class Files:
    """The newest files, up to `KEPT_BYTES` together."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._files: OrderedDict[str, Stored] = OrderedDict()
        self._bytes = 0

    def add(self, name: str, data: bytes | None, mime: str | None, size: int = 0) -> tuple[str, Stored]:
        """Keep a file, or without `data` pretend one of `size` bytes; returns its key."""
        guessed = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        key, file = self._ids.object(), Stored(name, guessed, data, size if data is None else len(data))
        self._files[key] = file
        self._bytes += len(data or b"")
        while self._bytes > KEPT_BYTES and len(self._files) > 1:
            self._bytes -= len(self._files.popitem(last=False)[1].data or b"")
        return key, file

    def get(self, key: str) -> Stored | None:
        """A file that is still kept."""
        return self._files.get(key)

    def drop(self, key: str) -> None:
        """Forget a file."""
        file = self._files.pop(key, None)
        self._bytes -= len(file.data or b"") if file else 0


def attachment(file: Stored, url: str) -> Row:
    """What an upload answers, to be passed on unchanged with a comment."""
    kind = "image" if file.mime.startswith("image/") else "file"
    shown = {"image": url} if kind == "image" else {}
    return {
        "resource_type": kind,
        "file_name": file.name,
        "file_size": file.size,
        "file_type": file.mime,
        "file_url": url,
        "upload_state": "completed",
    } | shown
