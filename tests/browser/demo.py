"""Starts the real demo, `python -m sandbox`, on free ports with a directory of its own. Knows no browser."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
_START_SECONDS = 90
_END_SECONDS = 15
_KEPT = ("PATH", "HOME", "TMPDIR")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@asynccontextmanager
async def running(data_dir: Path) -> AsyncIterator[str]:
    """The demo while the block lasts; yields the page's address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--page-port", "0", "--data-dir", str(data_dir)),
        cwd=PROJECT,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), _START_SECONDS)).decode()
        assert "http://" in line, f"the demo did not start: {line!r}"
        yield line.partition("http://")[2].strip().join(("http://", ""))
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), _END_SECONDS) == 0
