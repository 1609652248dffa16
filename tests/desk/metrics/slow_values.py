"""What a list of values comes to, in the slow, obvious way."""

from collections import Counter
from typing import Any


def mean(values: list[Any]) -> float | None:
    return sum(values) / len(values) if values else None


def quantile(values: list[Any], part: float) -> float | None:
    """Of the sorted values, the place `part` of the way from the first to the last; between two, a part of the way."""
    if not values:
        return None
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (place - below))


def median(values: list[Any]) -> float | None:
    return quantile(values, 0.5)


def p90(values: list[Any]) -> float | None:
    return quantile(values, 0.9)


def distinct(values: list[Any]) -> float | None:
    return len(set(values))


def share(values: list[Any]) -> float | None:
    return None if len(values) < 10 else sum(values) / len(values)


def top(values: list[Any]) -> float | None:
    return None if len(values) < 10 else max(Counter(values).values()) / len(values)
