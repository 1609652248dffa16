"""Runs duties together: all or none of them; work in threads that nobody leaves; pauses that end with `stop`."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


async def run_all_or_none(
    stop: asyncio.Event,
    duties: Sequence[Callable[[asyncio.Event], Awaitable[None]]],
    watch: Callable[[asyncio.Event], Awaitable[None]],
) -> None:
    """Run the duties and `watch` until `stop`; if one raises, stop the others and raise its exception."""
    tasks = [asyncio.ensure_future(duty(stop)) for duty in [*duties, watch]]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        stop_others = any(not t.cancelled() and t.exception() is not None for t in done)
        if stop_others:
            stop.set()
        await asyncio.wait(tasks, timeout=9)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def run_in_thread(act: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
    """Run in a thread. Cancelled, it ends only when the thread has ended, so that what was reserved for it stays
    reserved as long."""
    running = asyncio.ensure_future(asyncio.to_thread(act, *given, **named))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        raise


async def sleep_or_stop(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
