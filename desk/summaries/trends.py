"""Outliers, forecasts and trends: plain arithmetic on counts. Pure; knows no metric."""

from collections.abc import Sequence
from statistics import median

WEEKS = 8
FEWEST_WEEKS = 4
_FEWEST_MONTHS = 3
_LEAST = 3


def get_usual(weeks: Sequence[int]) -> float | None:
    """Return the median of the same weekday, or None for fewer than four weeks."""
    return float(median(weeks)) if len(weeks) >= FEWEST_WEEKS else None


def is_outlier(value: int, weeks: Sequence[int], *, when_few: bool) -> bool:
    """Return True if the value is above all these weeks and half above their median, or (`when_few`) below all and half
    below it; by at least three. False for fewer than four weeks."""
    middle = get_usual(weeks)
    if middle is None:
        return False
    apart = max(_LEAST, middle / 2)
    above = value > max(weeks) and value >= middle + apart
    return above or (when_few and value < min(weeks) and value <= middle - apart)


def make_forecast(by_day: Sequence[int]) -> list[float] | None:
    """Return the forecast for the next seven days: for each the median of the same weekday. `by_day`: the days before
    them, oldest first, of which the last eight weeks count. None for fewer than four weeks."""
    weeks = min(len(by_day) // 7, WEEKS)
    if weeks < FEWEST_WEEKS:
        return None
    days = by_day[len(by_day) - 7 * weeks :]
    return [float(median(days[weekday::7])) for weekday in range(7)]


def get_trend(months: Sequence[int]) -> float | None:
    """Return the growth a month (below zero: decline): the median of the slopes between any two of these months, oldest
    first, so that one odd month does not decide. None for fewer than three."""
    if len(months) < _FEWEST_MONTHS:
        return None
    slopes = [(months[b] - months[a]) / (b - a) for a in range(len(months)) for b in range(a + 1, len(months))]
    return float(median(slopes))


def get_forecast_error(expected: float, came: float) -> float | None:
    """Return by which share the forecast was wrong, or None if nothing was expected."""
    return abs(expected - came) / expected if expected else None
