"""The axis of a plot: the places of its ticks. Pure; knows no metric and no picture."""

import math
from collections.abc import Sequence

_TICKS = 3
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_TIMES = (
    _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE,
    _HOUR, 2 * _HOUR, 3 * _HOUR, 6 * _HOUR, 8 * _HOUR, _DAY, 2 * _DAY, 5 * _DAY, 10 * _DAY, 20 * _DAY, 50 * _DAY,
)  # fmt: skip


def choose_ticks(
    numbers: Sequence[float], *, is_time: bool, least: float = 0.0, most: float | None = None
) -> list[float]:
    """Return the numbers on an axis from `least` to the top, which is at least the largest, and never above `most`."""
    step, top = _choose_scale(numbers, is_time=is_time, most=most)
    return [least + step * number for number in range(round((top - least) / step) + 1)]


def _choose_scale(numbers: Sequence[float], *, is_time: bool, most: float | None) -> tuple[float, float]:
    if most is not None:
        return (1.0, most) if most > 1 else (0.5, most)
    most = max(numbers, default=0.0)
    wanted = most / _TICKS
    if is_time:
        step = float(next((one for one in _TIMES if one >= wanted), _TIMES[-1] * math.ceil(wanted / _TIMES[-1])))
    else:
        power = 10.0 ** math.floor(math.log10(wanted)) if wanted > 0 else 1.0
        step = next(part * power for part in (1, 2, 5, 10) if part * power >= wanted or part == 10)
        step = max(step, 0.1 if most <= 1 and any(number % 1 for number in numbers) else 1.0)
    return step, step * max(1, math.ceil(most / step - 1e-9))
