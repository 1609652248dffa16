"""The day's first answers on Now are counted as the glossary of figures counts them."""

import pytest

from desk.queries.panel.first_responses import compute_p90


@pytest.mark.parametrize(
    ("seconds", "at_most"), [([7.0], 7.0), ([0.0, 10.0], 9.0), ([float(n) for n in range(10)], 8.1)]
)
def test_nine_of_ten_lies_between_values_as_in_the_figures(seconds: list[float], at_most: float) -> None:
    assert compute_p90(seconds) == pytest.approx(at_most)
