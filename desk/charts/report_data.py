"""Measure the content of a report: its numbers now and before, its charts. No wording, no drawing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from desk.charts.reader import ReportReader
from desk.charts.report_question import About, StatsQuestion
from desk.metrics import METRICS, STREAMS, TIME_DIMENSIONS, Chart, Dimension, MetricUnit, PageCache, Period, periods
from desk.metrics.measuring import staffing
from desk.metrics.measuring.measure import measure
from desk.metrics.measuring.results import Measured, Value
from desk.metrics.measuring.staffing import StaffingNeed, TooLittle
from desk.metrics.report_forms import get_report_form

_OF_PEOPLE = "people"
_DAYS_OF_COLUMNS, _WEEKS_OF_COLUMNS = 45, 400


@dataclass(frozen=True, slots=True)
class ReportData:
    """The content of a report. `before` is empty if there is no period before, as for the current state; `until`: only
    what was before then counts, because the period itself is not over; `cache`: what was read for it;
    `staffing`: how many people next week needs, in the report of people as a whole."""

    period: Period
    numbers: Mapping[str, Value]
    before: Mapping[str, Value]
    charts: tuple[tuple[Chart, Measured], ...]
    until: datetime | None = None
    cache: PageCache = field(default_factory=dict)
    staffing: StaffingNeed | TooLittle | None = None

    @property
    def is_empty(self) -> bool:
        """Return True if nothing happened in the period."""
        return not any(value.amount for value in self.numbers.values()) and not any(
            value.of for value in self.numbers.values()
        )

    @property
    def too_few(self) -> bool:
        """Return True if a share is hidden because it is one of fewer than ten."""
        rows = [row.values for _, chart in self.charts for row in chart.rows]
        return any(value.too_few and value.of for values in (self.numbers, *rows) for value in values.values())


async def measure_report(reader: ReportReader, question: StatsQuestion) -> ReportData:
    """Return the numbers and charts of a report form or a metric."""
    period = question.get_period(periods.get_today(reader.now, reader.rules.timezone))
    if question.about is About.FORM:
        form = get_report_form(question.of, reader.rules)
        keys, charts = form.numbers, form.charts
    else:
        keys, charts = (question.of,), (Chart((question.of,), question.by or _get_default_dimension(question.of)),)
    drawn = [_in_steps(chart, period) for chart in _draw(charts, period, question)]
    cache: PageCache = {}
    numbers = await _measure(reader, keys, period, question, cache, ahead=drawn)
    until = periods.get_comparable_end(period, reader.now, reader.rules.timezone)
    known = [key for key in keys if _has_before(key, cut=until is not None)]
    before = await _measure(reader, known, periods.get_period_before(period), question, cache, until=until)
    return ReportData(
        period,
        numbers.total,
        before.total,
        tuple(
            [(chart, await _measure(reader, chart.metrics, period, question, cache, by=chart.by)) for chart in drawn]
        ),
        until,
        cache,
        await _load_need(reader, question),
    )


async def _load_need(reader: ReportReader, question: StatsQuestion) -> StaffingNeed | TooLittle | None:
    if question.about is not About.FORM or question.of != _OF_PEOPLE or question.where:
        return None
    return await staffing.load_need(reader.session, reader.rules, reader.now)


async def measure_before(
    reader: ReportReader, question: StatsQuestion, chart: Chart, found: ReportData
) -> Measured | None:
    """Return the first metric of a chart over time for the period before, or None if it has none."""
    if not _has_chart_before(chart):
        return None
    ahead = [Chart(one.metrics[:1], one.by) for one, _ in found.charts if _has_chart_before(one)]
    days = periods.get_period_before(found.period)
    return await _measure(reader, chart.metrics[:1], days, question, found.cache, by=chart.by, ahead=ahead)


def _has_chart_before(chart: Chart) -> bool:
    return chart.by in TIME_DIMENSIONS and _has_before(chart.metrics[0], cut=False)


def _get_default_dimension(key: str) -> Dimension:
    """Return the dimension of a metric that was asked for without one."""
    return Dimension.PRIORITY if _is_now(key) else Dimension.DAY


def _is_now(key: str) -> bool:
    return STREAMS[METRICS[key].stream].is_now


def _has_before(key: str, *, cut: bool) -> bool:
    """Return False for the current state, and for part of a day if only whole days are known."""
    stream = STREAMS[METRICS[key].stream]
    return not (stream.is_now or (cut and stream.is_daily))


def _without_days(chart: Chart) -> bool:
    """Return True if the chart is over days but about the current state."""
    return chart.by in TIME_DIMENSIONS and all(_is_now(key) for key in chart.metrics)


def _draw(charts: Iterable[Chart], period: Period, question: StatsQuestion) -> list[Chart]:
    drawn = [chart for chart in charts if chart.by not in question.where and not _without_days(chart)]
    if period.length == 1 and len(drawn) > 1:  # its days are drawn as hours already
        drawn = [chart for chart in drawn if chart.by is not Dimension.HOUR]
    return drawn


def _in_steps(chart: Chart, period: Period) -> Chart:
    """Return the chart with a dimension that suits the period: hours for a day, weeks for months, months for years."""
    if chart.by is not Dimension.DAY or 1 < period.length <= _DAYS_OF_COLUMNS:
        return chart
    if period.length > 1:
        return replace(chart, by=Dimension.WEEK if period.length <= _WEEKS_OF_COLUMNS else Dimension.MONTH)
    hourly = all(
        METRICS[key].unit is MetricUnit.COUNT and not STREAMS[METRICS[key].stream].is_daily for key in chart.metrics
    )
    return replace(chart, by=Dimension.HOUR) if hourly else chart


async def _measure(
    reader: ReportReader,
    keys: Sequence[str],
    period: Period,
    question: StatsQuestion,
    cache: PageCache,
    *,
    by: Dimension | None = None,
    until: datetime | None = None,
    ahead: Sequence[Chart] = (),
) -> Measured:
    return await measure(
        reader.session,
        keys,
        period,
        by=by,
        where=question.where,
        settings=reader.rules,
        now=reader.now,
        until=until,
        cache=cache,
        ahead=ahead,
    )
