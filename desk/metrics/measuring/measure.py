"""Measures metrics from rows. Knows no report form and no picture."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import DeskSettings
from desk.metrics.measuring.measurement import Measurement, PageCache
from desk.metrics.measuring.rows import measure_rows
from desk.metrics.measuring.staffing import use_custom_plans
from desk.metrics.measuring.values import (
    Measured,
    MeasuredRow,
    Value,
    make_empty,
)
from desk.metrics.metric_queries import MetricQuery
from desk.metrics.periods import Period
from desk.metrics.registry import (
    METRICS,
    TIME_DIMENSIONS,
    Chart,
    Dimension,
    Label,
    Metric,
    list_expected,
)


async def measure(
    session: AsyncSession,
    keys: Iterable[str],
    period: Period,
    *,
    by: Dimension | None = None,
    where: Mapping[Dimension, object] | None = None,
    settings: DeskSettings,
    now: datetime,
    until: datetime | None = None,
    cache: PageCache | None = None,
    ahead: Sequence[Chart] = (),
) -> Measured:
    """Measure metrics of a period by one dimension, filtered by other dimensions (a collection: any of the values;
    None: rows without one). Raises KeyError for an unknown metric. `until`: only what was before that moment of the
    last day. `cache`: what was read for the same page and is reused. `ahead`: charts that will be asked for these days,
    and are read in the same pass."""
    metrics = [METRICS[key] for key in dict.fromkeys(keys)]
    asked = MetricQuery(period, by, where or {}, settings.timezone, now, until)
    more = [(METRICS[key], chart.by) for chart in ahead for key in chart.metrics]
    measurement = Measurement(session, asked, {} if cache is None else cache, more)
    empty = {one.key: make_empty(one) for one in metrics}
    measurement.found.update({label: {} for label in (list_expected(by, period) if by else ())})
    await use_custom_plans(session)
    await measure_rows(measurement, metrics)
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
