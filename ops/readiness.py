"""The state of a process: its readiness and its metrics. Knows no server, no checks, no metrics.

A check or metric that takes more than 3 s, or raises, counts as failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import structlog
from prometheus_client import REGISTRY, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily

Check = Callable[[], Awaitable[str | None]]
"""Returns in a few fixed words what is wrong; None: nothing."""
CollectMetrics = Callable[[], Awaitable[Iterable[Metric]]]
"""Collects metrics from tables, which cover the whole desk."""

_PATIENCE = timedelta(seconds=3)

log = structlog.get_logger(__name__)


class Pages:
    """The checks and figures of all parts of a process, which each of its operator's pages shows. A name that several
    parts give is shown once."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[Mapping[str, Check], Mapping[str, CollectMetrics]]] = {}

    def show(self, part: str, checks: Mapping[str, Check], figures: Mapping[str, CollectMetrics] | None = None) -> None:
        """Show these checks and figures of a part from now on."""
        self._parts[part] = checks, figures or {}

    def say(self, part: str, state: str) -> None:
        """Show only that a part does not work yet, or again, in a few fixed words."""

        async def describe() -> str:
            return state

        self.show(part, {part: describe})

    @property
    def checks(self) -> dict[str, Check]:
        """The checks of all parts."""
        return {name: check for checks, _ in self._parts.values() for name, check in checks.items()}

    async def collect_figures(self) -> list[Metric]:
        """Collect the figures of all parts. Raises what the first to fail raises."""
        found = {name: collect for _, figures in self._parts.values() for name, collect in figures.items()}
        return [metric for collect in found.values() for metric in await collect()]


def say_alive(quiet_since: datetime | None) -> str:
    """Return what `/healthz` answers; a copy that sends nothing says so."""
    return "ok\n" if quiet_since is None else f"ok, a quiet copy of {quiet_since:%Y-%m-%d %H:%M:%S} UTC\n"


async def check_readiness(checks: Mapping[str, Check]) -> tuple[dict[str, str], bool]:
    """Return the result of each check ("ok", or what is wrong), and True if all are ok."""
    found = await asyncio.gather(*(_run_check(check) for check in checks.values()))
    return {name: wrong or "ok" for name, wrong in zip(checks, found, strict=True)}, not any(found)


async def render_metrics(figures: CollectMetrics, registry: CollectorRegistry = REGISTRY) -> bytes:
    """Return all metrics in Prometheus's format."""
    return generate_latest(_Snapshot([*registry.collect(), *await _collect_metrics(figures)]))


class _Snapshot(CollectorRegistry):
    """Families already collected, in the shape that `generate_latest` reads."""

    def __init__(self, families: list[Metric]) -> None:
        super().__init__()
        self._families = families

    def collect(self) -> Iterator[Metric]:
        yield from self._families


async def _run_check(check: Check) -> str | None:
    try:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            return await check()
    except TimeoutError:
        return "no answer"
    except Exception as error:  # noqa: BLE001 - whatever it is, the process is not ready
        return type(error).__name__


async def _collect_metrics(figures: CollectMetrics) -> list[Metric]:
    readable = GaugeMetricFamily("pulldesk_tables_readable", "Whether the figures from the tables could be read")
    families: list[Metric] = []
    try:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            families = list(await figures())
        readable.add_metric([], 1)
    except Exception as error:  # noqa: BLE001 - the other metrics are still wanted
        log.warning("figures could not be read", error=type(error).__name__)
        readable.add_metric([], 0)
    return [*families, readable]
