"""A task's due as a text that can be compared and stored: "" for none, with "every " in front if it recurs. Pure."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from desk.sla import day_bounds
from desk.sla.work_calendar import WorkCalendar

UNKNOWN = "?"  # the task was last read by a version that did not read dues
NONE = ""
_EVERY = "every "
_FARTHEST = 10  # years


def read_due(row: Any) -> str:
    """Return the due of a task object of the Sync API; anything but a due object is none."""
    if not isinstance(row, dict) or not row.get("date"):
        return NONE
    text = str(row["date"])
    fixed = _moment(text) if text.endswith("Z") else None
    return (_EVERY if row.get("is_recurring") else "") + (format_due(fixed) if fixed is not None else text)


def is_recurring(shown: str) -> bool:
    """Return True if the due comes again after the task is completed."""
    return shown.startswith(_EVERY)


def format_due(at: datetime | None) -> str:
    """Format a moment as a fixed due; None gives ""."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at is not None else NONE


def make_due_argument(shown: str) -> dict[str, str] | None:
    """Return the due as a command takes it: a fixed time without a reminder; None if there is none."""
    return {"date": shown, "timezone": "UTC"} if shown else None


def find_due_moment(shown: str, zone: ZoneInfo, hours: WorkCalendar, now: datetime) -> datetime | None:
    """Return the moment that a due means: a local time in the desk's zone, a day as its end (see `day_ends.end_of`).
    None for no due, one that recurs, what is not a time, and one more than ten years from `now`."""
    if not shown or shown == UNKNOWN or is_recurring(shown):
        return None
    at = _moment(shown)
    if at is None or abs(at.year - now.year) > _FARTHEST:
        return None
    if "T" not in shown:
        return day_bounds.get_day_end(at.date(), zone.key, hours, now)
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC).replace(microsecond=0)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
