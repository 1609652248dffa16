"""Encrypts a stream and reads it back: AES-256-GCM in chunks of 1 MiB, each bound to its place, the last one marked.

The key of each stream is derived from BACKUP_KEY and a random salt at its beginning (HKDF-SHA256, RFC 5869). A stream
that was changed, cut off or put together from others cannot be read.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from typing import IO, Any

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
