"""What was done to the desk, a line each: when, who, through which door, what. For admins only."""

from bot import callbacks
from bot.views import compose, keyboards
from bot.views.reader import Reader
from bot.views.rendered import Rendered
from desk.administration.registry import setting_of, shown_of
from desk.i18n import catalog, formats
from desk.queries.audit import AuditLine, AuditPage
from desk.text.rich_text import RichText
from desk.text.subject import shortened

_VALUE_UNITS = 60  # of a value, so that ten lines stay within 4,096


def audit(reader: Reader, page: AuditPage, words: str) -> Rendered:
    """A page of it; `words`: what was looked for."""
    title = reader.words("audit-title-found", words=shortened(words)) if words else reader.words("audit-title")
    at = reader.say("list-pages", page=page.page, pages=page.pages) if page.pages > 1 else ""
    body = compose.lines(_line(reader, line) for line in page.lines)
    if not page.lines:
        body = reader.words("audit-none" if words else "audit-empty")
    turning = keyboards.turning(reader.language, page.page, page.pages, lambda to: callbacks.AuditTurn(page=to))
    return Rendered(compose.joined([compose.dotted([title, at]), body], "\n\n"), turning)


def _line(reader: Reader, line: AuditLine) -> RichText:
    at = formats.moment(reader.language, line.at, reader.settings.timezone, reader.now)
    door = reader.say("history-door", origin=line.origin.value)
    who = reader.words("history-who", name=_clipped(line.by), door=door) if line.by else RichText(door)
    return reader.words("history-line", at=at, who=who, change=_what(reader, line))


def _what(reader: Reader, line: AuditLine) -> RichText:
    """What a newer version did is told by the names it stored."""
    old, new = _value(reader, line, line.old), _value(reader, line, line.new)
    given = {"object": _object(reader, line), "old": old, "new": new}
    key = f"audit-{line.action}"
    if catalog.known(reader.language, key):
        return reader.words(key, **given)
    return reader.words("audit-other", action=line.action, **given)


def _object(reader: Reader, line: AuditLine) -> RichText:
    if line.kind == "ticket":
        return RichText(f"#{line.key}")
    if line.kind == "setting" and (one := setting_of(line.key)) is not None:
        return reader.words(one.text)
    return _clipped(line.name or line.key or line.kind)


def _value(reader: Reader, line: AuditLine, stored: str | None) -> str | RichText:
    """A single word of the code's own chooses its words in the text."""
    if stored is None or not stored.strip():
        return reader.words("history-none")
    if line.kind == "setting" and (one := setting_of(line.key)) is not None:
        return _clipped(shown_of(one, reader.language, stored))
    if line.action == "hearing-set":
        news, _, how = stored.partition(" ")
        return reader.say("hear-line", news=news, how=how)
    return stored if len(stored) <= _VALUE_UNITS else _clipped(stored)


def _clipped(text: str) -> RichText:
    return compose.clipped(RichText(" ".join(text.split())), _VALUE_UNITS)
