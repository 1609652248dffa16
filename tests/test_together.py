"""`make run`: two processes that end together."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from ops.__main__ import run_together
from tests.heeding import heeding

REPOSITORY = Path(__file__).parent.parent
DOOR = """
import os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: (os.write(1, b"ended\\n"), sys.exit(0)))
os.write(1, b"up\\n")
signal.pause()
"""
RUN = f"""
import asyncio, sys
from ops.__main__ import run_together
sys.exit(asyncio.run(run_together([[sys.executable, "-c", {DOOR!r}]] * 2)))
"""


@pytest.mark.parametrize(("end", "code"), [("exit 2", 2), ("exit 0", 0), ("kill -9 $$", 137)])
async def test_the_end_of_one_ends_the_other_and_gives_the_code(end: str, code: int) -> None:
    commands = [["sh", "-c", end], ["sleep", "60"]]
    assert await asyncio.wait_for(run_together(commands), 20) == code


@pytest.mark.broad
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_ends_both_once_and_in_order(number: signal.Signals) -> None:
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", RUN),
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=asyncio.subprocess.PIPE,
        process_group=0,
        preexec_fn=heeding,
    )
    assert running.stdout is not None
    for _ in range(2):
        assert await asyncio.wait_for(running.stdout.readline(), 20) == b"up\n"
    os.killpg(running.pid, number)  # as a terminal does
    told, _ = await asyncio.wait_for(running.communicate(), 20)
    assert told == b"ended\n" * 2
    assert running.returncode == 0
