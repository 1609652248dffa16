"""The filtered list of tickets as a file for spreadsheets; each download is audited."""

import io
from zoneinfo import ZoneInfo

from starlette.responses import Response

from desk.listing import write_filters
from desk.metrics import ExportFormat
from desk.metrics.table_writers import CsvWriter, FileStyle
from desk.panel import saved_views
from desk.policy.ticket_list import ALL, OPEN, TicketFilters
from desk.queries.lists import TicketRow
from desk.queries.panel import tickets
from desk.queries.panel.tickets import MOST_EXPORTED
from desk.text.subject import make_slug
from web.context import Visitor
from web.panel.pages import make_words
from web.rendering import Words

_COLUMNS = ("number", "subject", "requester", "status", "priority", "agent", "filed", "due", "last")


async def record_ticket_file(visitor: Visitor, chosen: TicketFilters) -> None:
    """Check that the visitor may take the file, and record it. Raises as `list_exports.record_export`."""
    await saved_views.record_export(visitor.desk, write_filters(chosen), await _name(visitor, chosen))


async def make_ticket_file(visitor: Visitor, chosen: TicketFilters) -> Response:
    """Return at most ten thousand tickets as CSV."""
    found = await tickets.load_tickets(
        visitor.session, visitor.person, chosen, 1, now=visitor.now, a_page=MOST_EXPORTED
    )
    words, to = make_words(visitor), io.BytesIO()
    style = FileStyle(ExportFormat.CSV, visitor.language, ZoneInfo(visitor.rules.timezone))
    writer = CsvWriter(to, [words.say(f"page-{one}") for one in _COLUMNS], style)
    for one in found.lines:
        writer.write_row(_row(words, one))
    writer.finish_table()
    headers = {"Content-Disposition": f'attachment; filename="{await _name(visitor, chosen)}"'}
    return Response(to.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


async def _name(visitor: Visitor, chosen: TicketFilters) -> str:
    """Return the file's name: the filter in small Latin letters, and the day. The header row always names the
    columns."""
    say = make_words(visitor).say
    called = await tickets.name_filters(visitor.session, visitor.person, chosen, visitor.language)
    nothing = {"category": "page-no-category", "agent": "page-nobody", "event": "page-without-event"}
    nothing["organization"] = "page-no-organization"
    parts = [
        say(f"page-state-{chosen.state}") if chosen.state in (OPEN, ALL) else say("status-staff", status=chosen.state),
        say("priority-name", priority=chosen.priority) if chosen.priority else "",
        *(name for by, name in called.items() if getattr(chosen, by)),
        *(say(key) for of, key in nothing.items() if getattr(chosen, of) == 0),
        say("page-only-late") if chosen.late else "",
        say("page-waiting") if chosen.waits else "",
        chosen.q,
    ]
    day = visitor.today
    return "_".join(["pulldesk_tickets", *(slug for one in parts if (slug := make_slug(one))), f"{day}.csv"])


def _row(words: Words, one: TicketRow) -> tuple[object, ...]:
    status = words.say("status-staff", status=one.status.value)
    priority = words.say("priority-name", priority=one.priority)
    named = one.subject.say_in(words.language)
    return one.number, named, one.requester, status, priority, one.assignee or "", one.since, one.due_at, one.last_at
