"""Figures read: from what is kept of days where that says it, from rows else. Knows no form and no picture; writes
nothing.

Who reads brings the facts up to date first, in units of work of their own (`facts.bring_up_to_date`): what is not
counted yet is not in them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import DeskSettings
from desk.metrics import kept_values
from desk.metrics.dimensions import OF_TIME, Dimension, Label, expected
from desk.metrics.forms import Chart
from desk.metrics.kept_values import Held
from desk.metrics.measuring.day_counts import of_day_counts
from desk.metrics.measuring.day_values import of_day_values
from desk.metrics.measuring.few_of_all import of_few
from desk.metrics.measuring.measured import Measured, MeasuredRow, Value, nothing
from desk.metrics.measuring.reading import Reading, plan_anew
from desk.metrics.measuring.stream_rows import of_rows
from desk.metrics.periods import Period
from desk.metrics.registry import FIGURES, Figure
from desk.metrics.statements import AskedFigures

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
    """These figures of a period, told apart by one dimension, only where others have these values (a collection: one of
    them; None: nobody, none). Raises KeyError for a figure that is none. `stored`: counts of days that are
    over may be those that were kept. `until`: only what was before that moment of the period's last days. `held`:
    what was read for the same page, and is not read again; `ahead`: what will be asked of these days, and is read now,
    too."""
    figures = [FIGURES[key] for key in dict.fromkeys(keys)]
    asked = AskedFigures(period, by, where or {}, settings.timezone, now, until)
    more = [(FIGURES[key], chart.by) for chart in ahead for key in chart.figures]
    reading = Reading(session, asked, {} if held is None else held, more)
    reading.found.update({label: {} for label in (expected(by, period) if by else ())})
    await plan_anew(session)
    rest: Sequence[Figure] = figures
    for read in _OF_KEPT_DAYS if stored and kept_values.may_say(asked) else ():
        done = await read(reading, rest)
        rest = [one for one in rest if one not in done]
    await of_rows(reading, rest)
    return Measured(
        tuple(one.key for one in figures),
        period,
        by,
        {one.key: reading.total.get(one.key, nothing(one)) for one in figures},
        tuple(_ordered(reading.found, figures, by)),
    )


def _ordered(
    found: Mapping[Label, Mapping[str, Value]], figures: Sequence[Figure], by: Dimension | None
) -> list[MeasuredRow]:
    rows = [
        MeasuredRow(label, {one.key: values.get(one.key, nothing(one)) for one in figures})
        for label, values in found.items()
    ]
    if by in OF_TIME or not figures:
        return rows
    if by is Dimension.PRIORITY:  # the gravest first, whatever there is of it
        return sorted(rows, key=lambda row: str(row.label))
    return sorted(rows, key=lambda row: (-(row.values[figures[0].key].amount or 0), str(row.label)))
