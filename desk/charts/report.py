"""Measure the content of a report: its numbers now and before, its charts. No wording, no drawing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.models import Category, Event, Organization, Outlet, Person, ReviewCriterion, RootCause, any_of
from desk.charts.stats_command import About, ReportReader, StatsQuestion
from desk.i18n import formats, say
from desk.metrics import (
    METRICS,
    STREAMS,
    TIME_DIMENSIONS,
    Chart,
    Dimension,
    Label,
    MetricUnit,
    PageCache,
    Period,
    periods,
)
from desk.metrics.measuring import event_load, staffing
from desk.metrics.measuring.event_load import EventsAhead
from desk.metrics.measuring.measure import measure
from desk.metrics.measuring.staffing import StaffingNeed, TooLittle
from desk.metrics.measuring.values import Measured, Value
from desk.metrics.registry import get_report_form
from desk.tickets.topic_names import select_topic_name

_OF_OUTLET = select(Organization.name).where(Organization.id == Outlet.organization_id).scalar_subquery()
_BY_ID: dict[str, tuple[InstrumentedAttribute[int], ColumnElement[str]]] = {
    "agent": (Person.id, Person.name.expression),
    "requester": (Person.id, Person.name.expression),
    "category": (Category.id, Category.name.expression),
    "event": (Event.id, Event.name.expression),
    "criterion": (ReviewCriterion.id, ReviewCriterion.name.expression),
    "root_cause": (RootCause.id, RootCause.name.expression),
    "organization": (Organization.id, Organization.name.expression),
    "outlet": (Outlet.id, _OF_OUTLET + " · " + Outlet.name),
}


_TITLES = {
    "article": text("""
        select distinct on (article_id) article_id as id, title as name from article_texts
        where article_id = any(:ids) order by article_id, language = :language desc, current desc, version desc"""),
    "preset": text("select id, title as name from preset_answers where id = any(:ids)"),
    "canned": text("""
        select id, case when owner_id is null then '!' || key else :own end as name from canned_replies
        where id = any(:ids)"""),
}
"""Queries of the titles of answers, by kind."""


async def load_names(
    session: AsyncSession, language: str, by: Dimension, labels: Collection[Label]
) -> dict[Label, str]:
    """Return the name of each label; a deleted object is named by its id."""
    if by is Dimension.ANSWER:
        return await _answers(session, language, labels)
    if by.value not in _BY_ID:
        return {label: _name_of(language, by, label) for label in labels}
    key, column = _BY_ID[by.value]
    name: ColumnElement[str] = select_topic_name(language) if by is Dimension.CATEGORY else column
    ids = [label for label in labels if isinstance(label, int)]
    found: dict[Label, str] = {
        row[0]: row[1] for row in await session.execute(select(key, name).where(any_of(key, ids)))
    }
    unknown = say(language, f"stats-nobody-{by.value}")
    return {label: unknown if label is None else found.get(label, f"#{label}") for label in labels}


def _name_of(language: str, by: Dimension, label: Label) -> str:
    if label is None:
        return say(language, "stats-none")
    if by is Dimension.PRIORITY:
        return say(language, "priority-name", priority=label if isinstance(label, int) else 0)
    if by is Dimension.WEEKDAY:
        return formats.format_weekday(language, str(label))
    if by is Dimension.HOUR:
        return say(language, "stats-hour", hour=f"{label:02d}" if isinstance(label, int) else str(label))
    return say(language, "stats-source", source=str(label)) if by is Dimension.SOURCE else str(label)


async def _answers(session: AsyncSession, language: str, labels: Collection[Label]) -> dict[Label, str]:
    """Return titles of articles and automatic answers, keys of canned replies; personal ones are not named."""
    named: dict[Label, str] = {None: say(language, "stats-nobody-answer")}
    for kind, titles in _TITLES.items():
        ids = {int(str(one).partition("-")[2]) for one in labels if str(one).startswith(f"{kind}-")}
        given = {"ids": list(ids), "language": language, "own": say(language, "stats-own-canned")}
        rows = await session.execute(titles, {key: given[key] for key in titles.compile().params}) if ids else ()
        named |= {f"{kind}-{row.id}": row.name for row in rows}
    return {label: named.get(label, f"#{str(label).partition('-')[2]}") for label in labels}


_OF_PEOPLE, _MOST_AHEAD = "people", 5
_DAYS_OF_COLUMNS, _WEEKS_OF_COLUMNS = 45, 400


@dataclass(frozen=True, slots=True)
class ReportData:
    """The content of a report. `before` is empty if there is no period before, as for the current state; `until`: only
    what was before then counts, because the period itself is not over; `cache`: what was read for it;
    `staffing`: how many people next week needs, in the report of people as a whole; `ahead`: what events to come will
    bring, in the same report."""

    period: Period
    numbers: Mapping[str, Value]
    before: Mapping[str, Value]
    charts: tuple[tuple[Chart, Measured], ...]
    until: datetime | None = None
    cache: PageCache = field(default_factory=dict)
    staffing: StaffingNeed | TooLittle | None = None
    ahead: EventsAhead | None = None

    @property
    def is_empty(self) -> bool:
        """Return True if nothing happened in the period, and no event is to come."""
        return (
            self.ahead is None
            and not any(value.amount for value in self.numbers.values())
            and not any(value.of for value in self.numbers.values())
        )

    @property
    def too_few(self) -> bool:
        """Return True if a share is hidden because it is one of fewer than ten."""
        rows = [row.values for _, chart in self.charts for row in chart.rows]
        return any(value.too_few and value.of for values in (self.numbers, *rows) for value in values.values())


async def measure_report(reader: ReportReader, question: StatsQuestion, *, charts: bool = True) -> ReportData:
    """Return the numbers of a report form or a metric, and its charts unless only the numbers are read."""
    period = question.get_period(reader.today)
    if question.about is About.FORM:
        form = get_report_form(question.of, reader.rules)
        keys, known_charts = form.numbers, form.charts
    else:
        keys = (question.of,)
        known_charts = (Chart((question.of,), question.by or _get_default_dimension(question.of)),)
    drawn = [_in_steps(chart, period) for chart in _draw(known_charts if charts else (), period, question)]
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
        *(await _load_ahead(reader) if _is_of_people(question) else ()),
    )


def _is_of_people(question: StatsQuestion) -> bool:
    """Return True for the report of people as a whole."""
    return question.about is About.FORM and question.of == _OF_PEOPLE and not question.where


async def _load_ahead(reader: ReportReader) -> tuple[StaffingNeed | TooLittle | None, EventsAhead | None]:
    """Return how many people next week needs, and what the next events will bring."""
    need = await staffing.load_need(reader.session, reader.rules, reader.now)
    ahead = await event_load.load_events_ahead(reader.session, reader.rules, reader.now, limit=_MOST_AHEAD)
    return need, ahead


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
