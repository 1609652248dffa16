"""What is measured: a figure's number, of how many, in all and by label. Pure; reads nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desk.metrics.dimensions import Dimension, Label
from desk.metrics.periods import Period
from desk.metrics.registry import TOO_FEW, Figure, FigureUnit


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's number in its unit; None: of nothing, or (`too_few`) a share of fewer than ten. `of`: how many rows it
    is made of."""

    amount: float | None
    of: int
    too_few: bool = False


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """What belongs to one label, by a figure's key."""

    label: Label
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of a period: `total` of all of it, `rows` by label: of time in its order and without gaps, else most
    first."""

    keys: tuple[str, ...]
    period: Period
    by: Dimension | None
    total: Mapping[str, Value]
    rows: tuple[MeasuredRow, ...] = field(default=())


def comes_to(figure: Figure, amount: Any, of: int) -> Value:
    """What a figure comes to, made of so many rows."""
    if not of:
        return nothing(figure)
    return Value(None, of, too_few=True) if figure.is_share and of < TOO_FEW else Value(float(amount), of)


def how_many(n: int) -> Value:
    """A count."""
    return Value(float(n), n)


def nothing(figure: Figure) -> Value:
    """What a figure comes to where there is nothing."""
    counts = figure.unit is FigureUnit.COUNT
    return Value(0.0 if counts else None, 0, too_few=figure.is_share)


def top_share(by_person: Mapping[int | None, int]) -> Value:
    """The part of whoever has most; what nobody has is none of it."""
    by_person = {who: n for who, n in by_person.items() if who is not None}
    of = sum(by_person.values())
    return Value(None, of, too_few=True) if of < TOO_FEW else Value(max(by_person.values()) / of, of)
