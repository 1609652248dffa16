"""Metrics in words: numbers with their units, days, periods, changes, in a reader's language. Reads nothing."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from desk.i18n import formats, say
from desk.metrics import TOO_FEW, Dimension, Label, Metric, MetricUnit, Period
from desk.metrics.measuring.values import Value

NOTHING = "–"
_NARROW = "\u202f"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_NO_MORE_PER_CENT = 10  # beyond this factor the old value is shown instead
_LESS_IS_BETTER = (
    "late", "overrun", "low_marks", "reopened", "escalat", "age_", "untaken", "unanswered", "response_work",
    "response_clock", "solution_work", "solution_clock", "take_", "closing_", "promises_moved", "searches_nothing",
)  # fmt: skip
_MORE_IS_BETTER = ("within", "first_attempt", "mark_", "marks_answered", "solved", "offers_helped")


def format_amount(language: str, metric: Metric, number: float | None) -> str:
    """Return a metric's number in words; a dash if there is none."""
    if number is None:
        return NOTHING
    if metric.unit is MetricUnit.SECONDS:
        return format_length(language, number)
    if metric.unit is MetricUnit.SHARE:
        return say(language, "stats-percent", n=f"{number * 100:.0f}")
    if metric.unit is MetricUnit.STARS:
        return f"{formats.format_decimal(language, number)} ★"
    if metric.unit is MetricUnit.HOURS:
        return say(language, "stats-hours", n=formats.format_decimal(language, number))
    return formats.format_decimal(language, number) if metric.unit is MetricUnit.MEAN else format_count(number)


def format_on_axis(language: str, metric: Metric, number: float) -> str:
    """Return a number in words at a tick: zero time has no unit, whole days are counted in days from one on."""
    if metric.unit is MetricUnit.SECONDS and number and not number % _DAY:
        return say(language, "stats-days", n=round(number / _DAY))
    return format_amount(language, metric, number) if number or metric.unit is not MetricUnit.SECONDS else "0"


def format_count(number: float) -> str:
    """Return a whole number in groups of three digits."""
    return f"{number:,.0f}".replace(",", _NARROW)


def format_length(language: str, seconds: float) -> str:
    """Return a length of time in its two largest units: "2 h 15 min"."""
    if seconds < _MINUTE:
        return say(language, "stats-seconds", n=round(seconds))
    if seconds < _HOUR:
        return say(language, "stats-minutes", n=round(seconds / _MINUTE))
    unit, of, names = (_HOUR, _MINUTE, "hours") if seconds < 2 * _DAY else (_DAY, _HOUR, "days")
    whole, rest = divmod(round(seconds / of), unit // of)
    if not rest or (names == "days" and whole > 9):
        return say(language, f"stats-{names}", n=whole)
    return say(language, f"stats-{names}-and", n=whole, rest=rest)


def format_share(language: str, part: float) -> str:
    """Return a share in per cent."""
    return say(language, "stats-percent", n=f"{part * 100:.0f}")


def format_day(language: str, at: date, today: date) -> str:
    """Return "15 Nov", with the year if it is not this one."""
    day = say(language, "stats-day", day=at.day, month=f"m{at.month}")
    return day if at.year == today.year else f"{day} {at.year}"


def format_clock(at: datetime, zone: str) -> str:
    """Return "14:05" in the zone."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def format_days(language: str, period: Period, today: date) -> str:
    """Return "15 Nov", "15–21 Nov", "30 Oct – 5 Nov"."""
    last = format_day(language, period.last, today)
    if period.length == 1:
        return last
    if (period.first.year, period.first.month) == (period.last.year, period.last.month):
        return f"{period.first.day}–{last}"
    return f"{format_day(language, period.first, today)} – {last}"


def get_arrow(now: Value, before: Value) -> str:
    """Return whether it is more, less or equal; "" if one is unknown, or from fewer than ten rows."""
    if now.amount is None or before.amount is None or min(now.of, before.of) < TOO_FEW:
        return ""
    return "=" if abs(now.amount - before.amount) < 1e-9 else "▲" if now.amount > before.amount else "▼"


_HALF_OF_ONE = 0.005


def format_change(language: str, metric: Metric, now: Value, before: Value) -> str:
    """Return the change in per cent, of a share in points; "" if it cannot be said."""
    sign = get_arrow(now, before)
    if not sign or now.amount is None or before.amount is None:
        return ""
    if sign == "=":
        return say(language, "stats-same")
    if metric.unit is MetricUnit.SHARE:
        return f"{sign} " + say(language, "stats-points", n=_hundredths(abs(now.amount - before.amount)))
    if not before.amount or now.amount / before.amount > _NO_MORE_PER_CENT:
        return f"{sign} " + say(language, "stats-was", value=format_amount(language, metric, before.amount))
    return f"{sign} " + say(language, "stats-percent", n=_hundredths(abs(now.amount / before.amount - 1)))


def _hundredths(change: float) -> str:
    """Return the change in per cent, which is never shown as zero."""
    return f"{change * 100:.0f}" if change >= _HALF_OF_ONE else "<1"


def is_better(metric: Metric, now: Value, before: Value) -> bool | None:
    """Return True for a change for the better; None if it is neither, as for the number of requests."""
    sign = get_arrow(now, before)
    if sign not in ("▲", "▼"):
        return None
    if any(part in metric.key for part in _LESS_IS_BETTER) and "within" not in metric.key:
        return sign == "▼"
    return sign == "▲" if any(metric.key.startswith(part) or part in metric.key for part in _MORE_IS_BETTER) else None


def format_time_label(language: str, by: Dimension, label: Label, today: date) -> str:
    """Return the label of a column: "9", "Mon", "15 Nov", "Nov 2026"."""
    if by is Dimension.HOUR:
        return str(label)
    if by is Dimension.WEEKDAY:
        return formats.format_weekday(language, str(label))
    assert isinstance(label, date)
    if by is Dimension.MONTH:
        return say(language, "stats-month", month=f"m{label.month}", year=str(label.year))
    return format_day(language, label, today)
