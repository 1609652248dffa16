"""Measure metrics: from stored days if they suffice, else from rows. Knows no report form and no picture; writes
nothing.

The caller brings the facts up to date first, in units of work of their own (`facts.bring_up_to_date`): what is not
counted yet is not measured.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import DeskSettings
from desk.metrics import stored_values
from desk.metrics.dimensions import OF_TIME, Dimension, Label, list_expected
from desk.metrics.measuring.day_counts import of_day_counts
from desk.metrics.measuring.day_values import of_day_values
from desk.metrics.measuring.measurement import Reading, plan_anew
from desk.metrics.measuring.results import Measured, MeasuredRow, Value, nothing
from desk.metrics.measuring.share_of_total import of_few
from desk.metrics.measuring.stream_rows import of_rows
from desk.metrics.metric_queries import AskedFigures
from desk.metrics.periods import Period
from desk.metrics.registry import FIGURES, Figure
from desk.metrics.report_forms import Chart
from desk.metrics.stored_values import Held

_OF_KEPT_DAYS = (of_day_counts, of_day_values, of_few)


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
    held: Held | None = None,
    ahead: Sequence[Chart] = (),
) -> Measured:
    """Measure metrics of a period by one dimension, filtered by other dimensions (a collection: any of the values;
    None: rows without one). Raises KeyError for an unknown metric. `stored`: stored counts of days that are over may be
    used. `until`: only what was before that moment of the last day. `held`: what was read for the same page and is
    reused. `ahead`: charts that will be asked for these days, and are read in the same pass."""
    figures = [FIGURES[key] for key in dict.fromkeys(keys)]
    asked = AskedFigures(period, by, where or {}, settings.timezone, now, until)
    more = [(FIGURES[key], chart.by) for chart in ahead for key in chart.figures]
    reading = Reading(session, asked, {} if held is None else held, more)
    reading.found.update({label: {} for label in (list_expected(by, period) if by else ())})
    await plan_anew(session)
    rest: Sequence[Figure] = figures
    for read in _OF_KEPT_DAYS if stored and stored_values.may_say(asked) else ():
        done = await read(reading, rest)
        rest = [one for one in rest if one not in done]
    await of_rows(reading, rest)
    return Measured(
        tuple(one.key for one in figures),
        period,
        by,
        {one.key: reading.total.get(one.key, nothing(one)) for one in figures},
        tuple(_order(reading.found, figures, by)),
    )


def _order(
    found: Mapping[Label, Mapping[str, Value]], figures: Sequence[Figure], by: Dimension | None
) -> list[MeasuredRow]:
    rows = [
        MeasuredRow(label, {one.key: values.get(one.key, nothing(one)) for one in figures})
        for label, values in found.items()
    ]
    if by in OF_TIME or not figures:
        return rows
    if by is Dimension.PRIORITY:  # the gravest first, whatever its number
        return sorted(rows, key=lambda row: str(row.label))
    return sorted(rows, key=lambda row: (-(row.values[figures[0].key].amount or 0), str(row.label)))
