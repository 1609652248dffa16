"""Sorted values, and the metric of several sorted runs: exactly that of all their values together. Pure; knows no day
and no table."""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from math import floor, fsum, inf

from desk.metrics.registry import Aggregate

Run = Sequence[float]
"""Values in ascending order."""
NO_PERSON = 0
"""The label of rows without a person."""
_EVERY = 25
_MANY = 2000
_PARTS = {Aggregate.MEDIAN: 0.5, Aggregate.P90: 0.9}


def pack_amounts(values: Iterable[float]) -> bytes:
    """Return values as stored: eight bytes each, in the given (ascending) order."""
    return _to_little_endian(array("d", values)).tobytes()


def unpack_amounts(run: bytes) -> "array[float]":
    """Return the values that were packed."""
    return _to_little_endian(array("d", run))


def _to_little_endian(values: "array[float]") -> "array[float]":
    if sys.byteorder == "big":
        values.byteswap()
    return values


def keep_people(run: Run) -> Run:
    """Return a run of people without `NO_PERSON`."""
    return run[bisect_right(run, NO_PERSON) :]


def group_by_label(runs: Iterable[Run]) -> dict[float, list[Run]]:
    """Return the values of each label. Each run has first the labels, then their values, both in order."""
    found: dict[float, list[Run]] = defaultdict(list)
    for run in runs:
        many = first = len(run) // 2
        while many and first < 2 * many:
            label = run[first - many]
            after = bisect_right(run, label, first - many, many) + many
            found[label].append(run[first:after])
            first = after
    return found


def calculate_metric(how: Aggregate, runs: Iterable[Run]) -> tuple[float | None, int]:
    """Return the metric of all values together and their number; None if there are none."""
    held = [run for run in (map(keep_people, runs) if how is Aggregate.TOP_SHARE else runs) if run]
    of = sum(len(run) for run in held)
    if not of:
        return None, 0
    if how in _PARTS:
        return calculate_quantile(held, _PARTS[how]), of
    if how is Aggregate.LONGEST:
        return max(run[-1] for run in held), of
    if how is Aggregate.DISTINCT:
        return float(len(set(chain.from_iterable(held)))), of
    if how is Aggregate.TOP_SHARE:
        return max(Counter(chain.from_iterable(held)).values()) / of, of
    if how is Aggregate.SHARE:
        return sum(len(run) - bisect_left(run, 1) for run in held) / of, of
    if how is Aggregate.MEAN:
        return fsum(chain.from_iterable(held)) / of, of
    raise ValueError(how)


def merge_runs(runs: Iterable[Run]) -> Run:
    """Return all values as one run."""
    return sorted(chain.from_iterable(runs))


def calculate_quantile(runs: Sequence[Run], part: float) -> float:
    """Return the quantile as `percentile_cont` has it: interpolated between the two values around that place."""
    place = part * (sum(len(run) for run in runs) - 1)
    low = floor(place)
    below, values = _sort_around(runs, low)
    first = values[low - below]
    return first if place == low else first + (place - low) * (values[low - below + 1] - first)


def _sort_around(runs: Sequence[Run], place: int) -> tuple[int, Run]:
    """Return a part of all values in order that includes that place and the next, and how many values are below it. The
    place is looked for among a sample, and only the values between two of the sample are sorted."""
    if len(runs) == 1:
        return 0, runs[0]
    few = sorted(chain.from_iterable(run[::_EVERY] for run in runs))
    if len(few) * _EVERY < _MANY:
        return 0, merge_runs(runs)

    def below(value: float) -> int:
        return sum(bisect_left(run, value) for run in runs)

    after = bisect_right(few, place, key=below)
    least, most = few[after - 1], few[after] if after < len(few) else inf
    between = (run[bisect_left(run, least) : bisect_right(run, most)] for run in runs)
    return below(least), merge_runs(between)
