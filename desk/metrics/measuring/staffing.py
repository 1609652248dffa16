"""How many people next week needs: what comes in a week, times how long a request takes, by the hours that one person
gives to requests.

How long a request takes is not measured, it is seen from what agents do: between two acts of one agent at most
`GAP` apart they worked; an act after a longer gap stands for `FIRST`. So work on several requests at a time is counted
once, and work that leaves no trace here, such as a telephone call, is not counted.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from math import sqrt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.unit_of_work import get_unit
from desk import DeskSettings
from desk.metrics import periods, sorted_runs, stored_values
from desk.metrics import streams as metrics_streams
from desk.metrics.periods import Period, get_today
from desk.metrics.registry import (
    DAY_DIMENSIONS,
    METRICS,
    TIME_DIMENSIONS,
    TOO_FEW,
    Aggregate,
    Chart,
    Dimension,
    Label,
    Metric,
    MetricUnit,
    label_day,
    list_expected,
)
from desk.metrics.stored_values import MOST_GAPS, PageCache, find_gaps
from desk.metrics.streams import (
    RARE_COLUMNS,
    STREAMS,
    MetricQuery,
    build_by_hour,
    build_by_person,
    build_query,
    get_grouping,
)

# The result of a measurement: a metric's number and count of rows, in total and by label. Pure; reads nothing.


@dataclass(frozen=True, slots=True)
class Value:
    """A metric's number in its unit; None without rows, or (`too_few`) for a share of fewer than ten. `of`: the number
    of rows it is computed from."""

    amount: float | None
    of: int
    too_few: bool = False


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """The values of one label, by the metric's key."""

    label: Label
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Measured:
    """Metrics of a period: `total`, and `rows` by label. Labels of time are in order and without gaps, others by
    size."""

    keys: tuple[str, ...]
    period: Period
    by: Dimension | None
    total: Mapping[str, Value]
    rows: tuple[MeasuredRow, ...] = field(default=())


def make_value(metric: Metric, amount: Any, of: int) -> Value:
    """Return the value of a metric that is computed from that many rows."""
    if not of:
        return _make_empty(metric)
    return Value(None, of, too_few=True) if metric.is_share and of < TOO_FEW else Value(float(amount), of)


def _make_count(n: int) -> Value:
    """Return the value of a count."""
    return Value(float(n), n)


def _make_empty(metric: Metric) -> Value:
    """Return the value of a metric without rows."""
    counts = metric.unit is MetricUnit.COUNT
    return Value(0.0 if counts else None, 0, too_few=metric.is_share)


def get_top_share(by_person: Mapping[int | None, int]) -> Value:
    """Return the share of the person with most rows; rows without a person are left out."""
    by_person = {who: n for who, n in by_person.items() if who is not None}
    of = sum(by_person.values())
    return Value(None, of, too_few=True) if of < TOO_FEW else Value(max(by_person.values()) / of, of)


# The state of one measurement: the query, the results, what the same page has read or will need.


_PLAN_ANEW = text("""
  select set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('max_parallel_workers_per_gather', '0', true)
""")
"""No parallel workers: the other cores are for answers, and starting workers costs ten milliseconds."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """`total`, `found`: the values so far, of all rows and by label, by the metric's key. `cache`: what was read for
    the same page and is reused. `ahead`: what will be asked for these days, and is read in the same pass."""

    session: AsyncSession
    asked: MetricQuery
    cache: PageCache = field(default_factory=dict)
    ahead: Sequence[tuple[Metric, Dimension]] = ()
    total: dict[str, Value] = field(default_factory=dict)
    found: dict[Label, dict[str, Value]] = field(default_factory=dict)

    def add_values(self, metric: Metric, total: Value, by_label: Mapping[Label, Value]) -> None:
        """Add the values of a metric."""
        self.total[metric.key] = total
        for label, value in by_label.items():
            self.found.setdefault(label, {})[metric.key] = value

    def copy_empty(self) -> "Measurement":
        """Return the same query with empty results."""
        return replace(self, total={}, found={})


async def _force_custom_plans(session: AsyncSession) -> None:
    """Make PostgreSQL plan each statement for its values, once in a unit of work: a generic plan suits no period,
    because it knows neither its days nor how much a filter leaves."""
    unit = get_unit(session)
    if not unit.has_custom_plans:
        unit.has_custom_plans = True
        await session.execute(_PLAN_ANEW)


WEEKS, FEWEST_WEEKS, FEWEST_REQUESTS = 8, 4, 30
"""Full weeks that are looked at; fewer weeks, or fewer finished requests, say too little."""
GAP, FIRST = timedelta(minutes=15), timedelta(minutes=5)
EIGHT_OF_TEN = {
    1: 3.078, 2: 1.886, 3: 1.638, 4: 1.533, 5: 1.476, 6: 1.440, 7: 1.415, 8: 1.397, 9: 1.383,
}  # fmt: skip
"""The quantile of Student's distribution that leaves out one tenth on each side, by degrees of freedom."""
_WEEK, _DAY = timedelta(weeks=1), timedelta(days=1)

_BEGAN = text("select min(filed_at) from tickets where filed_at is not null and not is_test")
_READ = text("""
with acts as (
  select e.author_id as person_id, e.created_at as at from entries e join tickets t on t.id = e.ticket_id
  where e.created_at >= :since and e.created_at < :until and e.kind in ('reply', 'note', 'draft') and not t.is_test
  union all
  select h.actor_id, h.at from history h join tickets t on t.id = h.ticket_id
  where h.field in ('status', 'assignee') and h.at >= :since and h.at < :until
    and h.actor_id <> t.requester_id and not t.is_test),
gaps as (
  select a.at, a.at - lag(a.at) over (partition by a.person_id order by a.at) as gap
  from acts a join people p on p.id = a.person_id
  where p.role not in ('requester', 'group', 'intake_group') or p.dismissed_at is not null),
counted as (
  select 'worked' as what, at, extract(epoch from case when gap <= :gap then gap else :first end) as n from gaps
  union all
  select 'filed', filed_at, 1 from tickets where filed_at >= :since and filed_at < :until and not is_test
  union all
  select 'finished', coalesce(resolved_at, ended_at), 1 from tickets
  where filed_at is not null and not is_test
    and (resolved_at >= :since and resolved_at < :until
      or resolved_at is null and ended_at >= :since and ended_at < :until))
select what, ((at at time zone :zone)::date - cast(:monday as date)) / 7 as week, sum(n) as n
from counted group by 1, 2
""")


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """The requests that came in a week and that were finished, and for how many seconds agents worked."""

    filed: float = 0
    finished: float = 0
    worked: float = 0


@dataclass(frozen=True, slots=True)
class StaffingNeed:
    """How many people it takes, and the range that holds in eight of ten weeks; what it follows from: the requests of a
    week, the minutes of one, the number of weeks."""

    people: float
    low: float
    high: float
    requests: float
    minutes: float
    weeks: int


@dataclass(frozen=True, slots=True)
class TooLittle:
    """There is not enough to say it from: how many full weeks, and how many finished requests there are."""

    weeks: int
    finished: int


def estimate_need(weeks: Sequence[WorkWeek], hours: float) -> StaffingNeed | TooLittle:
    """Return the need of a week like these, the last of them at most `WEEKS`. `hours`: that one person gives to
    requests in a week.

    The range has two parts: weeks differ in what comes in, and the time of a request is known from these weeks only.
    """
    n, finished = len(weeks), sum(week.finished for week in weeks)
    worked = sum(week.worked for week in weeks)
    if n < FEWEST_WEEKS or finished < FEWEST_REQUESTS or not worked:
        return TooLittle(n, round(finished))
    filed, each = sum(week.filed for week in weeks) / n, worked / finished
    need = filed * each / 3600 / hours
    if not need:
        return TooLittle(n, round(finished))
    of_filed = sum((week.filed - filed) ** 2 for week in weeks) / (n - 1) * (1 + 1 / n) / filed**2
    of_each = sum((week.worked - each * week.finished) ** 2 for week in weeks) / (n - 1) / n / (worked / n) ** 2
    off = need * EIGHT_OF_TEN[n - 1] * sqrt(of_filed + of_each)
    return StaffingNeed(need, max(0.0, need - off), need + off, filed, each / 60, n)


async def load_need(session: AsyncSession, rules: DeskSettings, now: datetime) -> StaffingNeed | TooLittle | None:
    """Return the need of next week from the last full weeks; None: the setting is off."""
    if not rules.team.staffing_hours:
        return None
    return estimate_need(await load_weeks(session, rules.timezone, now), rules.team.staffing_hours)


async def load_weeks(session: AsyncSession, zone: str, now: datetime) -> list[WorkWeek]:
    """Return the last full weeks, from Monday to Sunday, without those that had begun before the first request."""
    began = await session.scalar(_BEGAN)
    today = get_today(now, zone)
    until = today - today.weekday() * _DAY
    if began is None:
        return []
    first = get_today(began, zone)
    monday = max(until - WEEKS * _WEEK, first + (-first.weekday() % 7) * _DAY)
    given = {
        "since": _begin(monday, zone), "until": _begin(until, zone), "monday": monday, "zone": zone,
        "gap": GAP, "first": FIRST,
    }  # fmt: skip
    found: dict[int, dict[str, float]] = {week: {} for week in range(max(0, (until - monday).days // 7))}
    if found:
        for row in await session.execute(_READ, given):
            found[row.week][row.what] = float(row.n)
    return [WorkWeek(**week) for week in found.values()]


def _begin(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


# Tables that are not a single metric: the number of each person by label, and requests by hour of the week.


_FILED = "filed"
_HOURS = (_FILED, stored_values.HOUR)


async def count_shares(
    session: AsyncSession, key: str, asked: MetricQuery, cache: PageCache | None = None
) -> Mapping[Label, Mapping[int | None, int]]:
    """Return how many rows each person has for each label, for a metric that is a share of the busiest person; None is
    the key of rows without a person. `cache` as in `measure`."""
    await _force_custom_plans(session)
    metric = METRICS[key]
    found: dict[Label, dict[int | None, int]] = {}
    if (
        asked.where
        and stored_values.can_use_stored(asked)
        and (column := stored_values.find_column(metric, asked.by)) is not None
    ):
        runs = await stored_values.load_days(session, [column], asked, cache)
        if runs is not None:
            for event, of in sorted_runs.group_by_label(runs[column].values()).items():
                people = Counter(chain.from_iterable(of))
                found[int(event)] = {int(who) or None: n for who, n in people.items()}
            return {event: found[event] for event in stored_values.get_events(asked) if event in found}
    query = build_by_person(STREAMS[metric.stream], metric, asked, with_no_person=True)
    for row in await session.execute(query, metrics_streams.bind_given(asked)):
        found.setdefault(row.label, {})[row.who] = row.n
    return found


async def count_by_hour(
    session: AsyncSession, asked: MetricQuery, cache: PageCache | None = None
) -> Counter[tuple[int, int]]:
    """Return how many requests were filed, by weekday and hour; `cache` as in `measure`."""
    await _force_custom_plans(session)
    runs = None if asked.where else await stored_values.load_days(session, [_HOURS], asked, cache)
    if runs is not None:
        days: dict[int, list[sorted_runs.Run]] = defaultdict(list)
        for day, hours in runs[_HOURS].items():
            days[day.weekday()].append(hours)
        found = {weekday: Counter(chain.from_iterable(of)) for weekday, of in days.items()}
        return Counter({(weekday, int(hour)): n for weekday, of in found.items() for hour, n in of.items()})
    rows = await session.execute(build_by_hour(STREAMS[_FILED], asked), metrics_streams.bind_given(asked))
    return Counter({(row.weekday, row.hour): row.n for row in rows})


# Metrics of values, such as medians, shares and numbers of people, from the stored values of each day that is over;
# for other days from rows.


_Parts = tuple[Value, Mapping[Label, Value]]
"""The value of all rows, and by label."""


async def _measure_day_values(measurement: Measurement, metrics: Sequence[Metric]) -> Sequence[Metric]:
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
    apart = {label: _make_count(n) for label, n in labels.items() if _is_asked_for(measurement, label)}
    total = _make_count(sum(value.of for value in apart.values()))
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


# Metrics that are counts, from the stored counts of each day that is over; other days are counted from rows.


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


async def _measure_day_counts(measurement: Measurement, metrics: Sequence[Metric]) -> Sequence[Metric]:
    """Measure these metrics from stored days and rows; return those that were measured: none if too few days are
    stored."""
    asked = measurement.asked
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
            one, _make_count(sum(n for _, n in by_day)), {label: _make_count(n) for label, n in labels.items()}
        )
    return wanted


async def _load_stored(measurement: Measurement) -> Mapping[date, Sequence[int]]:
    """Return the stored counts of the whole days of the period, in the order of their names."""
    asked, cache = measurement.asked, measurement.cache
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
    asked, cache = replace(measurement.asked, period=gap), measurement.cache
    of = (_LIVE, asked.period, asked.until)
    keys, rows = cache.get(of, (frozenset(), []))
    if unread := [one for one in dict.fromkeys(metrics) if one.key not in keys]:
        query = metrics_streams.build_counts(tuple(unread), cut=asked.until is not None)
        counted = await measurement.session.execute(query, metrics_streams.bind_given(asked))
        rows = [*rows, *((row.figure, row.day, row.n) for row in counted)]
        cache[of] = keys | {one.key for one in unread}, rows
    found: Sequence[tuple[str, date, int]] = rows
    return found


# Metrics from the rows of their streams: one statement for each stream, for a page's numbers and its charts.


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


async def _measure_rows(measurement: Measurement, metrics: Iterable[Metric]) -> None:
    """Measure these metrics from rows: of all, and by label."""
    streams: dict[str, list[Metric]] = {}
    for metric in metrics:
        streams.setdefault(metric.stream, []).append(metric)
    for stream, theirs in streams.items():
        if plain := [one for one in theirs if one.how is not Aggregate.TOP_SHARE]:
            read = await _rows(measurement, stream, plain)
            apart = read.get_labelled(measurement.asked.by)
            for row in read.get_total():
                for one in plain:
                    measurement.add_values(one, _value(one, row), {label: _value(one, own) for label, own in apart})
        for one in theirs:
            if one.how is Aggregate.TOP_SHARE:
                await _measure_busiest(measurement, one)


async def _measure_busiest(measurement: Measurement, metric: Metric) -> None:
    asked = measurement.asked
    query = build_by_person(STREAMS[metric.stream], metric, asked)
    rows = (await measurement.session.execute(query, metrics_streams.bind_given(asked))).all()
    by_label: dict[Label, list[Any]] = {}
    for row in rows if asked.by is not None else ():
        by_label.setdefault(row.label, []).append(row)
    measurement.add_values(metric, _top_share(rows), {label: _top_share(own) for label, own in by_label.items()})


async def _rows(measurement: Measurement, stream: str, metrics: Sequence[Metric]) -> _RowsRead:
    """Return the rows that the page has read, or read them with everything that will be asked of this stream and these
    days: each pass over the rows costs as much as all that is computed from them."""
    asked, cache = measurement.asked, measurement.cache
    key = (_ROWS, stream, asked.period, asked.until, repr(sorted(asked.where.items())))
    known: _RowsRead | None = cache.get(key)
    if known is not None and known.has_metrics(metrics, asked.by):
        return known
    later = [(one, by) for one, by in measurement.ahead if one.stream == stream and one.how is not Aggregate.TOP_SHARE]
    every = tuple(dict.fromkeys([*metrics, *(one for one, _ in later)]))
    by = tuple(dict.fromkeys([*([asked.by] if asked.by is not None else []), *(by for _, by in later)]))
    query = build_query(STREAMS[stream], every, asked, by)
    read = _RowsRead(every, by, (await measurement.session.execute(query, metrics_streams.bind_given(asked))).all())
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


# Measure metrics: from stored days if they suffice, else from rows. Knows no report form and no picture; writes
# nothing. The caller brings the facts up to date first, in units of work of their own (`facts.bring_up_to_date`):
# what is not counted yet is not measured.


# Shares of a few rows among all: the few are read, and all are counted by day.


_ALL_OF = {METRICS[key].stream: METRICS[key] for key in sorted(STORED_COUNTS) if not METRICS[key].column}
"""The metric that counts all rows of a stream."""


async def measure_shares(measurement: Measurement, metrics: Sequence[Metric]) -> Sequence[Metric]:
    """Measure these metrics as the share of few rows in the stored counts; return those that were measured."""
    asked, done = measurement.asked, list[Metric]()
    for one in metrics:
        if one.how is not Aggregate.SHARE or one.column not in RARE_COLUMNS or one.stream not in _ALL_OF:
            continue
        whole, everything = _ALL_OF[one.stream], measurement.copy_empty()
        if not await _measure_day_counts(everything, [whole]):
            break
        query = metrics_streams.build_rare(STREAMS[one.stream], one.column, cut=asked.until is not None)
        labels: Counter[Label] = Counter()
        for row in await measurement.session.execute(query, metrics_streams.bind_given(asked)):
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


_OF_KEPT_DAYS = (_measure_day_counts, _measure_day_values, measure_shares)


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
    empty = {one.key: _make_empty(one) for one in metrics}
    measurement.found.update({label: {} for label in (list_expected(by, period) if by else ())})
    await _force_custom_plans(session)
    rest: Sequence[Metric] = metrics
    for read in _OF_KEPT_DAYS if stored and stored_values.can_use_stored(asked) else ():
        done = await read(measurement, rest)
        rest = [one for one in rest if one not in done]
    await _measure_rows(measurement, rest)
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
