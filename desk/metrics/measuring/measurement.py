"""The state of one measurement: the query, the results, what the same page has read or will need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.metrics.measuring.values import (
    Value,
)
from desk.metrics.metric_queries import MetricQuery
from desk.metrics.registry import (
    Dimension,
    Label,
    Metric,
)

PageCache = dict[tuple[object, ...], Any]
"""Rows read before for the same page, where the same days are needed more than once."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """`total`, `found`: the values so far, of all rows and by label, by the metric's key. `cache`: what was read for
    the same page and is reused. `ahead`: what will be asked for these days, and is read in the same pass."""

    session: AsyncSession
    query: MetricQuery
    cache: PageCache = field(default_factory=dict)
    ahead: Sequence[tuple[Metric, Dimension]] = ()
    total: dict[str, Value] = field(default_factory=dict)
    found: dict[Label, dict[str, Value]] = field(default_factory=dict)

    def add_values(self, metric: Metric, total: Value, by_label: Mapping[Label, Value]) -> None:
        """Add the values of a metric."""
        self.total[metric.key] = total
        for label, value in by_label.items():
            self.found.setdefault(label, {})[metric.key] = value
