"""Shares of a few rows among all: the few are read, and all are counted by day."""

from collections import Counter
from collections.abc import Sequence

from desk.metrics import metric_queries
from desk.metrics.dimensions import Label, of_day
from desk.metrics.measuring.day_counts import ROLLED, of_day_counts
from desk.metrics.measuring.measurement import Reading
from desk.metrics.measuring.results import Value, comes_to
from desk.metrics.registry import FIGURES, Figure, How
from desk.metrics.streams import FEW, STREAMS

_ALL_OF = {FIGURES[key].stream: FIGURES[key] for key in sorted(ROLLED) if not FIGURES[key].column}
"""The metric that counts all rows of a stream."""


async def of_few(reading: Reading, figures: Sequence[Figure]) -> Sequence[Figure]:
    """Measure these metrics as the share of few rows in the stored counts; return those that were measured."""
    asked, done = reading.asked, list[Figure]()
    for one in figures:
        if one.how is not How.SHARE or one.column not in FEW or one.stream not in _ALL_OF:
            continue
        whole, everything = _ALL_OF[one.stream], reading.aside()
        if not await of_day_counts(everything, [whole]):
            break
        query = metric_queries.few(STREAMS[one.stream], one.column, cut=asked.until is not None)
        labels: Counter[Label] = Counter()
        for row in await reading.session.execute(query, metric_queries.bind_given(asked)):
            labels[of_day(asked.by, row.day) if asked.by is not None else None] += row.n
        parts = {
            label: _part(one, labels[label], values[whole.key])
            for label, values in everything.found.items()
            if whole.key in values
        }
        reading.put(one, _part(one, labels.total(), everything.total[whole.key]), parts)
        done.append(one)
    return done


def _part(figure: Figure, n: int, whole: Value) -> Value:
    return comes_to(figure, n / whole.of if whole.of else None, whole.of)
