"""Percentiles of many waiting times. Must not know what was waited for."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class WaitTimes:
    """Waiting times: `p50`, `p95`, `longest` in milliseconds, of `count` of them."""

    count: int
    p50: float
    p95: float
    longest: float

    @classmethod
    def from_seconds(cls, seconds: Sequence[float]) -> "WaitTimes":
        """Compute the percentiles of waits in seconds; all zero without any."""
        ordered = sorted(seconds)
        return cls(len(ordered), *(_get_share(ordered, share) for share in (0.5, 0.95, 1.0)))

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object of the fields."""
        return asdict(self)


def _get_share(ordered: Sequence[float], share: float) -> float:
    if not ordered:
        return 0.0
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000, 1)
