"""Targets as marks on metrics of speed, if targets are on. Reads no table, draws nothing."""

from collections.abc import Mapping

from desk import TargetLengths
from desk.charts import wording
from desk.charts.blocks import Goal
from desk.charts.reader import ReportReader
from desk.i18n import say
from desk.metrics import Dimension, Label, Metric, MetricUnit

_FIRST, _SOLUTION = "response_work", "solution_work"
"""Metrics in working time, as targets are."""


def list_goals(reader: ReportReader, metric: Metric, where: Mapping[Dimension, object]) -> tuple[Goal, ...]:
    """Return the targets of all priorities in the report, the shortest first."""
    only = where.get(Dimension.PRIORITY)
    found = (_goal(reader, metric, n) for n in reader.rules.targets.by_priority if only in (None, n))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.number))


def find_goal(
    reader: ReportReader, metric: Metric, by: Dimension, label: Label, where: Mapping[Dimension, object]
) -> Goal | None:
    """Return the target of the priority that a row is about, or None."""
    priority = label if by is Dimension.PRIORITY else where.get(Dimension.PRIORITY)
    return _goal(reader, metric, priority) if isinstance(priority, int) else None


def _goal(reader: ReportReader, metric: Metric, priority: int) -> Goal | None:
    lengths = reader.rules.targets.by_priority.get(priority)
    if not reader.rules.targets.enabled or lengths is None or metric.unit is not MetricUnit.SECONDS:
        return None
    seconds = _seconds(metric, lengths)
    if seconds is None:
        return None
    name = say(reader.language, "priority-name", priority=priority)
    return Goal(name, seconds, wording.format_length(reader.language, seconds))


def _seconds(metric: Metric, lengths: TargetLengths) -> float | None:
    if metric.key.startswith(_FIRST):
        return lengths.first_response.total_seconds()
    return lengths.solution.total_seconds() if metric.key.startswith(_SOLUTION) else None
