"""Locks between processes that the kernel releases when their holder dies, however it dies.

Knows only files and `flock(2)`, nothing of PostgreSQL.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Self

_PAUSE = timedelta(milliseconds=15)


class EmbeddedServerError(Exception):
    """The embedded server cannot be used here; the message is one line for the operator."""


class LockBusyError(EmbeddedServerError):
    """Another process held the lock for longer than the patience."""


class FileLock:
    """One file in a private directory, locked by this object (not by this process) until `release`."""

    def __init__(self, directory: Path, name: str) -> None:
        self._directory = directory
        self._name = name
        self._fd: int | None = None

    async def acquire(self, *, shared: bool, patience: timedelta) -> Self:
        """Take the lock, trying every few milliseconds; raises `LockBusyError` after `patience`."""
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            async with asyncio.timeout(patience.total_seconds()):
                while not self._try(mode):  # noqa: ASYNC110 - the holder is another process
                    await asyncio.sleep(_PAUSE.total_seconds())
        except TimeoutError:
            raise LockBusyError(f"{self._directory / self._name} is held by another process") from None
        return self

    def try_exclusive(self) -> bool:
        """Turn our shared lock into an exclusive one. False: another process holds it too, and ours is lost."""
        if self._fd is None:
            return False
        with suppress(BlockingIOError):
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def release(self) -> None:
        """Release the lock; harmless if it is not held."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _try(self, mode: int) -> bool:
        fd = open_private(self._directory, self._name, os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(fd, mode | fcntl.LOCK_NB)
            if os.fstat(fd).st_nlink:  # else the directory was removed while we waited
                self._fd, fd = fd, -1
        except BlockingIOError:
            return False
        finally:
            if fd >= 0:
                os.close(fd)
        return self._fd is not None


def open_private(directory: Path, name: str, flags: int) -> int:
    """Open a file of mode 0600 right in `directory`, following no link; return the descriptor."""
    parent = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        return os.open(name, flags | os.O_NOFOLLOW, 0o600, dir_fd=parent)
    finally:
        os.close(parent)
