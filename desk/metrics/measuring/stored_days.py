"""Metrics from the stored values and counts of each day that is over; for other days from rows."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from sqlalchemy import text

from desk.metrics import metric_queries, periods, sorted_runs, stored_values
from desk.metrics.measuring.measurement import Measurement
from desk.metrics.measuring.values import (
    Value,
    make_count,
    make_value,
)
from desk.metrics.periods import Period
from desk.metrics.registry import (
    DAY_DIMENSIONS,
    METRICS,
    Aggregate,
    Dimension,
    Label,
    Metric,
    label_day,
)
from desk.metrics.stored_values import MOST_GAPS, find_gaps
from desk.metrics.streams import STREAMS

_Parts = tuple[Value, Mapping[Label, Value]]
"""The value of all rows, and by label."""


async def measure_day_values(measurement: Measurement, metrics: Sequence[Metric]) -> Sequence[Metric]:
    """Measure these metrics from the values of the days; return those that were measured."""
    asked = measurement.query
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
    return total, {_label_of(measurement.query.by, label): value for label, value in apart.items()}


def _measure_pairs(measurement: Measurement, metric: Metric, runs: stored_values.Runs) -> _Parts:
    """Return the metric of the values of each label."""
    pairs = sorted_runs.group_by_label(runs.values())
    of = {label: sorted_runs.merge_runs(of) for label, of in pairs.items() if _is_asked_for(measurement, label)}
    apart = {
        _label_of(measurement.query.by, label): make_value(metric, *sorted_runs.calculate_metric(metric.how, [of]))
        for label, of in of.items()
    }
    return make_value(metric, *sorted_runs.calculate_metric(metric.how, of.values())), apart


def _is_asked_for(measurement: Measurement, label: float) -> bool:
    """Return True unless the query names events and this is none of them: the only filter on stored values."""
    return not measurement.query.where or label in stored_values.get_events(measurement.query)


def _group_labels(runs: stored_values.Runs, by: Dimension | None) -> Mapping[Label, sorted_runs.Run]:
    """Return the values of all days with the same label."""
    found: dict[Label, list[sorted_runs.Run]] = {}
    for day, values in runs.items() if by in DAY_DIMENSIONS else ():
        found.setdefault(label_day(by, day), []).append(values)  # type: ignore[arg-type]
    return {label: sorted_runs.merge_runs(of) for label, of in found.items()}


def _label_of(by: Dimension | None, value: float) -> Label:
    return None if by is not Dimension.HOUR and value == sorted_runs.NO_PERSON else int(value)


STORED_COUNTS = frozenset(
    metric.key for metric in METRICS.values() if metric.how is Aggregate.COUNT and STREAMS[metric.stream].is_kept
)
"""Metrics whose counts are stored for each day."""
_IN_ORDER = sorted(STORED_COUNTS)
_KEPT = text("""
  select day, array_agg(n order by figure collate "C") as counts
  from daily_counts where zone = :zone and day between :first and :last and figure = any(cast(:rolled as text[]))
  group by day having count(*) = cardinality(cast(:rolled as text[]))
""")
"""A day counts as stored if all its metrics are."""
_LIVE = "live"


async def measure_day_counts(measurement: Measurement, metrics: Sequence[Metric]) -> Sequence[Metric]:
    """Measure these metrics from stored days and rows; return those that were measured: none if too few days are
    stored."""
    asked = measurement.query
    wanted = [one for one in metrics if one.key in STORED_COUNTS]
    if asked.by not in (None, *DAY_DIMENSIONS) or not wanted or asked.where:
        return ()
    later = [one for one, by in measurement.ahead if by in DAY_DIMENSIONS and one.key in STORED_COUNTS]
    known = await _load_stored(measurement)
    missing = find_gaps(asked.period, known)
    if len(missing) > MOST_GAPS:
        return ()
    live = [one for gap in missing for one in await _load_from_rows(measurement, [*wanted, *later], gap)]
    for one in wanted:
        at = bisect_left(_IN_ORDER, one.key)
        by_day = [*((day, n[at]) for day, n in known.items()), *((day, n) for key, day, n in live if key == one.key)]
        labels: Counter[Label] = Counter()
        for day, n in by_day if asked.by is not None else ():
            labels[label_day(asked.by, day)] += n  # type: ignore[arg-type]
        measurement.add_values(
            one, make_count(sum(n for _, n in by_day)), {label: make_count(n) for label, n in labels.items()}
        )
    return wanted


async def _load_stored(measurement: Measurement) -> Mapping[date, Sequence[int]]:
    """Return the stored counts of the whole days of the period, in the order of their names."""
    asked, cache = measurement.query, measurement.cache
    key = (STORED_COUNTS, asked.period)
    if key not in cache:
        given = {"zone": asked.zone, "first": asked.period.first, "last": asked.period.last, "rolled": _IN_ORDER}
        cache[key] = {row.day: row.counts for row in await measurement.session.execute(_KEPT, given)}
    kept: Mapping[date, Sequence[int]] = cache[key]
    if asked.until is None:
        return kept
    cut = periods.get_today(asked.until, asked.zone)
    return {day: counts for day, counts in kept.items() if day < cut}


async def _load_from_rows(
    measurement: Measurement, metrics: Sequence[Metric], gap: Period
) -> Sequence[tuple[str, date, int]]:
    """Return metric, day and count from rows, for days that are not stored; reuses what the page has read."""
    asked, cache = replace(measurement.query, period=gap), measurement.cache
    of = (_LIVE, asked.period, asked.until)
    keys, rows = cache.get(of, (frozenset(), []))
    if unread := [one for one in dict.fromkeys(metrics) if one.key not in keys]:
        query = metric_queries.build_counts(tuple(unread), cut=asked.until is not None)
        counted = await measurement.session.execute(query, metric_queries.bind_given(asked))
        rows = [*rows, *((row.figure, row.day, row.n) for row in counted)]
        cache[of] = keys | {one.key for one in unread}, rows
    found: Sequence[tuple[str, date, int]] = rows
    return found
