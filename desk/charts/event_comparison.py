"""The newest events compared: attendance, requests per hundred, times, ratings, who resolved how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from db.models import Event, Person, any_of
from desk.charts import wording
from desk.charts.pictures import Bar, Bars, Block, Cell, Note, Picture, Table, TableRow
from desk.charts.stats_command import About, ReportReader, StatsQuestion
from desk.i18n import say
from desk.knowledge import gaps
from desk.metrics import METRICS, TOO_FEW, Dimension, Label, MetricQuery, Period
from desk.metrics.measuring.measure import measure
from desk.metrics.measuring.tables import count_shares
from desk.metrics.measuring.values import Measured, Value, get_top_share
from desk.metrics.periods import LONGEST
from desk.metrics.registry import ANSWERS
from desk.text import directions

_MOST = 3


async def make_blocks(reader: ReportReader, question: StatsQuestion, period: Period) -> list[Bars]:
    """Return searches without a result in these days, and topics without an article; only for that report form without
    filters."""
    if question.about is not About.FORM or question.of != ANSWERS or question.where:
        return []
    since, until = period.get_bounds(reader.rules.timezone)
    found = {"stats-searched-in-vain": await gaps.find_failed_searches(reader.session, since, until, _MOST)}
    if reader.rules.knowledge.articles:
        bare = await gaps.find_topics_without_article(reader.session, reader.language, since, until, _MOST)
        found["stats-topics-without"] = bare
    return [
        Bars(say(reader.language, key), tuple(Bar(one.name, float(one.n), str(one.n)) for one in of))
        for key, of in found.items()
        if of
    ]


MOST = 4
"""The number of events that are compared."""
_AGENTS = 4
KEYS = ("filed", "response_work_median", "solution_work_median", "mark_solution", "busiest_solving")
_BUSIEST = "busiest_solving"


@dataclass(frozen=True, slots=True)
class _Compared:
    """Events from the oldest on, their metrics, and who resolved how many of each, by event id."""

    events: Sequence[Event]
    metrics: Measured
    busiest: Mapping[int, Value]
    solved: dict[int, Sequence[tuple[str, float]]]

    def get_value(self, event: Event, key: str) -> Value:
        """Return one metric of the event."""
        if key == _BUSIEST:
            return self.busiest[event.id]
        found = next((row.values for row in self.metrics.rows if row.label == event.id), {})
        return found.get(key, Value(None, 0))

    def count_requests(self, event: Event) -> float:
        """Return how many requests belong to the event."""
        return self.get_value(event, "filed").amount or 0.0


@dataclass(frozen=True, slots=True)
class EventComparison:
    """The comparison as a page, and one line for each event."""

    page: Picture
    lines: tuple[str, ...]


async def compare_events(reader: ReportReader) -> EventComparison | None:
    """Return the comparison of the newest events, or None if none has begun. It names who did what: for admins."""
    today = reader.today
    begun = select(Event).where(Event.removed_at.is_(None), Event.starts_on <= today)
    newest = begun.order_by(Event.starts_on.desc(), Event.id.desc()).limit(MOST)
    events = list(reversed((await reader.session.scalars(newest)).all()))
    if not events:
        return None
    found = await _measure(reader, events, Period(today - timedelta(days=LONGEST), today))
    span = Period(events[0].starts_on, max(event.ends_on for event in events))
    days = wording.format_days(reader.language, span, today)
    page = Picture(say(reader.language, "events-compared"), days, tuple(_blocks(reader, found)))
    return EventComparison(page, tuple(_line(reader, found, event) for event in events))


async def _measure(reader: ReportReader, events: Sequence[Event], period: Period) -> _Compared:
    where = {Dimension.EVENT: [event.id for event in events]}
    keys, session, now = (key for key in KEYS if key != _BUSIEST), reader.session, reader.now
    metrics = await measure(
        session,
        keys,
        period,
        by=Dimension.EVENT,
        where=where,
        settings=reader.rules,
        now=now,
    )
    asked = MetricQuery(period, Dimension.EVENT, where, reader.rules.timezone, now, None)
    solved = await count_shares(session, _BUSIEST, asked)
    busiest = {event.id: get_top_share(solved.get(event.id, {})) for event in events}
    return _Compared(events, metrics, busiest, await _top_names(reader, events, solved))


async def _top_names(
    reader: ReportReader, events: Sequence[Event], solved: Mapping[Label, Mapping[int | None, int]]
) -> dict[int, Sequence[tuple[str, float]]]:
    """Return names with how many each resolved, most first; an unknown person on the board counts as others."""
    known = {who for theirs in solved.values() for who in theirs if who is not None}
    rows = await reader.session.execute(select(Person.id, Person.name).where(any_of(Person.id, sorted(known))))
    names: dict[int | None, str] = {row.id: row.name for row in rows}
    unknown = say(reader.language, "history-somebody")
    found: dict[int, Sequence[tuple[str, float]]] = {}
    for event in events:
        most_first = sorted(solved.get(event.id, {}).items(), key=lambda one: (-one[1], str(one[0])))
        found[event.id] = [(names.get(who, unknown), float(n)) for who, n in most_first]
    return found


def _blocks(reader: ReportReader, found: _Compared) -> list[Block]:
    language = reader.language
    taking_part = {e.id: None if e.attendance is None else float(e.attendance) for e in found.events}
    rows = [
        _row(say(language, "events-taking-part"), [(n, _whole(n)) for n in taking_part.values()]),
        _row(say(language, METRICS["filed"].name), [(n, _whole(n)) for n in map(found.count_requests, found.events)]),
        _row(
            say(language, "events-per-hundred"),
            [(n, _whole(n)) for n in (_per_hundred(found, event) for event in found.events)],
        ),
    ]
    for key in KEYS[1:]:
        values = [found.get_value(event, key) for event in found.events]
        rows.append(
            _row(
                say(language, METRICS[key].name),
                [(v.amount, wording.format_amount(language, METRICS[key], v.amount)) for v in values],
            )
        )
    agents = tuple(Cell(lines=_shares(language, found.solved[event.id])) for event in found.events)
    rows.append(TableRow(say(language, "events-solved-by"), agents))
    blocks: list[Block] = [Table(tuple(event.name for event in found.events), tuple(rows))]
    few_solved = any(0 < sum(n for _, n in found.solved[event.id]) < TOO_FEW for event in found.events)
    if few_solved or any(found.get_value(event, key).too_few for event in found.events for key in KEYS):
        blocks.append(Note(say(language, "events-too-few")))
    return blocks


def _row(name: str, cells: Sequence[tuple[float | None, str]]) -> TableRow:
    return TableRow(name, tuple(Cell(number, said) for number, said in cells))


def _shares(language: str, solved: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """Return who resolved which share, or for fewer than ten how many; a dash without any."""
    total = sum(n for _, n in solved)
    rows = [*solved[:_AGENTS]]
    if others := sum(n for _, n in solved[_AGENTS:]):
        rows.append((say(language, "events-others"), others))
    return tuple(f"{_part(language, n, total)} {directions.isolate_plain(name)}" for name, n in rows) or (
        wording.NOTHING,
    )


def _part(language: str, n: float, total: float) -> str:
    return wording.format_share(language, n / total) if total >= TOO_FEW else _whole(n)


def _per_hundred(found: _Compared, event: Event) -> float | None:
    return 100 * found.count_requests(event) / event.attendance if event.attendance else None


def _line(reader: ReportReader, found: _Compared, event: Event) -> str:
    per_hundred = _per_hundred(found, event)
    taking_part = say(reader.language, "event-attendance", n=event.attendance) if event.attendance is not None else ""
    said = [
        directions.isolate_plain(event.name),
        taking_part,
        say(reader.language, "event-requests", n=int(found.count_requests(event))),
        say(reader.language, "event-per-hundred", n=round(per_hundred)) if per_hundred is not None else "",
    ]
    return " · ".join(part for part in said if part)


def _whole(number: float | None) -> str:
    return wording.NOTHING if number is None else wording.format_count(number)
