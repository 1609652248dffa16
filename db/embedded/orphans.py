"""Ends embedded servers that nobody uses any more, and removes databases whose DATA_DIR is gone.

As root only: an ordinary user's database lies in its DATA_DIR and goes with it, and so does its server within a minute.
Whoever starts looks; what is in use, or being started at this moment, is left alone.
"""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import replace
from datetime import timedelta

from db.embedded import cluster, marks
from db.embedded.file_lock import EmbeddedServerError, FileLock, LockBusyError
from db.embedded.location import Place, remove, remove_rests

_AT_ONCE = timedelta(milliseconds=1)
_WHOLE = timedelta(seconds=10)  # others who start wait meanwhile
_IDLE = timedelta(minutes=10)  # whoever was killed may be about to come back

log = logging.getLogger(__name__)


async def clear(own: Place) -> None:
    """Look at every other database of this machine that root keeps. What goes wrong there stops nobody here."""
    if os.geteuid() != 0:
        return
    base = own.home.parent
    try:
        lock = await FileLock(base, "lock").acquire(shared=False, patience=_AT_ONCE)
    except LockBusyError:
        return  # somebody else starts, and looks
    loop = asyncio.get_running_loop()
    end = loop.time() + _WHOLE.total_seconds()
    try:
        os.utime(base / "lock")
        now = (base / "lock").stat().st_mtime
        remove_rests(base)
        for home in marks.marked(base):
            if home != own.home and loop.time() < end:
                await _look_at(replace(own, home=home, sockets=home / "run"), now)
    finally:
        lock.release()


async def _look_at(place: Place, now: float) -> None:
    users, starting = FileLock(place.home, "users.lock"), FileLock(place.home, "start.lock")
    try:
        await starting.acquire(shared=False, patience=_AT_ONCE)
        await users.acquire(shared=False, patience=_AT_ONCE)
        await _end(place, now)
    except (LockBusyError, FileNotFoundError):
        return
    except (EmbeddedServerError, OSError) as error:
        log.warning("an embedded database that nobody uses could not be looked at (%s)", error)
    finally:
        users.release()
        starting.release()


async def _end(place: Place, now: float) -> None:
    gone = marks.is_gone(place.home)
    running = _has_run_for(place, now)
    if running is not None and (gone or running > _IDLE.total_seconds()):
        if not await cluster.stop(place):
            return
        log.info("nobody uses the embedded database in %s: its server has ended", place.home)
    if gone and marks.may_go(place.home, now=now):
        remove(place)
        log.info("the embedded database in %s is removed: its DATA_DIR is gone", place.home)


def _has_run_for(place: Place, now: float) -> float | None:
    """Seconds since the server began; None: none runs."""
    try:
        return now - (place.cluster / "postmaster.pid").stat().st_mtime
    except FileNotFoundError:
        return None
