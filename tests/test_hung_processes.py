"""What ends a process that hangs: systemd, told of a loop that moves, and the health check of a container."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from ops import health
from tests.kill.town import free_port

_SERVER = """
import http.server, os, signal, subprocess, sys
if len(sys.argv) == 2:
    child = subprocess.Popen([sys.executable, "-c", os.environ["CODE"], sys.argv[1], "x"])
    child.wait()
else:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200); self.end_headers()
        def log_message(self, *_): pass
    print(os.getpid(), flush=True)
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


async def test_systemd_hears_that_the_loop_moves(tmp_path: Path) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(path)
        systemd.setblocking(False)
        given = {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "30000", "WATCHDOG_PID": str(os.getpid())}
        told = asyncio.create_task(health.report_alive(given))
        loop = asyncio.get_running_loop()
        assert [await loop.sock_recv(systemd, 99) for _ in range(3)] == [b"WATCHDOG=1"] * 3
        told.cancel()


@pytest.mark.parametrize("given", [{}, {"NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1"}])
async def test_a_process_that_systemd_does_not_watch_tells_nothing(given: dict[str, str]) -> None:
    await asyncio.wait_for(health.report_alive(given), 5)


def test_a_hung_process_is_ended_and_one_that_starts_is_left_alone() -> None:
    port = free_port()
    assert not health.is_hung(port, times=2, seconds=0.2)
    parent = subprocess.Popen(  # noqa: S603  (a small server of ours)
        [sys.executable, "-c", _SERVER, str(port)], env={**os.environ, "CODE": _SERVER}, stdout=subprocess.PIPE
    )
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        while not health.is_alive(port):
            pass
        os.kill(child, signal.SIGSTOP)
        assert health.is_hung(port, times=2, seconds=0.2)
        health.end_children(parent.pid)
        assert parent.wait(10) == 0
    finally:
        with suppress(ProcessLookupError):
            parent.kill()
        parent.wait()
