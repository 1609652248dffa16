"""How the doors are: ready or not, and the counts that the page shows, read from their own HTTP.

Must not know processes; knows the names of three metrics.
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
    """What one door said. `why`: one line when it is not ready; `samples` by name and label `state`."""

    ready: bool
    why: str
    samples: dict[tuple[str, str], float] = field(default_factory=dict)

    def value(self, name: str) -> float | None:
        """A metric without labels; None when the door does not tell it."""
        return self.samples.get((name, ""))

    def total(self, name: str, states: Iterable[str] = ("",)) -> int | None:
        """A metric's samples with these states added up; None when the door does not tell it."""
        if not any(known == name for known, _ in self.samples):
            return None
        return int(sum(self.samples.get((name, state), 0) for state in states))


async def health(session: aiohttp.ClientSession, url: str) -> Health:
    """Ask a door that listens at `url`; never raises."""
    try:
        async with session.get(f"{url}/readyz", timeout=PATIENCE) as answer:
            ready, why = answer.status == 200, _reason(await answer.text())
        async with session.get(f"{url}/metrics", timeout=PATIENCE) as answer:
            text = await answer.text() if answer.status == 200 else ""
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Health(False, "not answering yet")
    return Health(ready, "" if ready else why, _sums(text))


async def all_health(session: aiohttp.ClientSession, urls: Iterable[str]) -> list[Health]:
    """Ask several at once."""
    return list(await asyncio.gather(*(health(session, url) for url in urls)))


class Counts:
    """Jobs that wait, and letters delivered, the latter also over the doors' restarts."""

    def __init__(self) -> None:
        self.jobs = self.commands = 0
        self.delivered = 0
        self._seen: dict[int, int] = {}

    @property
    def waiting(self) -> int:
        """Rows on their way, whatever form they have reached."""
        return self.jobs + self.commands

    def take(self, answers: list[Health]) -> None:
        """What the doors said this time; a silent one changes nothing."""
        jobs = [found for one in answers if (found := one.total(JOBS, OPEN_STATES)) is not None]
        if jobs:
            self.jobs = jobs[0]
        elif any(one.samples for one in answers):
            self.jobs = 0  # a door that answers and tells of no jobs has none
        for place, answer in enumerate(answers):
            self.commands = answer.total(COMMANDS) or 0 if answer.total(COMMANDS) is not None else self.commands
            now = answer.total(DELIVERED)
            if now is not None:
                before = self._seen.get(place, 0)
                self.delivered += now - before if now >= before else now
                self._seen[place] = now


def _reason(text: str) -> str:
    """What `/readyz` says is wrong: its checks that are not "ok"."""
    try:
        checks = json.loads(text)
    except ValueError:
        return text.strip()[:REASON_SHOWN]
    wrong = [f"{name}: {told}" for name, told in checks.items() if told != "ok"] if isinstance(checks, dict) else []
    return "; ".join(wrong)[:REASON_SHOWN]


def _sums(text: str) -> dict[tuple[str, str], float]:
    """Each metric's samples added up over its labels but `state`."""
    found: dict[tuple[str, str], float] = {}
    try:
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                key = (sample.name, sample.labels.get("state", ""))
                found[key] = found.get(key, 0.0) + sample.value
    except ValueError:
        return {}
    return found
