"""The file of a backup: a tar archive with the rows of each table in compressed pieces, then a manifest; sealed as a
whole if there is a key.

The manifest is last: what has it is complete. It names the schema's revision, each table's columns, count and hash of
rows, and the SHA-256 of every piece.

Encrypts a stream and reads it back: AES-256-GCM in chunks of 1 MiB, each bound to its place, the last one marked. The
key of each stream is derived from BACKUP_KEY and a random salt at its beginning (HKDF-SHA256, RFC 5869). A stream that
was changed, cut off or put together from others cannot be read.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import zlib
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from db.backup.content import TableContent

MAGIC = b"pulldesk sealed 1\n"
_SALT, _TAG, _CHUNK = 16, 16, 1 << 20


class BrokenSealError(Exception):
    """The stream cannot be read: no key fits, or it was changed or cut off."""


class SealingWriter:
    """Encrypts what is written; `close` writes the last chunk and leaves the file open."""

    def __init__(self, file: IO[bytes], key: str) -> None:
        salt = os.urandom(_SALT)
        file.write(MAGIC + salt)
        self._file, self._cipher = file, _derive(key, salt)
        self._buffer, self._count = bytearray(), 0

    def write(self, data: bytes) -> int:
        """Take further bytes."""
        self._buffer += data
        while len(self._buffer) > _CHUNK:
            self._put(self._buffer[:_CHUNK], last=False)
            del self._buffer[:_CHUNK]
        return len(data)

    def close(self) -> None:
        """Write what is left, as the last chunk."""
        self._put(self._buffer, last=True)

    def _put(self, data: bytearray, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_make_nonce(self._count, last=last), bytes(data), None))
        self._count += 1


class OpeningReader:
    """Decrypts what is read, with the first of the keys that fits."""

    def __init__(self, file: IO[bytes], keys: Sequence[str]) -> None:
        salt = file.read(_SALT)
        self._file, self._ciphers = file, [_derive(key, salt) for key in keys]
        self._next, self._plain, self._count = file.read(_CHUNK + _TAG), b"", 0
        self._ended = False

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes; fewer only at the end. Raises `BrokenSealError`."""
        while len(self._plain) < size and not self._ended:
            self._plain += self._take()
        taken, self._plain = self._plain[:size], self._plain[size:]
        return taken

    def _take(self) -> bytes:
        from cryptography.exceptions import InvalidTag

        chunk, self._next = self._next, self._file.read(_CHUNK + _TAG)
        self._ended = not self._next
        nonce = _make_nonce(self._count, last=self._ended)
        self._count += 1
        for cipher in self._ciphers:
            try:
                plain: bytes = cipher.decrypt(nonce, chunk, None)
            except InvalidTag:
                continue
            self._ciphers = [cipher]
            return plain
        raise BrokenSealError


def _derive(key: str, salt: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), 32, salt, b"pulldesk backup").derive(urlsafe_b64decode(key)))


def _make_nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


_FORMAT = 1
_MANIFEST = "manifest.json"
_PIECE = 4 << 20


class ArchiveError(Exception):
    """The archive cannot be used; the message is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description at an archive's end: the moment its rows are of, their schema's revision, tables, sequences, and
    the SHA-256 of each piece by its name."""

    taken_at: datetime
    revision: str
    tables: Mapping[str, TableContent]
    sequences: Mapping[str, int | None]
    pieces: Mapping[str, str]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(table.rows for table in self.tables.values())

    def dump(self) -> bytes:
        """Return it as JSON."""
        body = {
            "format": _FORMAT,
            "taken_at": self.taken_at.isoformat(),
            "revision": self.revision,
            "tables": {name: table.dump() for name, table in self.tables.items()},
            "sequences": dict(self.sequences),
            "pieces": dict(self.pieces),
        }
        return json.dumps(body, indent=1).encode("ascii")

    @classmethod
    def load(cls, data: bytes) -> Manifest:
        """Return it from its JSON. Raises `ArchiveError`."""
        try:
            body = json.loads(data)
            if body["format"] != _FORMAT:
                raise ArchiveError("a newer version of pulldesk made it: restore it with that version")
            tables = {name: TableContent.load(table) for name, table in body["tables"].items()}
            taken_at = datetime.fromisoformat(body["taken_at"])
            return cls(taken_at, body["revision"], tables, body["sequences"], body["pieces"])
        except (KeyError, TypeError, ValueError):
            raise ArchiveError("its manifest cannot be read") from None


@dataclass(slots=True)
class ArchiveWriter:
    """Writes the pieces of one table after the other, then the manifest."""

    tar: tarfile.TarFile
    pieces: dict[str, str] = field(default_factory=dict)
    _table: str = ""
    _buffer: bytearray = field(default_factory=bytearray)

    def begin(self, table: str) -> None:
        """Begin the next table."""
        self._table = table

    async def write(self, rows: bytes) -> None:
        """Take further rows of the table."""
        self._buffer += rows
        if len(self._buffer) >= _PIECE:
            self.end()

    def end(self) -> None:
        """Write what is left of the table."""
        if self._buffer:
            packed = zlib.compress(bytes(self._buffer), 6)
            name = f"{self._table}/{len(self.pieces):06}.zlib"
            self.pieces[name] = hashlib.sha256(packed).hexdigest()
            self._add(name, packed)
            self._buffer.clear()

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest."""
        self._add(_MANIFEST, manifest.dump())

    def _add(self, name: str, body: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(body), 0o600
        self.tar.addfile(entry, io.BytesIO(body))


@contextmanager
def open_writer(path: Path, keys: Sequence[str]) -> Iterator[ArchiveWriter]:
    """Write a new archive, sealed with the first key, to a new file."""
    with path.open("xb") as file:
        path.chmod(0o600)
        sealed = SealingWriter(file, keys[0]) if keys else None
        with tarfile.open(fileobj=cast(IO[bytes], sealed or file), mode="w|") as tar:
            yield ArchiveWriter(tar)
        if sealed is not None:
            sealed.close()


def check_archive(path: Path, keys: Sequence[str]) -> Manifest:
    """Read an archive wholly: every piece has its checksum, every table its number of rows. With keys it has to be
    sealed with one of them: anybody could have made another. Raises `ArchiveError`."""
    sums: dict[str, str] = {}
    rows: dict[str, int] = {}
    manifest = None
    for name, body in _read_entries(path, keys):
        if name == _MANIFEST:
            manifest = Manifest.load(body)
            continue
        sums[name] = hashlib.sha256(body).hexdigest()
        table = name.partition("/")[0]
        rows[table] = rows.get(table, 0) + sum(part.count(b"\n") for part in _unpack(body))
    if manifest is None:
        raise ArchiveError("it is cut off: it has no manifest")
    if sums != manifest.pieces:
        raise ArchiveError("its pieces are not those of its manifest")
    if rows != {name: table.rows for name, table in manifest.tables.items() if table.rows}:
        raise ArchiveError("its rows are not as many as its manifest says")
    return manifest


async def read_tables(path: Path, keys: Sequence[str]) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
    """Return each table's name and its rows in pieces, in the archive's order."""
    entries = ((name, body) for name, body in _read_entries(path, keys) if name != _MANIFEST)
    ahead = next(entries, None)
    while ahead is not None:
        table = ahead[0].partition("/")[0]

        async def pieces(of: str = table) -> AsyncIterator[bytes]:
            nonlocal ahead
            while ahead is not None and ahead[0].partition("/")[0] == of:
                for part in _unpack(ahead[1]):
                    yield part
                ahead = next(entries, None)

        yield table, pieces()


def _read_entries(path: Path, keys: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    try:
        with path.open("rb") as file, tarfile.open(fileobj=cast(IO[bytes], _open_plain(file, keys)), mode="r|") as tar:
            for entry in tar:
                body: Any = tar.extractfile(entry)
                if body is None:
                    raise ArchiveError("it is no backup of pulldesk")
                yield entry.name, body.read()
    except FileNotFoundError:
        raise ArchiveError("there is no such file") from None
    except BrokenSealError:
        raise ArchiveError("BACKUP_KEY does not open it, or it was changed or cut off") from None
    except (tarfile.TarError, EOFError):
        raise ArchiveError("it is no backup of pulldesk, or it is cut off") from None


def _open_plain(file: IO[bytes], keys: Sequence[str]) -> IO[bytes] | OpeningReader:
    if file.read(len(MAGIC)) != MAGIC:
        if keys:
            raise ArchiveError("it is not sealed with BACKUP_KEY: if you made it without a key, add --unsealed")
        file.seek(0)
        return file
    if not keys:
        raise ArchiveError("it is sealed: set the BACKUP_KEY that it was made with")
    return OpeningReader(file, keys)


def _unpack(body: bytes) -> Iterator[bytes]:
    """Yield what a piece holds, in parts: however much that is, it takes little memory."""
    unpacking = zlib.decompressobj()
    try:
        while body and not unpacking.eof:
            yield unpacking.decompress(body, _PIECE)
            body = unpacking.unconsumed_tail
    except zlib.error:
        raise ArchiveError("a piece of it is damaged") from None
    if not unpacking.eof or unpacking.unused_data:
        raise ArchiveError("a piece of it is damaged")
