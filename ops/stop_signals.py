"""The reasons for a process to end: signals, and the end of its terminal."""

from __future__ import annotations

import asyncio
import os
import select
import signal
from collections.abc import Callable
from contextlib import suppress


def call_on_end(call: Callable[[], object]) -> None:
    """Have the running loop call `call` at SIGTERM, at Ctrl-C, and when the terminal is closed: that would kill the
    process and leave its children and its database running. Under nohup (SIGHUP is ignored) it goes on."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, call)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        loop.add_signal_handler(signal.SIGHUP, call)
        _watch_terminal(loop, call)


def _watch_terminal(loop: asyncio.AbstractEventLoop, call: Callable[[], object]) -> None:
    """Call at the terminal's end, too: SIGHUP goes to the session's leader only, and make does not pass it on."""
    terminal = next((fd for fd in (0, 1, 2) if _is_in_foreground(fd)), None)
    if terminal is None or not hasattr(select, "epoll"):
        return
    watch = select.epoll()
    watch.register(terminal, 0)  # only its end: input is not read

    def closed() -> None:
        loop.remove_reader(watch.fileno())
        watch.close()
        call()

    loop.add_reader(watch.fileno(), closed)


def _is_in_foreground(fd: int) -> bool:
    with suppress(OSError):
        return os.isatty(fd) and os.tcgetpgrp(fd) == os.getpgrp()
    return False
