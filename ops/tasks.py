"""Runs duties together: all or none of them; pauses that end with `stop`."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence


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


async def sleep_or_stop(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
