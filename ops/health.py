"""`python -m ops.health PORT [--end-hung]`: asks a process on this machine if it is alive, as containers' checks do.

With `--end-hung` it ends the processes of a container that hang: they take connections, but answer nothing ten times in
a row. Docker only notes an unhealthy container; it starts one again that has ended.
"""

from __future__ import annotations

import http.client
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

_SECONDS = 3.0
_SILENT_ANSWERS = 10
_INIT = 1


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
