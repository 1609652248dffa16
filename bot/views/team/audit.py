"""What was done to the desk, a line each: when, who, through which door, what. For admins only."""

from bot.callback_data import team as team_callbacks
from bot.views import Reader, Rendered, compose, keyboards
from desk.i18n import formats
from desk.operations.audit_lines import LONGEST_VALUE, what_was_done
from desk.queries.audit import AuditLine, AuditPage
from desk.text import RichText, shortened


def audit(reader: Reader, page: AuditPage, words: str) -> Rendered:
    """A page of it; `words`: what was looked for."""
    title = reader.words("audit-title-found", words=shortened(words)) if words else reader.words("audit-title")
    at = reader.say("list-pages", page=page.page, pages=page.pages) if page.pages > 1 else ""
    body = compose.lines(_line(reader, line) for line in page.lines)
    if not page.lines:
        body = reader.words("audit-none" if words else "audit-empty")
    turning = keyboards.turning(reader.language, page.page, page.pages, lambda to: team_callbacks.AuditTurn(page=to))
    return Rendered(compose.joined([compose.dotted([title, at]), body], "\n\n"), turning)


def _line(reader: Reader, line: AuditLine) -> RichText:
    at = formats.moment(reader.language, line.at, reader.settings.timezone, reader.now)
    door = reader.say("history-door", origin=line.origin.value)
    who = reader.words("history-who", name=_clipped(line.by), door=door) if line.by else RichText(door)
    change = what_was_done(reader.language, line, zone=reader.settings.timezone, now=reader.now)
    return reader.words("history-line", at=at, who=who, change=change)


def _clipped(text: str) -> RichText:
    return compose.clipped(RichText(" ".join(text.split())), LONGEST_VALUE)
