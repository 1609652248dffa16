"""The requester's other tickets, a line each, with their number, topics and ratings. For staff."""

from bot.features import writing
from bot.features.ticket import buttons
from bot.features.ticket.screens_entries import SUBJECT
from bot.views import (
    PRIORITY_SIGNS,
    STATUS_SIGNS,
    Reader,
    Rendered,
    RenderedButton,
    compose,
    keyboards,
)
from bot.views.pages import format_page_number
from desk.i18n import catalog, formats
from desk.queries.lists import EarlierLine, EarlierPage
from desk.queries.ticket_card import TicketCard
from desk.text import RichText, shorten_line


def make_earlier_button(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the button that shows them; none if there are no others."""
    besides = ticket.requester_total - 1
    if besides < 1 or ticket.for_requester or not reader.is_staff:
        return []
    press = buttons.EarlierTickets(number=ticket.number, page=1)
    return [reader.make_button("btn-earlier", press, n=besides)]


def render_earlier(reader: Reader, page: EarlierPage) -> Rendered:
    """Render a page of them."""
    title = reader.say_rich("earlier-title", name=page.name, number=page.number)
    at = format_page_number(reader, page.page, page.pages)
    if not page.lines:
        return Rendered(compose.join_lines([title, reader.say_rich("earlier-none")]))
    summary = page.summary
    topics = ", ".join(reader.say("earlier-topic", name=name, n=n) for name, n in summary.topics)
    mark = formats.format_decimal(reader.language, summary.mark) if summary.mark is not None else ""
    told = compose.join_dotted(
        [
            reader.say("earlier-count", n=summary.count),
            topics,
            reader.say("earlier-mark", mark=mark, n=summary.marks) if mark else "",
        ]
    )
    lines = compose.join_lines(_line(reader, line) for line in page.lines)
    words = compose.join([compose.join_lines([compose.join_dotted([title, at]), told]), lines], "\n\n")
    numbers = keyboards.arrange_rows(
        [reader.make_button("btn-number", buttons.Open(number=line.number), number=line.number) for line in page.lines],
        5,
    )
    turning = keyboards.make_page_buttons(
        reader, page.page, page.pages, lambda to: buttons.EarlierTickets(number=page.number, page=to)
    )
    write = writing.make_write_button(reader, page.person_id)
    return Rendered(words, (*numbers, *turning, *((tuple(write),) if write else ())))


def _line(reader: Reader, line: EarlierLine) -> RichText:
    sign = f"{PRIORITY_SIGNS[line.priority]} {STATUS_SIGNS[line.status]}"
    at = reader.format_moment(line.filed_at)
    named = shorten_line(line.subject.say_in(reader.language), SUBJECT)
    rest = [named, line.category or "", catalog.STAR * (line.rating or 0), at]
    return reader.say_rich("list-line", sign=sign, number=line.number, rest=compose.join_dotted(rest))
