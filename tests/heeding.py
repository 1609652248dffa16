"""Children that obey signals, however the tests were started.

Under nohup or in the background of a shell some signals are ignored, and children inherit that.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

_REPOSITORY = Path(__file__).parent.parent


def _heed() -> None:
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@asynccontextmanager
async def heeding(*words: str, folder: Path, above: str = "", **how: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run Python with these words in a folder; `above`: where it looks for modules before it looks for ours."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, *words),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{above}:{_REPOSITORY}", "LOG_FORMAT": "json"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=_heed,
        **how,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()
