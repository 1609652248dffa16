"""`python -m bench.watched_process FILE MODULE`: a process of the product that notes how long its loop stood still.

A thread beside the loop reads where its main thread is while the loop is late. FILE has the longest delays, as JSON:
milliseconds without those in which other programs had its core, milliseconds in all, and its lines of the product
then.
"""

import asyncio
import gc
import importlib
import json
import sys
import threading
import time
import traceback
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import uvloop

LONGEST_MS = 50
_TICK, _LOOK, _KEPT = 0.005, 0.01, 12
_HERE = Path(__file__).resolve().parent.parent


class LoopWatch:
    """Notes the delays of one loop."""

    def __init__(self, file: Path) -> None:
        self._file, self._main = file, threading.main_thread().ident or 0
        self._ticked, self._waited = time.perf_counter(), 0.0
        self._where = ""
        self._collecting = 0.0
        self._longest: list[tuple[float, float, str]] = []
        self._count = 0

    async def tick(self) -> None:
        """Note what each turn of the loop is late by."""
        threading.Thread(target=self._look, daemon=True).start()
        gc.callbacks.append(self._note_collection)
        self._waited = _read_wait()
        while True:
            await asyncio.sleep(_TICK)
            now, waited = time.perf_counter(), _read_wait()
            late = (now - self._ticked - _TICK) * 1000
            own = late - (waited - self._waited) * 1000
            self._ticked, self._waited = now, waited
            if own > LONGEST_MS:
                self._count += 1
                self._longest = sorted([*self._longest, (own, late, self._where)], reverse=True)[:_KEPT]
            self._where = ""

    def _note_collection(self, phase: str, info: dict[str, int]) -> None:
        """Say of a delay that garbage was collected then, in whatever thread: all threads wait for it."""
        if phase == "start":
            self._collecting = time.thread_time()
        elif (took := (time.thread_time() - self._collecting) * 1000) > LONGEST_MS / 5:
            self._where = f"garbage of generation {info['generation']}, {took:.0f} ms"

    def _look(self) -> None:
        written = 0.0
        while True:
            time.sleep(_LOOK)
            if time.perf_counter() - self._ticked > _TICK + _LOOK and not self._where:
                frame = sys._current_frames().get(self._main)
                lines = traceback.extract_stack(frame) if frame is not None else []
                own = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in lines if _is_ours(one.filename)]
                last = f"{Path(lines[-1].filename).name}:{lines[-1].lineno} {lines[-1].name}" if lines else ""
                self._where = " < ".join([last, *reversed(own[-4:])])
            if time.perf_counter() - written > 1:
                self._file.write_text(json.dumps({"count": self._count, "longest": self._longest}))
                written = time.perf_counter()


def _read_wait() -> float:
    """Return for how many seconds this thread could have run but had no core."""
    return int(Path("/proc/thread-self/schedstat").read_text("ascii").split()[1]) / 1e9


def _is_ours(file: str) -> bool:
    return Path(file).is_relative_to(_HERE) and ".venv" not in file and Path(file).name != "watched_process.py"


def main() -> None:
    """Run the module as `python -m` does, its loop watched."""
    file, name = sys.argv[1:3]
    run = uvloop.run

    def run_watched(serving: Coroutine[Any, Any, Any], **given: Any) -> Any:
        async def both() -> Any:
            ticking = asyncio.create_task(LoopWatch(Path(file)).tick())
            try:
                return await serving
            finally:
                ticking.cancel()

        return run(both(), **given)

    uvloop.run = run_watched  # type: ignore[assignment]
    sys.argv = [name]
    sys.exit(importlib.import_module(f"{name}.__main__").main([]))


if __name__ == "__main__":
    main()
