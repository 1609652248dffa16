"""Numbers made of values in order are those of all values together."""

import random
from statistics import mean

import pytest

from desk.metrics import How
from desk.metrics.sorted_runs import amount, quantile


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
    assert quantile(runs, part) == pytest.approx(_percentile([one for run in runs for one in run], part), rel=1e-12)


def test_where_few_values_mislead_all_are_put_in_order() -> None:
    runs = [[0.0] * 25 + [float(n + 1) for n in range(24)] for _ in range(200)]
    assert quantile(runs, 0.9) == _percentile([one for run in runs for one in run], 0.9)


def test_amounts() -> None:
    runs = [[1.0, 2.0], [], [2.0, 5.0]]
    said = {how: amount(how, runs) for how in (How.MEAN, How.LONGEST, How.DISTINCT, How.TOP_SHARE, How.MEDIAN)}
    assert said == {
        How.MEAN: (mean([1, 2, 2, 5]), 4), How.LONGEST: (5, 4), How.DISTINCT: (3, 4), How.TOP_SHARE: (0.5, 4),
        How.MEDIAN: (2, 4),
    }  # fmt: skip
    assert amount(How.P90, [[], []]) == (None, 0)
    with pytest.raises(ValueError, match="count"):
        amount(How.COUNT, runs)
