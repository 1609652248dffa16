"""No test hangs the run: one that takes too long fails by name, with where each of its tasks stood.

Two minutes are for tests of a second; `@pytest.mark.limit(seconds)` gives others more, on a crowded machine as much
longer as it is crowded. Seconds are real ones, its fixtures included. Must not know what is tested.
"""

import asyncio
import signal
import threading
import traceback
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest
import pytest_asyncio.plugin

from tests.cpu import crowd

SECONDS = 120.0
_AGAIN_SECONDS = 5.0
_TIDY_SECONDS = 60.0
_SHOWN = 40
_told = pytest.StashKey[str]()
_limit = pytest.StashKey[float]()


def limit_of(item: pytest.Item) -> float:
    """Return how many seconds a test may take; of those that have more, as many more as the machine is crowded."""
    mark = item.get_closest_marker("limit")
    seconds = float(mark.args[0]) if mark else SECONDS
    return seconds * crowd() if seconds > SECONDS else seconds


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Run the watch from the first fixture to the last; it ticks in the main thread only."""
    if threading.current_thread() is not threading.main_thread():
        return (yield)
    before = signal.signal(signal.SIGALRM, lambda _, frame: _too_long(item, frame))
    item.stash[_limit] = limit_of(item)
    signal.setitimer(signal.ITIMER_REAL, item.stash[_limit], _AGAIN_SECONDS)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Watch the fixtures too, as one may hang."""
    return (yield from _failing(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a cancelled test, whatever it made of that, and report where it waited."""
    return (yield from _failing(item))


def _failing(item: pytest.Item) -> Iterator[None]:
    try:
        return (yield)
    finally:
        if item.stash.get(_told, ""):  # what is written of it, and its tidying up, have time of their own
            signal.setitimer(signal.ITIMER_REAL, _TIDY_SECONDS, _AGAIN_SECONDS)
            pytest.fail(item.stash[_told], pytrace=False)


def _too_long(item: pytest.Item, frame: FrameType | None) -> None:
    """Cancel the test first, so that it cleans up; if that has no effect, or it has no task, stop it where it is."""
    loop = asyncio._get_running_loop()
    tasks = sorted(asyncio.all_tasks(loop), key=asyncio.Task.get_name) if loop is not None else []
    ours = [task for task in tasks if _is_of(item, task)]
    first = _told not in item.stash
    item.stash[_told] = item.stash.get(_told, _said(item, frame, ours or tasks))
    if not (first and ours and loop is not None):
        pytest.fail(item.stash[_told], pytrace=False)
    for task in ours:
        loop.call_soon_threadsafe(task.cancel)


def _is_of(item: pytest.Item, task: asyncio.Task[Any]) -> bool:
    """Return True if the task runs the test, or one of its fixtures, which pytest-asyncio runs for it."""
    coroutine = task.get_coro()
    of_fixture = getattr(getattr(coroutine, "cr_code", None), "co_filename", "") == pytest_asyncio.plugin.__file__
    return of_fixture or getattr(coroutine, "__name__", "") == getattr(item, "originalname", item.name)


def _said(item: pytest.Item, frame: FrameType | None, tasks: list[asyncio.Task[Any]]) -> str:
    said = f"{item.nodeid} took more than {item.stash[_limit]:g} s. It stood here:"
    stood = [said, *traceback.format_stack(frame)[-6:]]
    for task in tasks[:_SHOWN]:
        stood += [f"{task.get_name()}, waiting:", *_waiting(task)]
    return "\n".join(line.rstrip() for line in stood)


def _waiting(task: asyncio.Task[Any]) -> Iterator[str]:
    """Return where each coroutine of a task waits, the innermost last."""
    within: Any = task.get_coro()
    while within is not None:
        if (
            inner := getattr(within, "cr_frame", None)
            or getattr(within, "gi_frame", None)
            or getattr(within, "ag_frame", None)
        ):
            yield from traceback.format_list(
                [traceback.FrameSummary(inner.f_code.co_filename, inner.f_lineno, inner.f_code.co_name)]
            )
        within = next(
            (found for name in ("cr_await", "gi_yieldfrom", "ag_await") if (found := getattr(within, name, None))), None
        )
