"""Measures metrics: from stored days if they suffice, else from rows. Knows no report form and no picture."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import DeskSettings
from desk.metrics import metric_queries, stored_values
from desk.metrics.measuring.measurement import Measurement
from desk.metrics.measuring.rows import measure_rows
from desk.metrics.measuring.staffing import use_custom_plans
from desk.metrics.measuring.stored_days import STORED_COUNTS, measure_day_counts, measure_day_values
from desk.metrics.measuring.values import (
    Measured,
    MeasuredRow,
    Value,
    make_empty,
    make_value,
)
from desk.metrics.metric_queries import MetricQuery
from desk.metrics.periods import Period
from desk.metrics.registry import (
    METRICS,
    TIME_DIMENSIONS,
    Aggregate,
    Chart,
    Dimension,
    Label,
    Metric,
    label_day,
    list_expected,
)
from desk.metrics.stored_values import PageCache
from desk.metrics.streams import RARE_COLUMNS, STREAMS

_ALL_OF = {METRICS[key].stream: METRICS[key] for key in sorted(STORED_COUNTS) if not METRICS[key].column}
"""The metric that counts all rows of a stream."""


async def measure_shares(measurement: Measurement, metrics: Sequence[Metric]) -> Sequence[Metric]:
    """Measure these metrics as the share of few rows in the stored counts; return those that were measured."""
    asked, done = measurement.query, list[Metric]()
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


_OF_KEPT_DAYS = (measure_day_counts, measure_day_values, measure_shares)


async def measure(
    session: AsyncSession,
    keys: Iterable[str],
    period: Period,
    *,
    by: Dimension | None = None,
    where: Mapping[Dimension, object] | None = None,
    settings: DeskSettings,
    now: datetime,
    stored: bool = True,
    until: datetime | None = None,
    cache: PageCache | None = None,
    ahead: Sequence[Chart] = (),
) -> Measured:
    """Measure metrics of a period by one dimension, filtered by other dimensions (a collection: any of the values;
    None: rows without one). Raises KeyError for an unknown metric. `stored`: stored counts of days that are over may be
    used. `until`: only what was before that moment of the last day. `cache`: what was read for the same page and is
    reused. `ahead`: charts that will be asked for these days, and are read in the same pass."""
    metrics = [METRICS[key] for key in dict.fromkeys(keys)]
    asked = MetricQuery(period, by, where or {}, settings.timezone, now, until)
    more = [(METRICS[key], chart.by) for chart in ahead for key in chart.metrics]
    measurement = Measurement(session, asked, {} if cache is None else cache, more)
    empty = {one.key: make_empty(one) for one in metrics}
    measurement.found.update({label: {} for label in (list_expected(by, period) if by else ())})
    await use_custom_plans(session)
    rest: Sequence[Metric] = metrics
    for read in _OF_KEPT_DAYS if stored and stored_values.can_use_stored(asked) else ():
        done = await read(measurement, rest)
        rest = [one for one in rest if one not in done]
    await measure_rows(measurement, rest)
    return Measured(
        tuple(one.key for one in metrics),
        period,
        by,
        {key: measurement.total.get(key, none) for key, none in empty.items()},
        tuple(_order(measurement.found, metrics, by, empty)),
    )


def _order(
    found: Mapping[Label, Mapping[str, Value]],
    metrics: Sequence[Metric],
    by: Dimension | None,
    empty: Mapping[str, Value],
) -> list[MeasuredRow]:
    rows = [
        MeasuredRow(label, {key: values.get(key, none) for key, none in empty.items()})
        for label, values in found.items()
    ]
    if by in TIME_DIMENSIONS or not metrics:
        return rows
    if by is Dimension.PRIORITY:  # the gravest first, whatever its number
        return sorted(rows, key=lambda row: str(row.label))
    return sorted(rows, key=lambda row: (-(row.values[metrics[0].key].amount or 0), str(row.label)))
