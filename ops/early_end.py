"""Ends a process that is asked to stop while it still imports: nothing has begun. Imports nothing that takes time."""

from __future__ import annotations

import os
import signal
import sys


def end_at_signals() -> None:
    """End with code 0 at SIGTERM, SIGINT and SIGHUP until `ops.run` ends the process in an orderly way. Commands, such
    as a restore, are interrupted as any program is."""
    if sys.argv[1:] and "--every" not in sys.argv:
        return
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(*_: object) -> None:
    os._exit(0)
