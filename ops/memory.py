"""What a process holds of memory. Knows no door."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache

_OBJECTS_BETWEEN_LOOKS = 10_000
_GIVEN_BACK_EVERY = 5.0


def look_for_garbage_seldom() -> None:
    """What is imported stays: the collector need not go through it, nor come by after every 700 objects; and what lies
    in the folders it came from need not be known, as long as nothing else is imported."""
    sys.path_importer_cache.clear()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, 10, 5)


async def give_back_now_and_then() -> None:
    """Until cancelled: what a busy hour has left free goes back to the system. A call takes less than a millisecond."""
    while True:
        await asyncio.sleep(_GIVEN_BACK_EVERY)
        give_back()


def give_back() -> None:
    """Free pages between those in use, which the C library keeps for itself otherwise; without effect where it has no
    such call."""
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    """glibc's (malloc_trim(3), read 2026-11)."""
    with suppress(OSError, AttributeError):
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
        return trim
    return lambda _pad: None
