"""Rows of the audit log in words: what was done, to what, the old and the new value. Reads no table.

Values of the audit log in words: stored words of the code, keys, numbers of minutes. Pure; reads no table. A value of a
newer version is shown as it is stored.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from db.models import Role
from desk.admin_settings.registry import format_audit_value, get_setting
from desk.i18n import catalog, formats, say
from desk.integrations.scopes import Scope
from desk.policy.permissions import Grant
from desk.queries.audit_log import AuditLine
from desk.settings.hours import format_hours
from desk.text import RichText, shorten_line

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


def _describe_export(language: str, key: str) -> str:
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
    return f"{formats.format_day(language, at)} {at.year}"


def _format_shift_days(language: str, stored: str) -> str:
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
    return formats.format_weekday(language, number)


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


def _phone_way(language: str, stored: str) -> str:
    return say(language, "phone-way", way=stored)


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
        if value in ("open", "all"):
            return say(language, f"page-state-{value}")
        return say(language, "status-staff", status=value)
    return say(language, "audit-file-part", part=name)


def _role(language: str, stored: str) -> str:
    return say(language, "role-name", role=Role(stored).value)


def _grant(language: str, stored: str) -> str:
    grant = Grant(stored).value
    group = grant.removeprefix("settings_")
    if group != grant:
        return say(language, "grant-of-settings", group=say(language, f"setting-group-{group}"))
    return say(language, f"grant-{grant.replace('_', '-')}")


_OF_ACTION: Mapping[str, Worded] = MappingProxyType(
    {
        "system-scopes": _scopes,
        "system-expires": format_day,
        "topic-priority": _priority,
        "shifts-set": _hours,
        "hearing-set": _hearing,
        "phone-way": _phone_way,
        "exported": _file,
        "balance-corrected": formats.format_money,
        "bill-paid": formats.format_money,
        "role": _role,
        "grant-given": _grant,
        "grant-taken": _grant,
    }
)


LONGEST_VALUE = 60
"""The most characters of a value, so that ten lines fit in a message."""
_NAMED = ("person", "category", "system", "account", "event")
"""Kinds of objects shown by their name; their key says nothing to people."""


def describe_line(language: str, line: AuditLine, *, zone: str, now: datetime) -> RichText:
    """Return a row in words; an action of a newer version is shown by the names it stored. `zone`: the time zone of its
    moments."""
    old, new = (_value(language, line, stored, zone, now) for stored in (line.old, line.new))
    given = {"object": _object(language, line), "old": old, "new": new}
    key = f"audit-{line.action}"
    if catalog.has_key(language, key):
        return catalog.say_rich(language, key, **given)
    return catalog.say_rich(language, "audit-other", action=line.action, **given)


def _object(language: str, line: AuditLine) -> RichText:
    if line.kind == "ticket":
        return RichText(f"#{line.key}")
    if line.kind == "setting" and (one := get_setting(line.key)) is not None:
        return catalog.say_rich(language, one.text)
    if line.kind == "text" and (code := line.key.partition(" ")[0]) in catalog.LANGUAGES:
        return catalog.say_rich(code, "language-name")
    if line.kind == "export":
        return RichText(_describe_export(language, line.key))
    if line.kind in _NAMED and not line.name:
        return catalog.say_rich(language, "audit-nameless", kind=line.kind)
    return _clip(line.name or line.key or line.kind)


def _value(language: str, line: AuditLine, stored: str | None, zone: str, now: datetime) -> str | RichText:
    """Return a value in words; a single word of the code is worded by the text itself."""
    if stored is None or not stored.strip():
        return catalog.say_rich(language, "history-none")
    if line.kind == "setting" and (one := get_setting(line.key)) is not None:
        return _clip(format_audit_value(one, language, stored))
    if line.action == "shifts-set" and stored is line.old:
        said = _format_shift_days(language, stored)
    elif line.action == "member-away":
        said = format_moment(language, stored, zone, now)
    else:
        said = format_value(language, line.action, stored)
    return said if len(said) <= LONGEST_VALUE else _clip(said)


def _clip(text: str) -> RichText:
    return RichText(shorten_line(text, LONGEST_VALUE))
