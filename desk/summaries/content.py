"""What a briefing holds: numbers by figure, as they are stored and as they are read. Words nothing, counts nothing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Outlier:
    """A figure of a day that stands out against what is usual on that weekday."""

    day: date
    key: str
    value: int
    usual: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day's counts by figure, and what of them stands out."""

    day: date
    numbers: Mapping[str, int]
    outliers: tuple[Outlier, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell of it."""
        return not self.outliers and not any(self.numbers.values())


@dataclass(frozen=True, slots=True)
class Month:
    """A month that has ended: how many requests, how many in the one before and a year before (None: the desk was not
    there yet), by how many a month it rises, the weekday (0: Monday) that brings most."""

    month: date
    filed: int
    before: int | None
    year_before: int | None
    trend: float | None
    busiest: int


@dataclass(frozen=True, slots=True)
class Content:
    """`days` of a daily one; of a weekly one `numbers` with those of the week before, its outliers, what the seven days
    after it are expected to bring, what had been expected of it, and a month that has just ended. `answers`: what was
    offered in that week and what it gave; nothing where nothing was. `now`: as it stands when it is told."""

    days: tuple[Day, ...] = ()
    numbers: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    outliers: tuple[Outlier, ...] = ()
    ahead: tuple[float, ...] = ()
    expected: float | None = None
    month: Month | None = None
    now: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened and nothing stands out."""
        return not (self.days or self.outliers or any(now for now, _ in self.numbers.values()))

    def stored(self) -> dict[str, Any]:
        """As JSON has it."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From what was stored."""
        month = stored["month"]
        return cls(
            days=tuple(
                Day(date.fromisoformat(one["day"]), one["numbers"], _outliers(one["outliers"]))
                for one in stored["days"]
            ),
            numbers={key: (now, before) for key, (now, before) in stored["numbers"].items()},
            outliers=_outliers(stored["outliers"]),
            ahead=tuple(stored["ahead"]),
            expected=stored["expected"],
            month=Month(**{**month, "month": date.fromisoformat(month["month"])}) if month else None,
            now=stored["now"],
            answers=stored.get("answers", {}),
        )


def _outliers(stored: list[dict[str, Any]]) -> tuple[Outlier, ...]:
    return tuple(Outlier(**{**one, "day": date.fromisoformat(one["day"])}) for one in stored)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
