"""Word what events to come will bring, in a report: sentences, bars by day, tables. Measures nothing, draws nothing."""

from desk.charts import wording
from desk.charts.pictures import Bar, Bars
from desk.charts.report_tables import ReportRow, ReportTable
from desk.charts.stats_command import ReportReader
from desk.i18n import formats, say
from desk.metrics import Period
from desk.metrics.measuring.event_load import (
    FEWEST_PARTICIPANTS,
    FEWEST_PAST,
    EventLoad,
    EventsAhead,
    ExpectedRequests,
    Forecast,
)
from desk.text import directions

_MOST_BARS, _MOST_IN_PICTURE = 10, 2
_HEADS = ("when", "expected", "low", "high", "people-needed")


def list_notes(reader: ReportReader, ahead: EventsAhead | None) -> list[str]:
    """Return what the next events will bring and when most of it, or what is missing to say it; short enough for the
    text under a picture."""
    if ahead is None:
        return []
    if ahead.past < FEWEST_PAST:
        given = {"past": ahead.past, "fewest": FEWEST_PAST, "least": FEWEST_PARTICIPANTS}
        return [say(reader.language, "stats-load-missing", **given)]
    return [note for load in ahead.loads[:_MOST_IN_PICTURE] for note in _describe(reader, ahead, load)]


def _describe(reader: ReportReader, ahead: EventsAhead, load: EventLoad) -> list[str]:
    language, event, found = reader.language, load.event, load.forecast
    name = directions.isolate_plain(event.name)
    if found is None:
        return [say(language, "stats-load-attendance", name=name, slug=event.slug)]
    days = wording.format_days(language, Period(event.starts_on, event.ends_on), reader.today)
    each = formats.format_decimal(language, found.per_hundred)
    n = wording.format_count(event.attendance or 0)
    total = say(language, "stats-load", name=name, days=days, n=n, each=each, past=ahead.past, **_say(found.total))
    return [total, *_describe_peak(reader, load, found)]


def _describe_peak(reader: ReportReader, load: EventLoad, found: Forecast) -> list[str]:
    """Return the sentence about the day with most, of those that are not over."""
    language, days = reader.language, load.list_days(reader.today)
    if not days or not found.total.requests:
        return []
    day, most = max(days, key=lambda one: one[1].requests)
    at = wording.format_day(language, day, reader.today)
    people = _say_people(reader, load.count_people(most))
    return [say(language, "stats-load-peak", day=at, people=people, **_say(most))]


def _say(expected: ExpectedRequests) -> dict[str, str]:
    """Return the numbers of a sentence; the range is rounded outwards."""
    low, high = int(expected.low), -int(-expected.high // 1)
    return {
        "requests": wording.format_count(expected.requests),
        "low": wording.format_count(low),
        "high": wording.format_count(high),
    }


def _say_people(reader: ReportReader, people: float | None) -> str:
    return "none" if people is None else formats.format_decimal(reader.language, people)


def list_bars(reader: ReportReader, ahead: EventsAhead | None) -> list[Bars]:
    """Return a block for each of the next events with a forecast: what to expect by day."""
    return [bars for bars, _ in list_sections(reader, ahead)][:_MOST_IN_PICTURE]


def _bars(reader: ReportReader, load: EventLoad) -> Bars:
    language, lines = reader.language, _list_lines(reader, load)
    bars = []
    for name, one, people in lines[:_MOST_BARS]:
        said = say(language, "stats-load-bar", people=_say_people(reader, people), **_say(one))
        bars.append(Bar(name, one.requests, said))
    more = say(language, "stats-more-rows", n=len(lines) - _MOST_BARS) if len(lines) > _MOST_BARS else ""
    return Bars(_title(reader, load), tuple(bars), more)


def list_sections(reader: ReportReader, ahead: EventsAhead | None) -> list[tuple[Bars, ReportTable]]:
    """Return a block for each event with a forecast, with its table, which has every day."""
    loads = [load for load in (ahead.loads if ahead is not None else ()) if load.forecast is not None]
    return [(_bars(reader, load), _make_table(reader, load)) for load in loads]


def _make_table(reader: ReportReader, load: EventLoad) -> ReportTable:
    names = tuple(say(reader.language, f"table-{one}") for one in _HEADS)
    rows = []
    for name, one, people in _list_lines(reader, load):
        values = (one.requests, one.low, one.high, people)
        said = tuple(wording.NOTHING if n is None else formats.format_decimal(reader.language, n) for n in values)
        rows.append(ReportRow(name, said, tuple(None if n is None else round(n, 2) for n in values)))
    return ReportTable(_title(reader, load), names, names, tuple(rows))


def _list_lines(reader: ReportReader, load: EventLoad) -> list[tuple[str, ExpectedRequests, float | None]]:
    """Return the expected requests and staff of each day left, and those before the first and after the last day as
    one line each."""
    language, today, found = reader.language, reader.today, load.forecast
    assert found is not None
    before = [(say(language, "stats-load-before"), found.before, None)] if today < load.event.starts_on else []
    days = [
        (wording.format_day(language, day, today), one, load.count_people(one)) for day, one in load.list_days(today)
    ]
    return [*before, *days, (say(language, "stats-load-after"), found.after, None)]


def _title(reader: ReportReader, load: EventLoad) -> str:
    return say(reader.language, "stats-load-by-day", name=directions.isolate_plain(load.event.name))
