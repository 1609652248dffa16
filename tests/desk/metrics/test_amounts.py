"""Numbers made of values in order are those of all values together."""

import random
from statistics import mean

import pytest

from desk.metrics import Aggregate
from desk.metrics.sorted_runs import calculate_metric, calculate_quantile


def _percentile(values: list[float], part: float) -> float:
    """As PostgreSQL's `percentile_cont` has it."""
    ordered, place = sorted(values), part * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


@pytest.mark.parametrize("part", [0.5, 0.9])
@pytest.mark.parametrize("seed", range(8))
def test_a_quantile_of_runs_is_that_of_all_of_them(part: float, seed: int) -> None:
    chance = random.Random(seed)
    alike = seed % 2  # values that few of them say nothing of: those of a run are alike, or many are the same
    runs = [
        sorted(float(chance.randrange(3)) if seed % 3 else chance.expovariate(0.001) + alike * day * 1e4
               for _ in range(chance.randrange(1, 80)))
        for day in range(chance.choice([1, 2, 90, 300]))
    ]  # fmt: skip
    assert calculate_quantile(runs, part) == pytest.approx(
        _percentile([one for run in runs for one in run], part), rel=1e-12
    )


def test_where_few_values_mislead_all_are_put_in_order() -> None:
    runs = [[0.0] * 25 + [float(n + 1) for n in range(24)] for _ in range(200)]
    assert calculate_quantile(runs, 0.9) == _percentile([one for run in runs for one in run], 0.9)


def test_amounts() -> None:
    runs = [[1.0, 2.0], [], [2.0, 5.0]]
    said = {
        how: calculate_metric(how, runs)
        for how in (Aggregate.MEAN, Aggregate.LONGEST, Aggregate.DISTINCT, Aggregate.TOP_SHARE, Aggregate.MEDIAN)
    }
    assert said == {
        Aggregate.MEAN: (mean([1, 2, 2, 5]), 4), Aggregate.LONGEST: (5, 4), Aggregate.DISTINCT: (3, 4),
        Aggregate.TOP_SHARE: (0.5, 4), Aggregate.MEDIAN: (2, 4),
    }  # fmt: skip
    assert calculate_metric(Aggregate.P90, [[], []]) == (None, 0)
    with pytest.raises(ValueError, match="count"):
        calculate_metric(Aggregate.COUNT, runs)
