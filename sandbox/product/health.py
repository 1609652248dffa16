"""The health of the product's processes: ready or not, and the counts that the page shows, read over HTTP.

Must not know how processes run; knows the names of three metrics.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

PATIENCE = aiohttp.ClientTimeout(total=1.5)
REASON_SHOWN = 120

JOBS = "pulldesk_jobs"
COMMANDS = "pulldesk_board_commands_waiting"
DELIVERED = "pulldesk_delivered_total"
OPEN_STATES = ("waiting", "parked")


@dataclass(frozen=True, slots=True)
class Health:
    """The answer of one process. `why`: one line if it is not ready; `samples` by name and label `state`."""

    ready: bool
    why: str
    samples: dict[tuple[str, str], float] = field(default_factory=dict)

    def get_value(self, name: str) -> float | None:
        """Return a metric without labels, or None if the process does not have it."""
        return self.samples.get((name, ""))

    def get_total(self, name: str, states: Iterable[str] = ("",)) -> int | None:
        """Return the sum of a metric's samples with these states, or None if the process does not have it."""
        if not any(known == name for known, _ in self.samples):
            return None
        return int(sum(self.samples.get((name, state), 0) for state in states))


async def read_health(session: aiohttp.ClientSession, url: str) -> Health:
    """Ask the process that listens at `url`; never raise."""
    try:
        async with session.get(f"{url}/readyz", timeout=PATIENCE) as answer:
            ready, why = answer.status == 200, _read_reason(await answer.text())
        async with session.get(f"{url}/metrics", timeout=PATIENCE) as answer:
            text = await answer.text() if answer.status == 200 else ""
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Health(False, "not answering yet")
    return Health(ready, "" if ready else why, _sum_samples(text))


async def read_all_health(session: aiohttp.ClientSession, urls: Iterable[str]) -> list[Health]:
    """Ask several processes at once."""
    return list(await asyncio.gather(*(read_health(session, url) for url in urls)))


class WorkCounts:
    """Jobs that wait, and letters delivered, the latter counted over restarts of the processes."""

    def __init__(self) -> None:
        self.jobs = self.commands = 0
        self.delivered = 0
        self._seen: dict[int, int] = {}

    @property
    def waiting(self) -> int:
        """Jobs and board commands that wait."""
        return self.jobs + self.commands

    def update_from(self, answers: list[Health]) -> None:
        """Update the counts from the answers; a process that does not answer changes nothing."""
        jobs = [found for one in answers if (found := one.get_total(JOBS, OPEN_STATES)) is not None]
        if jobs:
            self.jobs = jobs[0]
        elif any(one.samples for one in answers):
            self.jobs = 0  # a process that answers without this metric has no jobs
        for place, answer in enumerate(answers):
            self.commands = answer.get_total(COMMANDS) or 0 if answer.get_total(COMMANDS) is not None else self.commands
            now = answer.get_total(DELIVERED)
            if now is not None:
                before = self._seen.get(place, 0)
                self.delivered += now - before if now >= before else now
                self._seen[place] = now


def _read_reason(text: str) -> str:
    """Return the checks of `/readyz` that are not "ok"."""
    try:
        checks = json.loads(text)
    except ValueError:
        return text.strip()[:REASON_SHOWN]
    wrong = [f"{name}: {told}" for name, told in checks.items() if told != "ok"] if isinstance(checks, dict) else []
    return "; ".join(wrong)[:REASON_SHOWN]


def _sum_samples(text: str) -> dict[tuple[str, str], float]:
    """Sum each metric's samples over all labels except `state`."""
    found: dict[tuple[str, str], float] = {}
    try:
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                key = (sample.name, sample.labels.get("state", ""))
                found[key] = found.get(key, 0.0) + sample.value
    except ValueError:
        return {}
    return found
