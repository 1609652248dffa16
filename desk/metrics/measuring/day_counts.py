"""Metrics that are counts, from the stored counts of each day that is over; other days are counted from rows."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import text

from desk.metrics import metric_queries, periods
from desk.metrics.dimensions import OF_DAYS, Label, of_day
from desk.metrics.measuring.measurement import Reading
from desk.metrics.measuring.results import how_many
from desk.metrics.periods import Period
from desk.metrics.registry import FIGURES, Figure, How
from desk.metrics.stored_values import MOST_GAPS, gaps
from desk.metrics.streams import STREAMS

ROLLED = frozenset(
    figure.key for figure in FIGURES.values() if figure.how is How.COUNT and STREAMS[figure.stream].is_kept
)
"""Metrics whose counts are stored for each day."""
_IN_ORDER = sorted(ROLLED)
_KEPT = text("""
  select day, array_agg(n order by figure collate "C") as counts
  from daily_counts where zone = :zone and day between :first and :last and figure = any(cast(:rolled as text[]))
  group by day having count(*) = cardinality(cast(:rolled as text[]))
""")
"""A day counts as stored if all its metrics are."""
_LIVE = "live"


async def of_day_counts(reading: Reading, figures: Sequence[Figure]) -> Sequence[Figure]:
    """Measure these metrics from stored days and rows; return those that were measured: none if too few days are
    stored."""
    asked = reading.asked
    wanted = [one for one in figures if one.key in ROLLED]
    if asked.by not in (None, *OF_DAYS) or not wanted or asked.where:
        return ()
    later = [one for one, by in reading.ahead if by in OF_DAYS and one.key in ROLLED]
    known = await _load_stored(reading)
    missing = gaps(asked.period, known)
    if len(missing) > MOST_GAPS:
        return ()
    live = [one for gap in missing for one in await _live(reading, [*wanted, *later], gap)]
    for one in wanted:
        at = bisect_left(_IN_ORDER, one.key)
        by_day = [*((day, n[at]) for day, n in known.items()), *((day, n) for key, day, n in live if key == one.key)]
        labels: Counter[Label] = Counter()
        for day, n in by_day if asked.by is not None else ():
            labels[of_day(asked.by, day)] += n  # type: ignore[arg-type]
        reading.put(one, how_many(sum(n for _, n in by_day)), {label: how_many(n) for label, n in labels.items()})
    return wanted


async def _load_stored(reading: Reading) -> Mapping[date, Sequence[int]]:
    """Return the stored counts of the whole days of the period, in the order of their names."""
    asked, held = reading.asked, reading.held
    key = (ROLLED, asked.period)
    if key not in held:
        given = {"zone": asked.zone, "first": asked.period.first, "last": asked.period.last, "rolled": _IN_ORDER}
        held[key] = {row.day: row.counts for row in await reading.session.execute(_KEPT, given)}
    kept: Mapping[date, Sequence[int]] = held[key]
    if asked.until is None:
        return kept
    cut = periods.today(asked.until, asked.zone)
    return {day: counts for day, counts in kept.items() if day < cut}


async def _live(reading: Reading, figures: Sequence[Figure], gap: Period) -> Sequence[tuple[str, date, int]]:
    """Return metric, day and count from rows, for days that are not stored; reuses what the page has read."""
    asked, held = replace(reading.asked, period=gap), reading.held
    of = (_LIVE, asked.period, asked.until)
    keys, rows = held.get(of, (frozenset(), []))
    if unread := [one for one in dict.fromkeys(figures) if one.key not in keys]:
        query = metric_queries.counts(tuple(unread), cut=asked.until is not None)
        counted = await reading.session.execute(query, metric_queries.bind_given(asked))
        rows = [*rows, *((row.figure, row.day, row.n) for row in counted)]
        held[of] = keys | {one.key for one in unread}, rows
    found: Sequence[tuple[str, date, int]] = rows
    return found
