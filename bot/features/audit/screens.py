"""The audit log, newest first."""

from bot.features.audit import buttons as audit_buttons
from bot.views import Reader, Rendered, compose, keyboards
from bot.views.pages import format_page_number
from desk.i18n import formats
from desk.operations.audit_lines import LONGEST_VALUE, describe_line
from desk.outbox import Show, Slot
from desk.queries.audit_log import AuditFilter, AuditLine, load_audit_page
from desk.text import RichText, shorten_line


async def render_audit(reader: Reader, letter: Show) -> Rendered:
    """Render a page of the audit log, or of its lines that contain the words of the slot."""
    words = Slot.parse(letter.slot).key.removeprefix("?")
    page = await load_audit_page(reader.session, letter.page, AuditFilter(words, reader.language))
    title = reader.say_rich("audit-title-found", words=shorten_line(words)) if words else reader.say_rich("audit-title")
    at = format_page_number(reader, page.page, page.pages)
    body = compose.join_lines(_audit_line(reader, line) for line in page.lines)
    if not page.lines:
        body = reader.say_rich("audit-none" if words else "audit-empty")
    turning = keyboards.make_page_buttons(
        reader.language, page.page, page.pages, lambda to: audit_buttons.AuditTurn(page=to)
    )
    return Rendered(compose.join([compose.join_dotted([title, at]), body], "\n\n"), turning)


def _audit_line(reader: Reader, line: AuditLine) -> RichText:
    at = formats.format_moment(reader.language, line.at, reader.settings.timezone, reader.now)
    door = reader.say("history-door", origin=line.origin.value)
    who = reader.say_rich("history-who", name=_clip(line.by), door=door) if line.by else RichText(door)
    change = describe_line(reader.language, line, zone=reader.settings.timezone, now=reader.now)
    return reader.say_rich("history-line", at=at, who=who, change=change)


def _clip(text: str) -> RichText:
    return compose.clip_text(RichText(" ".join(text.split())), LONGEST_VALUE)
