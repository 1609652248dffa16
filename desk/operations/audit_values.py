"""Values of the audit log in words: stored words of the code, keys, numbers of minutes.

Pure; reads no table. A value of a newer version is shown as it is stored.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from db.models import Role
from desk.i18n import formats, say
from desk.integrations.scopes import Scope
from desk.policy.grants import Grant
from desk.settings.hours import format_hours

_WEEK, _EVERY_DAY = 7, "all"
_FILE_PARTS = ("names", "words", "state", "priority", "category", "agent", "late", "waits", "sort")
_FORMS = ("now", "volume", "speed", "promises", "people", "quality", "answers", "topics")

Worded = Callable[[str, str], str]


def format_value(language: str, action: str, stored: str) -> str:
    """Return one value of that action in words; unchanged if people wrote it."""
    try:
        worded = _OF_ACTION.get(action)
        return stored if worded is None else worded(language, stored)
    except ValueError:
        return stored


def format_moment(language: str, stored: str, zone: str, now: datetime) -> str:
    """Return a stored moment (ISO 8601) in words."""
    try:
        return formats.format_moment(language, datetime.fromisoformat(stored), zone, now)
    except ValueError:
        return stored


def describe_export(language: str, key: str) -> str:
    """Return what a file contained: "tickets", or the days "2026-11-01..2026-11-30"."""
    first, is_days, last = key.partition("..")
    try:
        return (
            f"{format_day(language, first)} – {format_day(language, last)}"
            if is_days
            else say(language, "audit-file-tickets")
        )
    except ValueError:
        return key


def format_day(language: str, stored: str) -> str:
    """Return a date with its year. Raises ValueError."""
    at = date.fromisoformat(stored)
    return f"{say(language, 'briefing-date', day=at.day, month=f'm{at.month}')} {at.year}"


def format_shift_days(language: str, stored: str) -> str:
    """Return the days of "0,1,4" (Monday is 0), "all", or of one date."""
    try:
        if stored == _EVERY_DAY:
            return say(language, "audit-all-days")
        if "-" in stored:
            return format_day(language, stored)
        return ", ".join(_weekday(language, int(one)) for one in stored.split(","))
    except ValueError:
        return stored


def _weekday(language: str, number: int) -> str:
    if not 0 <= number < _WEEK:
        raise ValueError(number)
    return say(language, "weekday-short", day=f"d{number}")


def _hours(language: str, stored: str) -> str:
    spans = [one.split("-") for one in stored.split(", ")]
    return format_hours(language, tuple((int(starts), int(ends)) for starts, ends in spans))


def _scopes(language: str, stored: str) -> str:
    known = set(Scope)
    return ", ".join(
        say(language, "scope-name", scope=word.replace(":", "-")) if word in known else word for word in stored.split()
    )


def _priority(language: str, stored: str) -> str:
    return say(language, "priority-name", priority=int(stored))


def _hearing(language: str, stored: str) -> str:
    news, _, how = stored.partition(" ")
    return say(language, "hear-line", news=news, how=how)


def _file(language: str, stored: str) -> str:
    """Return the parts of "csv, names, words", "csv, speed", "csv, state closed, agent 12"."""
    return ", ".join(_file_part(language, *part.partition(" ")[::2]) for part in stored.split(", "))


def _file_part(language: str, name: str, value: str) -> str:
    if name in _FORMS:
        return say(language, "stats-form", form=name)
    if name not in _FILE_PARTS:
        return name.upper()
    if name == "priority":
        return _priority(language, value)
    if name == "state":
        return _state(language, value)
    return say(language, "audit-file-part", part=name)


def _role(language: str, stored: str) -> str:
    return say(language, "role-name", role=Role(stored).value)


def _grant(language: str, stored: str) -> str:
    grant = Grant(stored).value
    group = grant.removeprefix("settings_")
    if group != grant:
        return say(language, "grant-of-settings", group=say(language, f"setting-group-{group}"))
    return say(language, f"grant-{grant.replace('_', '-')}")


def _state(language: str, value: str) -> str:
    if value in ("open", "all"):
        return say(language, f"page-state-{value}")
    return say(language, "status-staff", status=value)


_OF_ACTION: Mapping[str, Worded] = MappingProxyType(
    {
        "system-scopes": _scopes,
        "system-expires": format_day,
        "topic-priority": _priority,
        "shifts-set": _hours,
        "hearing-set": _hearing,
        "exported": _file,
        "balance-corrected": formats.format_money,
        "role": _role,
        "grant-given": _grant,
        "grant-taken": _grant,
    }
)
