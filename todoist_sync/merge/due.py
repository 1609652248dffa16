"""A task's due as a text that can be compared and kept: "" for none, "every " in front where it recurs. Pure.

Todoist writes a day ("2026-01-31"), a local time ("2026-01-31T10:00:00") or a fixed one, with Z (facts of Todoist,
section 3, read 2026-11); a fixed one is kept to the second.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from desk.sla import day_ends
from desk.sla.calendar import WorkCalendar

UNKNOWN = "?"  # of a task that was last looked at by a version that did not read it
NONE = ""
_EVERY = "every "
_FARTHEST = 10  # years


def of_task(row: Any) -> str:
    """The due of a task object of the Sync API; what is no due object is none."""
    if not isinstance(row, dict) or not row.get("date"):
        return NONE
    text = str(row["date"])
    fixed = _moment(text) if text.endswith("Z") else None
    return (_EVERY if row.get("is_recurring") else "") + (written(fixed) if fixed is not None else text)


def recurs(shown: str) -> bool:
    """Whether it comes again after it is completed."""
    return shown.startswith(_EVERY)


def written(at: datetime | None) -> str:
    """A moment as a fixed due; None: none."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at is not None else NONE


def argument(shown: str) -> dict[str, str] | None:
    """The same as a command takes it: a fixed time, without a reminder of its own."""
    return {"date": shown, "timezone": "UTC"} if shown else None


def instant(shown: str, zone: ZoneInfo, hours: WorkCalendar, now: datetime) -> datetime | None:
    """The moment a due means: a local time in the desk's zone, a day its end, see `day_ends.end_of`. None: none, one
    that recurs, what is no time, and one so far from `now` that nobody means it."""
    if not shown or shown == UNKNOWN or recurs(shown):
        return None
    at = _moment(shown)
    if at is None or abs(at.year - now.year) > _FARTHEST:
        return None
    if "T" not in shown:
        return day_ends.end_of(at.date(), zone.key, hours, now)
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC).replace(microsecond=0)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
