"""Lists of tickets, a page each: own requests, the queue, assigned tickets, search results, and a ticket's
conversation."""

from collections.abc import Callable
from dataclasses import replace

from aiogram.filters.callback_data import CallbackData

from bot.features.lists import buttons as list_buttons
from bot.features.requests import screens_receipt
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket import screens_entries
from bot.views import PRIORITY_SIGNS, STATUS_SIGNS, Reader, Rendered, Row, compose, keyboards
from bot.views.pages import format_page_number
from db import encryption
from db.models import Status
from desk.policy import permissions
from desk.policy.open_filter import Order
from desk.queries.entries import ThreadPage
from desk.queries.ticket_pages import OwnTickets, Page, TicketRow
from desk.text import RichText, shorten_line

_SUBJECT = 60  # characters of a subject in a list


def render_own_list(
    reader: Reader, page: Page, which: OwnTickets = OwnTickets.ALL, order: Order = Order.OPEN
) -> Rendered:
    """Return `/tickets`, all or some of them, with filters if they do not fit on one page."""
    language, whole = reader.language, which is OwnTickets.ALL
    if not page.lines and whole:
        staff = "yes" if permissions.is_staff(reader.person) else "no"
        return Rendered(reader.say_rich("list-empty", staff=staff))
    filters = () if whole and page.pages == 1 else (keyboards.filter_rows(language, which, order),)
    if not page.lines:
        return Rendered(reader.say_rich("list-none", which=which.value), filters)
    title = reader.say_rich("list-title", n=page.open_count) if whole else _some(reader, which, page.total)
    new = keyboards.make_button(language, "btn-new", ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NEW))
    last = (keyboards.make_order_button(language, which, order), new) if page.total > 1 else (new,)
    turning = _turning(reader, page, lambda to: keyboards.make_own_list_press(which, order, to))
    buttons = (*keyboards.make_number_rows(language, page.lines), *turning, *filters, last)
    return Rendered(format_list(reader, title, page, format_own_line), buttons)


def _some(reader: Reader, which: OwnTickets, total: int) -> RichText:
    return reader.say_rich("list-title-some", which=which.value, n=total)


def render_own_found(reader: Reader, page: Page, words: str) -> Rendered:
    if not page.lines:
        return add_search_limits(reader, Rendered(reader.say_rich("list-found-none", words=shorten_line(words))))
    found = _pageful(reader, "found-title", page, lambda to: list_buttons.ListPage(page=to), format_own_line)
    return add_search_limits(reader, found)


def add_search_limits(reader: Reader, found: Rendered, *, staff: bool = False) -> Rendered:
    """Say below what was found that encrypted words are not searched."""
    if not encryption.has_sealed_words():
        return found
    limits = reader.say_rich("search-sealed", staff=int(staff))
    return replace(found, words=compose.join([found.words, limits], "\n\n"))


def render_queue_list(reader: Reader, page: Page) -> Rendered:
    if not page.lines:
        return Rendered(reader.say_rich("queue-empty"))
    rows = tuple(_take_or_open(reader, ticket) for ticket in page.lines)
    words = format_list(reader, reader.say_rich("queue-title", n=page.total), page, format_staff_line)
    return Rendered(words, (*rows, *_turning(reader, page, lambda to: list_buttons.QueuePage(page=to))))


def _take_or_open(reader: Reader, ticket: TicketRow) -> Row:
    number = ticket.number
    return (
        keyboards.make_button(reader.language, "btn-take-number", ticket_buttons.Claim(number=number), number=number),
        keyboards.make_button(reader.language, "btn-open-number", ticket_buttons.Open(number=number), number=number),
    )


def render_mine_list(reader: Reader, page: Page) -> Rendered:
    if not page.lines:
        return Rendered(reader.say_rich("mine-empty"))
    return _pageful(reader, "mine-title", page, lambda to: list_buttons.MinePage(page=to))


def render_found_list(reader: Reader, page: Page, words: str) -> Rendered:
    if not page.lines:
        none = Rendered(reader.say_rich("found-empty", words=shorten_line(words)))
        return add_search_limits(reader, none, staff=True)
    title = "found-title-newest" if page.more else "found-title"
    found = _pageful(reader, title, page, lambda to: list_buttons.FoundPage(page=to))
    taking = keyboards.make_take_rows(reader.language, page.lines)
    return add_search_limits(reader, replace(found, buttons=(*taking, *found.buttons)), staff=True)


def render_thread_page(reader: Reader, page: ThreadPage) -> Rendered:
    """Return a page of the conversation as far as the reader may see it; nothing is shortened."""
    title = reader.say_rich("thread-title", number=page.number, subject=page.subject.say_in(reader.language))
    at = format_page_number(reader, page.page, page.pages)
    said = [
        screens_entries.format_thread_line(reader, entry, earlier=page.earlier.get(entry.id, ()))
        for entry in page.entries
    ]
    body = compose.join(said, "\n\n") if said else reader.say_rich("thread-empty")
    opening = keyboards.make_button(reader.language, "btn-open", ticket_buttons.Open(number=page.number))
    turning = keyboards.make_thread_page_buttons(reader.language, page.number, page.page, page.pages)
    return Rendered(compose.join([compose.join_dotted([title, at]), body], "\n\n"), (*turning, (opening,)))


def _turning(reader: Reader, page: Page, to: Callable[[int], CallbackData]) -> tuple[Row, ...]:
    return keyboards.make_page_buttons(reader.language, page.page, page.pages, to)


def _pageful(
    reader: Reader,
    title: str,
    page: Page,
    to: Callable[[int], CallbackData],
    line: Callable[[Reader, TicketRow], RichText] | None = None,
) -> Rendered:
    """Return a page under its title, with a button for each ticket and for the next pages."""
    words = format_list(reader, reader.say_rich(title, n=page.total), page, line or format_staff_line)
    return Rendered(words, (*keyboards.make_number_rows(reader.language, page.lines), *_turning(reader, page, to)))


def format_list(reader: Reader, title: RichText, page: Page, line: Callable[[Reader, TicketRow], RichText]) -> RichText:
    """Return the title with the number of the page, and a line for each ticket."""
    head = compose.join_dotted([title, format_page_number(reader, page.page, page.pages)])
    return compose.join_lines([head, *(line(reader, ticket) for ticket in page.lines)])


def format_own_line(reader: Reader, ticket: TicketRow, *whose: str) -> RichText:
    """Return “💬 #43 Projector · Ivan · 15 min”; `whose`: put before the agent's name."""
    state = ""
    if ticket.is_draft:
        state = reader.say("status-draft")
    elif ticket.status is Status.PENDING:
        state = reader.say("list-waiting-you")
    elif ticket.is_open:
        state = ticket.assignee or screens_receipt.format_own_status(reader, ticket.status, nobody=True)
    when = reader.format_age(ticket.last_at) if ticket.is_open else reader.format_ago(ticket.ended_at or ticket.last_at)
    named = shorten_line(ticket.subject.say_in(reader.language), _SUBJECT)
    return _line(reader, ticket, STATUS_SIGNS[ticket.status], [named, *whose, state, when])


def format_staff_line(reader: Reader, ticket: TicketRow) -> RichText:
    """Return “🟠 🆕 #43 Projector · Anna K. · Ivan · 15 min”."""
    sign = f"{PRIORITY_SIGNS[ticket.priority]} {STATUS_SIGNS[ticket.status]}"
    waits = ticket.needs_answer and ticket.assignee is not None and ticket.is_open
    mine = ticket.assignee == reader.person.name
    return _line(
        reader,
        ticket,
        sign,
        [
            shorten_line(ticket.subject.say_in(reader.language), _SUBJECT),
            ticket.requester,
            "" if mine else ticket.assignee or "",
            reader.say("list-needs-answer", whose="yours" if mine else "ours") if waits else "",
            reader.say("list-escalated") if ticket.escalated and ticket.is_open else "",
            reader.say("list-late") if ticket.is_late(reader.now) else "",
            reader.format_age(ticket.since) if ticket.is_open else reader.format_ago(ticket.ended_at or ticket.last_at),
        ],
    )


def _line(reader: Reader, ticket: TicketRow, sign: str, rest: list[str]) -> RichText:
    return reader.say_rich("list-line", sign=sign, number=ticket.number, rest=compose.join_dotted(rest))
