"""Metrics of the desk's work: the list of metrics, the rows they are computed from, how they are measured."""

from desk.metrics.exports import ExportChoice, ExportFormat
from desk.metrics.measuring.measurement import PageCache
from desk.metrics.metric_queries import MetricQuery
from desk.metrics.periods import Period
from desk.metrics.registry import (
    METRICS,
    OF_ORGANIZATIONS,
    TIME_DIMENSIONS,
    TOO_FEW,
    Aggregate,
    Chart,
    Dimension,
    Label,
    Metric,
    MetricGroup,
    MetricUnit,
    list_hidden_groups,
    list_metrics,
    list_report_forms,
)
from desk.metrics.streams import STREAMS
