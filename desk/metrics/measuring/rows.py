"""Metrics from the rows of their streams: one statement for each stream, for a page's numbers and its charts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desk.metrics import metric_queries
from desk.metrics.measuring.measurement import Measurement
from desk.metrics.measuring.values import (
    Value,
    get_top_share,
    make_value,
)
from desk.metrics.metric_queries import build_by_person, build_query, get_grouping
from desk.metrics.registry import (
    Aggregate,
    Dimension,
    Label,
    Metric,
)
from desk.metrics.streams import STREAMS

_ROWS = "rows"


@dataclass(frozen=True, slots=True)
class _RowsRead:
    """The result of one statement: the row of all, and rows by labels of these dimensions."""

    metrics: Sequence[Metric]
    by: Sequence[Dimension]
    rows: Sequence[Any]

    def has_metrics(self, metrics: Iterable[Metric], by: Dimension | None) -> bool:
        """Return True if the result has these metrics by that dimension."""
        return set(metrics).issubset(self.metrics) and (by is None or by in self.by)

    def get_total(self) -> Iterable[Any]:
        """Return the row of all."""
        return self._of(None)

    def get_labelled(self, by: Dimension | None) -> Iterable[tuple[Label, Any]]:
        """Return a row for each label."""
        place = self.by.index(by) if by is not None else None
        return [(getattr(row, f"label_{place}"), row) for row in self._of(place)] if place is not None else []

    def _of(self, place: int | None) -> Sequence[Any]:
        which = get_grouping(place, len(self.by))
        return [row for row in self.rows if row.is_of == which]


async def measure_rows(measurement: Measurement, metrics: Iterable[Metric]) -> None:
    """Measure these metrics from rows: of all, and by label."""
    streams: dict[str, list[Metric]] = {}
    for metric in metrics:
        streams.setdefault(metric.stream, []).append(metric)
    for stream, theirs in streams.items():
        if plain := [one for one in theirs if one.how is not Aggregate.TOP_SHARE]:
            read = await _rows(measurement, stream, plain)
            apart = read.get_labelled(measurement.query.by)
            for row in read.get_total():
                for one in plain:
                    measurement.add_values(one, _value(one, row), {label: _value(one, own) for label, own in apart})
        for one in theirs:
            if one.how is Aggregate.TOP_SHARE:
                await _measure_busiest(measurement, one)


async def _measure_busiest(measurement: Measurement, metric: Metric) -> None:
    asked = measurement.query
    query = build_by_person(STREAMS[metric.stream], metric, asked)
    rows = (await measurement.session.execute(query, metric_queries.bind_given(asked))).all()
    by_label: dict[Label, list[Any]] = {}
    for row in rows if asked.by is not None else ():
        by_label.setdefault(row.label, []).append(row)
    measurement.add_values(metric, _top_share(rows), {label: _top_share(own) for label, own in by_label.items()})


async def _rows(measurement: Measurement, stream: str, metrics: Sequence[Metric]) -> _RowsRead:
    """Return the rows that the page has read, or read them with everything that will be asked of this stream and these
    days: each pass over the rows costs as much as all that is computed from them."""
    asked, cache = measurement.query, measurement.cache
    key = (_ROWS, stream, asked.period, asked.until, repr(sorted(asked.where.items())))
    known: _RowsRead | None = cache.get(key)
    if known is not None and known.has_metrics(metrics, asked.by):
        return known
    later = [(one, by) for one, by in measurement.ahead if one.stream == stream and one.how is not Aggregate.TOP_SHARE]
    every = tuple(dict.fromkeys([*metrics, *(one for one, _ in later)]))
    by = tuple(dict.fromkeys([*([asked.by] if asked.by is not None else []), *(by for _, by in later)]))
    query = build_query(STREAMS[stream], every, asked, by)
    read = _RowsRead(every, by, (await measurement.session.execute(query, metric_queries.bind_given(asked))).all())
    cache[key] = read
    return read


def _value(metric: Metric, row: Any) -> Value:
    return make_value(metric, getattr(row, metric.key), getattr(row, f"{metric.key}_of"))


def _top_share(rows: Sequence[Any]) -> Value:
    """Return the share of the person with most rows, over all labels."""
    by_person: Counter[int | None] = Counter()
    for row in rows:
        by_person[row.who] += row.n
    return get_top_share(by_person)
