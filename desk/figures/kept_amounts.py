"""Numbers made of values that are in order day by day. Pure; knows no table."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from math import floor, fsum

from desk.figures.registry import How

Run = Sequence[float]
_EVERY = 25
_MANY = 2000
_PARTS = {How.MEDIAN: 0.5, How.P90: 0.9}
_BESIDE = 0.02


def amount(how: How, runs: Iterable[Run]) -> tuple[float | None, int]:
    """What all of them come to, and how many they are; None: of nothing."""
    held = [run for run in runs if run]
    of = sum(len(run) for run in held)
    if not of:
        return None, 0
    if how in _PARTS:
        return quantile(held, _PARTS[how]), of
    if how is How.LONGEST:
        return max(run[-1] for run in held), of
    if how is How.DISTINCT:
        return float(len(set(chain.from_iterable(held)))), of
    if how is How.TOP_SHARE:
        return max(Counter(chain.from_iterable(held)).values()) / of, of
    if how in (How.MEAN, How.SHARE):
        return fsum(chain.from_iterable(held)) / of, of
    raise ValueError(how)


def quantile(runs: Sequence[Run], part: float) -> float:
    """As `percentile_cont` has it: between the two values beside that place."""
    place = part * (sum(len(run) for run in runs) - 1)
    low = floor(place)
    below, values = _around(runs, low, part)
    first = values[low - below]
    return first if place == low else first + (place - low) * (values[low - below + 1] - first)


def _around(runs: Sequence[Run], place: int, part: float) -> tuple[int, Run]:
    """A stretch of all values in order that holds that place and the next, and how many are below it: values beyond
    what a few of them lead to expect are counted and not put in order."""
    few = sorted(chain.from_iterable(run[::_EVERY] for run in runs))
    if len(few) * _EVERY < _MANY:
        return 0, sorted(chain.from_iterable(runs))
    least, most = (few[min(max(int(len(few) * at), 0), len(few) - 1)] for at in (part - _BESIDE, part + _BESIDE))
    below = sum(bisect_left(run, least) for run in runs)
    values = sorted(chain.from_iterable(run[bisect_left(run, least) : bisect_right(run, most)] for run in runs))
    if below <= place and place + 1 < below + len(values):
        return below, values
    return 0, sorted(chain.from_iterable(runs))
