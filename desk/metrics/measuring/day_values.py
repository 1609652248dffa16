"""Metrics of values, such as medians, shares and numbers of people, from the stored values of each day that is over;
for other days from rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from desk.metrics import sorted_runs, stored_values
from desk.metrics.dimensions import OF_DAYS, Dimension, Label, of_day
from desk.metrics.measuring.measurement import Reading
from desk.metrics.measuring.results import Value, comes_to, how_many
from desk.metrics.registry import Figure, How

_Parts = tuple[Value, Mapping[Label, Value]]
"""The value of all rows, and by label."""


async def of_day_values(reading: Reading, figures: Sequence[Figure]) -> Sequence[Figure]:
    """Measure these metrics from the values of the days; return those that were measured."""
    asked = reading.asked
    columns = {one: column for one in figures if (column := stored_values.column_of(one, asked.by)) is not None}
    later = [column for one, by in reading.ahead if (column := stored_values.column_of(one, by)) is not None]
    wanted = list(dict.fromkeys([*columns.values(), *later]))
    runs = await stored_values.of_days(reading.session, wanted, asked, reading.held) if columns else None
    if runs is None:
        return ()
    labelled: dict[stored_values.KeptColumn, Mapping[Label, sorted_runs.Run]] = {}
    for one, column in columns.items():
        if one.how is How.COUNT:
            reading.put(one, *_count_values(reading, runs[column]))
        elif stored_values.is_pairs(column[1]):
            reading.put(one, *_of_pairs(reading, one, runs[column]))
        else:
            somebodys = stored_values.of_somebody(column[1], runs[column])
            if column not in labelled:
                labelled[column] = _in_labels(somebodys, asked.by)
            by_label = {
                label: comes_to(one, *sorted_runs.amount(one.how, [run])) for label, run in labelled[column].items()
            }
            reading.put(one, comes_to(one, *sorted_runs.amount(one.how, somebodys.values())), by_label)
    return tuple(columns)


def _count_values(reading: Reading, runs: stored_values.Runs) -> _Parts:
    """Return how often each label occurs."""
    labels = Counter(chain.from_iterable(runs.values()))
    apart = {label: how_many(n) for label, n in labels.items() if _is_asked_for(reading, label)}
    total = how_many(sum(value.of for value in apart.values()))
    return total, {_label_of(reading.asked.by, label): value for label, value in apart.items()}


def _of_pairs(reading: Reading, figure: Figure, runs: stored_values.Runs) -> _Parts:
    """Return the metric of the values of each label."""
    pairs = sorted_runs.group_by_label(runs.values())
    of = {label: sorted_runs.together(of) for label, of in pairs.items() if _is_asked_for(reading, label)}
    apart = {
        _label_of(reading.asked.by, label): comes_to(figure, *sorted_runs.amount(figure.how, [of]))
        for label, of in of.items()
    }
    return comes_to(figure, *sorted_runs.amount(figure.how, of.values())), apart


def _is_asked_for(reading: Reading, label: float) -> bool:
    """Return True unless the query names events and this is none of them: the only filter on stored values."""
    return not reading.asked.where or label in stored_values.events_of(reading.asked)


def _in_labels(runs: stored_values.Runs, by: Dimension | None) -> Mapping[Label, sorted_runs.Run]:
    """Return the values of all days with the same label."""
    found: dict[Label, list[sorted_runs.Run]] = {}
    for day, values in runs.items() if by in OF_DAYS else ():
        found.setdefault(of_day(by, day), []).append(values)  # type: ignore[arg-type]
    return {label: sorted_runs.together(of) for label, of in found.items()}


def _label_of(by: Dimension | None, value: float) -> Label:
    return None if by is not Dimension.HOUR and value == sorted_runs.NOBODY else int(value)
