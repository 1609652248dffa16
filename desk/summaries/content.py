"""The content of a summary: numbers by metric, as stored and as read. No wording, no counting."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Outlier:
    """A metric of a day that differs from what is usual on that weekday."""

    day: date
    key: str
    value: int
    usual: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day's counts by metric, and its outliers."""

    day: date
    numbers: Mapping[str, int]
    outliers: tuple[Outlier, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return True if there is nothing to report."""
        return not self.outliers and not any(self.numbers.values())


@dataclass(frozen=True, slots=True)
class Month:
    """A month that has ended: its requests, those of the month before and of a year before (None: the desk did not
    exist yet), the growth a month, and the busiest weekday (0: Monday)."""

    month: date
    filed: int
    before: int | None
    year_before: int | None
    trend: float | None
    busiest: int


@dataclass(frozen=True, slots=True)
class Content:
    """The numbers of one summary. `days` of a daily one. Of a weekly one: `numbers` with those of the week before, its
    outliers, the forecast for the seven days after it, the forecast that was made for it, and a month that has just
    ended. `answers`: suggestions of that week and their results, empty if there were none. `now`: the state when it is
    sent."""

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
        """Return True if nothing happened and there are no outliers."""
        return not (self.days or self.outliers or any(now for now, _ in self.numbers.values()))

    def dump_content(self) -> dict[str, Any]:
        """Return the content as JSON has it."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    @classmethod
    def load_content(cls, stored: Mapping[str, Any]) -> Self:
        """Return the content from what was stored."""
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
