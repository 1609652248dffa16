"""Locks between processes that the kernel releases when their holder dies, however it dies.

Knows files and `flock(2)` only: nothing of PostgreSQL.
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
    """Another process kept the lock for longer than we were ready to wait."""


class FileLock:
    """One file in a private directory, locked by this object (not by this process) until `release`."""

    def __init__(self, directory: Path, name: str) -> None:
        self._directory = directory
        self._name = name
        self._fd: int | None = None

    async def acquire(self, *, shared: bool, patience: timedelta) -> Self:
        """Take the lock, looking again every few milliseconds; `LockBusyError` after `patience`."""
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            async with asyncio.timeout(patience.total_seconds()):
                while not self._try(mode):  # noqa: ASYNC110 - nobody in this process could tell us
                    await asyncio.sleep(_PAUSE.total_seconds())
        except TimeoutError:
            raise LockBusyError(f"{self._directory / self._name} is held by another process") from None
        return self

    def becomes_exclusive(self) -> bool:
        """Turn our shared lock into the only one. False: somebody else holds it too, and ours is gone."""
        if self._fd is None:
            return False
        with suppress(BlockingIOError):
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def release(self) -> None:
        """Let go; harmless when nothing is held."""
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
    """Open a file of mode 0600 right in `directory`, following no link; returns the descriptor."""
    parent = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        return os.open(name, flags | os.O_NOFOLLOW, 0o600, dir_fd=parent)
    finally:
        os.close(parent)
