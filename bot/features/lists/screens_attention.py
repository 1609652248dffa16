"""`/attention`: tickets that need action, in groups, the gravest first. Reads no table."""

from dataclasses import replace
from itertools import groupby

from bot.features.lists import buttons as list_buttons
from bot.features.lists.lines import format_staff_line
from bot.views import Reader, Rendered, compose, keyboards
from bot.views.pages import format_page_number
from desk.i18n import formats
from desk.queries.attention import AttentionPage, AttentionReason
from desk.queries.lists import TicketRow
from desk.text import RichText


def render_attention_list(reader: Reader, shown: AttentionPage) -> Rendered:
    """Return a page, each group under its name with its number of tickets."""
    if not shown.lines:
        return Rendered(reader.say_rich("attention-none"))
    title = reader.say_rich("attention-title", n=sum(shown.counts.values()))
    parts = [compose.join_dotted([title, format_page_number(reader, shown.page, shown.pages)])]
    for why, of in groupby(shown.lines, key=lambda line: line[0]):
        head = reader.say_rich("attention-group", why=why.value, n=shown.counts[why])
        parts.append(compose.join_lines([head, *(_line(reader, why, ticket) for _, ticket in of)]))
    tickets = [ticket for _, ticket in shown.lines]
    numbers = (
        *keyboards.make_take_rows(reader, tickets),
        *keyboards.make_number_rows(reader, tickets),
    )
    to = list_buttons.AttentionPageTurn
    turning = keyboards.make_page_buttons(reader, shown.page, shown.pages, lambda page: to(page=page))
    return Rendered(compose.join(parts, "\n\n"), (*numbers, *turning))


def _line(reader: Reader, why: AttentionReason, ticket: TicketRow) -> RichText:
    due = ""
    if ticket.due_at is not None and why in (AttentionReason.LATE, AttentionReason.SOON):
        length = formats.format_duration(reader.language, abs(reader.now - ticket.due_at))
        due = reader.say("attention-due", why=why.value, length=length)
    without = replace(ticket, due_at=None)  # the time overdue replaces the mark “overdue”
    return compose.join_dotted([format_staff_line(reader, without), due])
