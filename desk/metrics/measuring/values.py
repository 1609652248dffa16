"""Values of metrics, as they are measured."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desk.metrics.periods import Period
from desk.metrics.registry import (
    TOO_FEW,
    Dimension,
    Label,
    Metric,
    MetricUnit,
)


@dataclass(frozen=True, slots=True)
class Value:
    """A metric's number in its unit; None without rows, or (`too_few`) for a share of fewer than ten. `of`: the number
    of rows it is computed from."""

    amount: float | None
    of: int
    too_few: bool = False


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """The values of one label, by the metric's key."""

    label: Label
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Measured:
    """Metrics of a period: `total`, and `rows` by label. Labels of time are in order and without gaps, others by
    size."""

    keys: tuple[str, ...]
    period: Period
    by: Dimension | None
    total: Mapping[str, Value]
    rows: tuple[MeasuredRow, ...] = field(default=())


def make_value(metric: Metric, amount: Any, of: int) -> Value:
    """Return the value of a metric that is computed from that many rows."""
    if not of:
        return make_empty(metric)
    return Value(None, of, too_few=True) if metric.is_share and of < TOO_FEW else Value(float(amount), of)


def make_empty(metric: Metric) -> Value:
    """Return the value of a metric without rows."""
    counts = metric.unit in (MetricUnit.COUNT, MetricUnit.HOURS)
    return Value(0.0 if counts else None, 0, too_few=metric.is_share)


def get_top_share(by_person: Mapping[int | None, int]) -> Value:
    """Return the share of the person with most rows; rows without a person are left out."""
    by_person = {who: n for who, n in by_person.items() if who is not None}
    of = sum(by_person.values())
    return Value(None, of, too_few=True) if of < TOO_FEW else Value(max(by_person.values()) / of, of)
