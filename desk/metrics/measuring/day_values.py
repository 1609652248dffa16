"""Metrics of values, such as medians, shares and numbers of people, from the stored values of each day that is over;
for other days from rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from desk.metrics import sorted_runs, stored_values
from desk.metrics.dimensions import DAY_DIMENSIONS, Dimension, Label, label_day
from desk.metrics.measuring.measurement import Measurement
from desk.metrics.measuring.results import Value, make_count, make_value
from desk.metrics.registry import Aggregate, Metric

_Parts = tuple[Value, Mapping[Label, Value]]
"""The value of all rows, and by label."""


async def measure_day_values(measurement: Measurement, metrics: Sequence[Metric]) -> Sequence[Metric]:
    """Measure these metrics from the values of the days; return those that were measured."""
    asked = measurement.asked
    columns = {one: column for one in metrics if (column := stored_values.find_column(one, asked.by)) is not None}
    later = [column for one, by in measurement.ahead if (column := stored_values.find_column(one, by)) is not None]
    wanted = list(dict.fromkeys([*columns.values(), *later]))
    runs = await stored_values.load_days(measurement.session, wanted, asked, measurement.cache) if columns else None
    if runs is None:
        return ()
    labelled: dict[stored_values.StoredColumn, Mapping[Label, sorted_runs.Run]] = {}
    for one, column in columns.items():
        if one.how is Aggregate.COUNT:
            measurement.add_values(one, *_count_values(measurement, runs[column]))
        elif stored_values.is_pairs(column[1]):
            measurement.add_values(one, *_measure_pairs(measurement, one, runs[column]))
        else:
            somebodys = stored_values.keep_people_by_day(column[1], runs[column])
            if column not in labelled:
                labelled[column] = _group_labels(somebodys, asked.by)
            by_label = {
                label: make_value(one, *sorted_runs.calculate_metric(one.how, [run]))
                for label, run in labelled[column].items()
            }
            measurement.add_values(
                one, make_value(one, *sorted_runs.calculate_metric(one.how, somebodys.values())), by_label
            )
    return tuple(columns)


def _count_values(measurement: Measurement, runs: stored_values.Runs) -> _Parts:
    """Return how often each label occurs."""
    labels = Counter(chain.from_iterable(runs.values()))
    apart = {label: make_count(n) for label, n in labels.items() if _is_asked_for(measurement, label)}
    total = make_count(sum(value.of for value in apart.values()))
    return total, {_label_of(measurement.asked.by, label): value for label, value in apart.items()}


def _measure_pairs(measurement: Measurement, metric: Metric, runs: stored_values.Runs) -> _Parts:
    """Return the metric of the values of each label."""
    pairs = sorted_runs.group_by_label(runs.values())
    of = {label: sorted_runs.merge_runs(of) for label, of in pairs.items() if _is_asked_for(measurement, label)}
    apart = {
        _label_of(measurement.asked.by, label): make_value(metric, *sorted_runs.calculate_metric(metric.how, [of]))
        for label, of in of.items()
    }
    return make_value(metric, *sorted_runs.calculate_metric(metric.how, of.values())), apart


def _is_asked_for(measurement: Measurement, label: float) -> bool:
    """Return True unless the query names events and this is none of them: the only filter on stored values."""
    return not measurement.asked.where or label in stored_values.get_events(measurement.asked)


def _group_labels(runs: stored_values.Runs, by: Dimension | None) -> Mapping[Label, sorted_runs.Run]:
    """Return the values of all days with the same label."""
    found: dict[Label, list[sorted_runs.Run]] = {}
    for day, values in runs.items() if by in DAY_DIMENSIONS else ():
        found.setdefault(label_day(by, day), []).append(values)  # type: ignore[arg-type]
    return {label: sorted_runs.merge_runs(of) for label, of in found.items()}


def _label_of(by: Dimension | None, value: float) -> Label:
    return None if by is not Dimension.HOUR and value == sorted_runs.NO_PERSON else int(value)
