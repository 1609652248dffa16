"""Shares of a few rows among all: the few are read, and all are counted by day."""

from collections import Counter
from collections.abc import Sequence

from desk.metrics import metric_queries
from desk.metrics.dimensions import Label, label_day
from desk.metrics.measuring.day_counts import STORED_COUNTS, measure_day_counts
from desk.metrics.measuring.measurement import Measurement
from desk.metrics.measuring.results import Value, make_value
from desk.metrics.registry import METRICS, Aggregate, Metric
from desk.metrics.stream_queries import RARE_COLUMNS
from desk.metrics.streams import STREAMS

_ALL_OF = {METRICS[key].stream: METRICS[key] for key in sorted(STORED_COUNTS) if not METRICS[key].column}
"""The metric that counts all rows of a stream."""


async def measure_shares(measurement: Measurement, metrics: Sequence[Metric]) -> Sequence[Metric]:
    """Measure these metrics as the share of few rows in the stored counts; return those that were measured."""
    asked, done = measurement.asked, list[Metric]()
    for one in metrics:
        if one.how is not Aggregate.SHARE or one.column not in RARE_COLUMNS or one.stream not in _ALL_OF:
            continue
        whole, everything = _ALL_OF[one.stream], measurement.copy_empty()
        if not await measure_day_counts(everything, [whole]):
            break
        query = metric_queries.build_rare(STREAMS[one.stream], one.column, cut=asked.until is not None)
        labels: Counter[Label] = Counter()
        for row in await measurement.session.execute(query, metric_queries.bind_given(asked)):
            labels[label_day(asked.by, row.day) if asked.by is not None else None] += row.n
        parts = {
            label: _part(one, labels[label], values[whole.key])
            for label, values in everything.found.items()
            if whole.key in values
        }
        measurement.add_values(one, _part(one, labels.total(), everything.total[whole.key]), parts)
        done.append(one)
    return done


def _part(metric: Metric, n: int, whole: Value) -> Value:
    return make_value(metric, n / whole.of if whole.of else None, whole.of)
