"""The watchdog of systemd: it hears every few seconds that the event loop moves, and ends a process that falls silent.

sd_notify(3), sd_watchdog_enabled(3), read 2026-11. Without `WatchdogSec=` there is nothing to tell.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import suppress

_ALIVE = b"WATCHDOG=1"


async def report_alive(environment: Mapping[str, str]) -> None:
    """Tell systemd that this process lives, three times in each period that it allows, until cancelled. Return if it
    does not watch this process."""
    address, period = environment.get("NOTIFY_SOCKET", ""), environment.get("WATCHDOG_USEC", "")
    if not (address and period.isdecimal()) or environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.setblocking(False)
        while True:
            with suppress(OSError):  # systemd starts anew; the next one arrives
                line.sendto(_ALIVE, f"\0{address[1:]}" if address.startswith("@") else address)
            await asyncio.sleep(int(period) / 3_000_000)
