"""How a row of the audit reads: what was done, to what, from what to what. Pure words; looks nothing up."""

from desk.administration.setting_rows import setting_of, shown_of
from desk.i18n import catalog
from desk.queries.audit import AuditLine
from desk.text.rich_text import RichText
from desk.text.subject import shortened

LONGEST_VALUE = 60
"""Characters of a value, so that ten lines stay within a message."""


def what_was_done(language: str, line: AuditLine) -> RichText:
    """One row's doing; what a newer version did is told by the names it stored."""
    old, new = _value(language, line, line.old), _value(language, line, line.new)
    given = {"object": _object(language, line), "old": old, "new": new}
    key = f"audit-{line.action}"
    if catalog.known(language, key):
        return catalog.words(language, key, **given)
    return catalog.words(language, "audit-other", action=line.action, **given)


def _object(language: str, line: AuditLine) -> RichText:
    if line.kind == "ticket":
        return RichText(f"#{line.key}")
    if line.kind == "setting" and (one := setting_of(line.key)) is not None:
        return catalog.words(language, one.text)
    return _clipped(line.name or line.key or line.kind)


def _value(language: str, line: AuditLine, stored: str | None) -> str | RichText:
    """A single word of the code's own chooses its words in the text."""
    if stored is None or not stored.strip():
        return catalog.words(language, "history-none")
    if line.kind == "setting" and (one := setting_of(line.key)) is not None:
        return _clipped(shown_of(one, language, stored))
    if line.action == "hearing-set":
        news, _, how = stored.partition(" ")
        return catalog.say(language, "hear-line", news=news, how=how)
    return stored if len(stored) <= LONGEST_VALUE else _clipped(stored)


def _clipped(text: str) -> RichText:
    return RichText(shortened(text, LONGEST_VALUE))
