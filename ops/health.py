"""`python -m ops.health PORT [--end-hung]`: asks a process on this machine if it is alive, as containers' checks do.

With `--end-hung` it ends the processes of a container that hang: they take connections, but answer nothing ten times in
a row. Docker only notes an unhealthy container; it starts one again that has ended. systemd is told by the process
itself that its loop moves (sd_notify(3), sd_watchdog_enabled(3), read 2026-11).
"""

from __future__ import annotations

import asyncio
import http.client
import os
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_SECONDS = 3.0
_SILENT_ANSWERS = 10
_INIT = 1
_ALIVE = b"WATCHDOG=1"


def is_alive(port: int) -> bool:
    """Return True if `/healthz` answers 200 on 127.0.0.1."""
    try:
        return _ask(port) == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False


def is_hung(port: int, *, times: int = _SILENT_ANSWERS, seconds: float = _SECONDS) -> bool:
    """Return True if somebody listens and answers nothing, each time. One that does not listen yet is starting."""
    for _ in range(times):
        try:
            _ask(port, seconds)
        except TimeoutError:
            continue
        except (OSError, http.client.HTTPException):
            return False
        return False
    return True


def end_children(parent: int = _INIT) -> None:
    """End the children of a container's init at once: one that hangs heeds no other signal."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            pid, after_name = int(status.parent.name), status.read_text().rpartition(")")[2].split()
            if int(after_name[1]) == parent:
                os.kill(pid, signal.SIGKILL)


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


def _ask(port: int, seconds: float = _SECONDS) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    finally:
        connection.close()


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 if the process is alive."""
    port = int(arguments[0])
    if is_alive(port):
        return 0
    if "--end-hung" in arguments and is_hung(port):
        end_children()
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
