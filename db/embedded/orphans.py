"""Ends embedded servers that no process uses, and removes databases whose temporary DATA_DIR is gone.

As root only: the database of an ordinary user lies in its DATA_DIR and goes with it, and so does its server within a
minute. Every process that starts looks.
"""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from db.embedded import cluster
from db.embedded.file_lock import FileLock, LockBusyError
from db.embedded.location import Place, data_dir_of, remove

_AT_ONCE = timedelta(milliseconds=1)
_IDLE = timedelta(minutes=10)  # a process that was killed may come back


async def clear(own: Place) -> None:
    """Look at every other database that root keeps on this machine; one that is in use or starting is left alone."""
    if os.geteuid() != 0:
        return
    for home in {link.with_suffix("") for link in own.home.parent.glob("*.data_dir")} - {own.home}:
        users, starting = FileLock(home, "users.lock"), FileLock(home, "start.lock")
        with suppress(LockBusyError, OSError):
            try:
                await starting.acquire(shared=False, patience=_AT_ONCE)
                await users.acquire(shared=False, patience=_AT_ONCE)
                await _end(replace(own, home=home, sockets=home / "run"))
            finally:
                users.release()
                starting.release()


async def _end(place: Place) -> None:
    is_gone = _is_gone(data_dir_of(place.home).readlink())
    if (is_gone or _is_idle(place)) and await cluster.stop(place) and is_gone:
        remove(place)


def _is_gone(data_dir: Path) -> bool:
    """Whether it was a temporary directory and was removed: another may only be unmounted now."""
    return data_dir.is_relative_to(Path(tempfile.gettempdir()).resolve()) and not data_dir.exists()


def _is_idle(place: Place) -> bool:
    pid = place.cluster / "postmaster.pid"
    return pid.exists() and time.time() - pid.stat().st_mtime > _IDLE.total_seconds()
