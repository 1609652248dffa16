"""The health of the product's processes: ready or not, and how many jobs wait, read over HTTP.

Must not know how processes run; knows the names of two metrics.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

PATIENCE = aiohttp.ClientTimeout(total=1.5)
WAITING = {"pulldesk_jobs": ("waiting", "parked"), "pulldesk_board_commands_waiting": ("",)}
"""The states by metric in which work waits."""


@dataclass(frozen=True, slots=True)
class Health:
    """The answer of one process. `waiting`: how much work waits, by metric."""

    ready: bool
    waiting: dict[str, int]


async def read_health(session: aiohttp.ClientSession, url: str) -> Health:
    """Ask the process that listens at `url`; never raise."""
    try:
        async with session.get(f"{url}/readyz", timeout=PATIENCE) as answer:
            ready = answer.status == 200
        async with session.get(f"{url}/metrics", timeout=PATIENCE) as answer:
            text = await answer.text() if answer.status == 200 else ""
        return Health(ready, _count_waiting(text))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return Health(False, {})


async def read_all_health(session: aiohttp.ClientSession, urls: Iterable[str]) -> list[Health]:
    """Ask several processes at once."""
    return list(await asyncio.gather(*(read_health(session, url) for url in urls)))


def _count_waiting(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.labels.get("state", "") in WAITING.get(sample.name, ()):
                found[sample.name] = found.get(sample.name, 0) + int(sample.value)
    return found
