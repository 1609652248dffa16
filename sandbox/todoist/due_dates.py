"""Due dates: the few texts that people write in the sandbox, and what closing a recurring task does.

Understands ISO dates and times, today, tomorrow, "no date" and "every [N] day|week|month|weekday [at HH:MM]"; the
real service understands far more. Pure: the day comes from the caller.
"""

import re
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.todoist.arguments import check_text
from sandbox.todoist.errors import make_invalid_argument

DUE_LIMIT = 150
_EVERY = re.compile(
    r"every!?\s+(?:(?P<n>\d+|other)\s+)?(?P<unit>day|week|month|weekday|workday|hour)s?"
    r"(?:\s+at\s+(?P<at>\d{1,2}:\d{2}))?",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?)?")


def parse_due(value: Any, today: date) -> dict[str, Any] | None:
    """Return the due object for what a command has: `{"date"}`, `{"string"}` or both; `None` clears it."""
    if value is None:
        return None
    if not isinstance(value, dict) or not ({"date", "string"} & value.keys()):
        raise make_invalid_argument("due", "due must be an object with date or string")
    string = check_text("due", value.get("string") or "", DUE_LIMIT).strip()
    if string.lower() in {"no date", "no due date"}:
        return None
    recurring = bool(_EVERY.match(string)) or string.lower() in {"daily", "weekly", "monthly"}
    found = value.get("date") or _find_first(string, today)
    if not isinstance(found, str) or not _DATE.fullmatch(found):
        raise make_invalid_argument("due", "Date is invalid")
    return {
        "date": found,
        "timezone": value.get("timezone"),
        "string": string or found,
        "lang": value.get("lang") or "en",
        "is_recurring": recurring,
    }


def _find_first(string: str, today: date) -> str | None:
    lowered = string.lower()
    if _DATE.fullmatch(string):
        return string
    if lowered in {"today", "tod"}:
        return today.isoformat()
    if lowered in {"tomorrow", "tom"}:
        return (today + timedelta(days=1)).isoformat()
    if lowered in {"daily", "weekly", "monthly"}:
        return today.isoformat()
    every = _EVERY.match(string)
    if not every:
        return None
    at = every["at"]
    return f"{today.isoformat()}T{at.zfill(5)}:00" if at else today.isoformat()


def advance_due(due: dict[str, Any], today: date) -> dict[str, Any]:
    """Return the due object after one occurrence was closed: the next date after today."""
    text = str(due["date"])
    day = date.fromisoformat(text[:10])
    following = _find_next(str(due["string"]).lower(), day)
    while following <= today:
        following = _find_next(str(due["string"]).lower(), following)
    return {**due, "date": following.isoformat() + text[10:]}


def _find_next(string: str, day: date) -> date:
    every = _EVERY.match(string)
    count = 2 if every and every["n"] == "other" else int((every and every["n"]) or 1)
    unit = every["unit"] if every else {"weekly": "week", "monthly": "month"}.get(string, "day")
    if unit == "week":
        return day + timedelta(weeks=count)
    if unit == "month":
        return _add_months(day, count)
    if unit in {"weekday", "workday"}:
        following = day + timedelta(days=1)
        return following + timedelta(days=max(0, 7 - following.weekday()) if following.weekday() > 4 else 0)
    return day + timedelta(days=count)


def _add_months(day: date, count: int) -> date:
    total = day.year * 12 + day.month - 1 + count
    year, month = divmod(total, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def format_time(moment: datetime) -> str:
    """Format a time as the service writes it: UTC with microseconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
