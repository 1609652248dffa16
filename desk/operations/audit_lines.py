"""Rows of the audit log in words: what was done, to what, the old and the new value. Reads no table."""

from datetime import datetime

from desk.admin_settings.registry import format_audit_value, get_setting
from desk.i18n import catalog
from desk.operations import audit_values
from desk.queries.audit_log import AuditLine
from desk.text import RichText, shorten_line

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
        return RichText(audit_values.describe_export(language, line.key))
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
        said = audit_values.format_shift_days(language, stored)
    elif line.action == "member-away":
        said = audit_values.format_moment(language, stored, zone, now)
    else:
        said = audit_values.format_value(language, line.action, stored)
    return said if len(said) <= LONGEST_VALUE else _clip(said)


def _clip(text: str) -> RichText:
    return RichText(shorten_line(text, LONGEST_VALUE))
