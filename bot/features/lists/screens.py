"""Load what a list's letter asks for and render its page."""

from collections.abc import Callable
from dataclasses import replace

from aiogram.filters.callback_data import CallbackData

from bot.features.lists import buttons as list_buttons
from bot.features.lists.lines import SUBJECT, format_staff_line, format_ticket_line
from bot.features.lists.screens_attention import render_attention_list
from bot.features.lists.screens_open import render_filter_values, render_filters, render_open_list
from bot.features.lists.screens_waiting import render_waiting_tickets
from bot.features.requests import screens
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket import screens_entries
from bot.views import STATUS_SIGNS, Reader, Rendered, Row, compose, keyboards
from bot.views.pages import format_page_number
from db import encryption
from db.models import Status
from desk.notifications import to_staff
from desk.outbox import Show
from desk.people.waiting import count_asked
from desk.policy import permissions
from desk.policy.ticket_list import FilterField, Order, load_filters
from desk.queries import attention, lists, open_tickets
from desk.queries.entries import ThreadPage
from desk.queries.lists import OwnTickets, TicketLines, TicketRow
from desk.text import RichText, shorten_line


def render_own_list(
    reader: Reader, page: TicketLines, which: OwnTickets = OwnTickets.ALL, order: Order = Order.OPEN
) -> Rendered:
    """Return `/tickets`, all or some of them, with filters if they do not fit on one page."""
    whole = which is OwnTickets.ALL
    if not page.lines and whole:
        staff = "yes" if permissions.is_staff(reader.person) else "no"
        return Rendered(reader.say_rich("list-empty", staff=staff))
    filters = () if whole and page.pages == 1 else (keyboards.filter_rows(reader, which, order),)
    if not page.lines:
        return Rendered(reader.say_rich("list-none", which=which.value), filters)
    title = reader.say_rich("list-title", n=page.open_count) if whole else _some(reader, which, page.total)
    new = reader.make_button("btn-new", ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NEW))
    last = (keyboards.make_order_button(reader, which, order), new) if page.total > 1 else (new,)
    turning = _turning(reader, page, lambda to: keyboards.make_own_list_press(which, order, to))
    buttons = (*keyboards.make_number_rows(reader, page.lines), *turning, *filters, last)
    return Rendered(format_list(reader, title, page, format_own_line), buttons)


def _some(reader: Reader, which: OwnTickets, total: int) -> RichText:
    return reader.say_rich("list-title-some", which=which.value, n=total)


def _render_own_found(reader: Reader, page: TicketLines, words: str) -> Rendered:
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


def render_queue_list(reader: Reader, page: TicketLines) -> Rendered:
    if not page.lines:
        return Rendered(reader.say_rich("queue-empty"))
    rows = tuple(_take_or_open(reader, ticket) for ticket in page.lines)
    words = format_list(reader, reader.say_rich("queue-title", n=page.total), page, format_staff_line)
    return Rendered(words, (*rows, *_turning(reader, page, lambda to: list_buttons.QueuePage(page=to))))


def _take_or_open(reader: Reader, ticket: TicketRow) -> Row:
    number = ticket.number
    return (
        reader.make_button("btn-take-number", ticket_buttons.Claim(number=number), number=number),
        reader.make_button("btn-open-number", ticket_buttons.Open(number=number), number=number),
    )


def render_mine_list(reader: Reader, page: TicketLines) -> Rendered:
    if not page.lines:
        return Rendered(reader.say_rich("mine-empty"))
    return _pageful(reader, "mine-title", page, lambda to: list_buttons.MinePage(page=to))


def render_found_list(reader: Reader, page: TicketLines, words: str) -> Rendered:
    if not page.lines:
        none = Rendered(reader.say_rich("found-empty", words=shorten_line(words)))
        return add_search_limits(reader, none, staff=True)
    title = "found-title-newest" if page.more else "found-title"
    found = _pageful(reader, title, page, lambda to: list_buttons.FoundPage(page=to))
    taking = keyboards.make_take_rows(reader, page.lines)
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
    opening = reader.make_button("btn-open", ticket_buttons.Open(number=page.number))
    turning = keyboards.make_thread_page_buttons(reader, page.number, page.page, page.pages)
    return Rendered(compose.join([compose.join_dotted([title, at]), body], "\n\n"), (*turning, (opening,)))


def _turning(reader: Reader, page: TicketLines, to: Callable[[int], CallbackData]) -> tuple[Row, ...]:
    return keyboards.make_page_buttons(reader, page.page, page.pages, to)


def _pageful(
    reader: Reader,
    title: str,
    page: TicketLines,
    to: Callable[[int], CallbackData],
    line: Callable[[Reader, TicketRow], RichText] | None = None,
) -> Rendered:
    """Return a page under its title, with a button for each ticket and for the next pages."""
    words = format_list(reader, reader.say_rich(title, n=page.total), page, line or format_staff_line)
    return Rendered(words, (*keyboards.make_number_rows(reader, page.lines), *_turning(reader, page, to)))


def format_list(
    reader: Reader, title: RichText, page: TicketLines, line: Callable[[Reader, TicketRow], RichText]
) -> RichText:
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
        state = ticket.assignee or screens.format_own_status(reader, ticket.status, nobody=True)
    when = reader.format_age(ticket.last_at) if ticket.is_open else reader.format_ago(ticket.ended_at or ticket.last_at)
    named = shorten_line(ticket.subject.say_in(reader.language), SUBJECT)
    return format_ticket_line(reader, ticket, STATUS_SIGNS[ticket.status], [named, *whose, state, when])


async def render_own(reader: Reader, letter: Show) -> Rendered | None:
    """Render the reader's own requests: those that contain the words of the slot `list:?<words>`, else all or those
    of `letter.find`."""
    words = letter.key.removeprefix("?")
    which = OwnTickets(letter.find) if letter.find else OwnTickets.ALL
    order = Order(letter.order) if letter.order else Order.OPEN
    page = await lists.list_own_tickets(
        reader.session, reader.person, letter.page, which=which, order=order, words=words
    )
    return _render_own_found(reader, page, words) if words else render_own_list(reader, page, which, order)


async def render_queue(reader: Reader, letter: Show) -> Rendered | None:
    shown = render_queue_list(reader, await lists.load_queue(reader.session, reader.person, letter.page))
    asked = (await count_asked(reader.session)).n if reader.settings.privacy.consent else 0
    below = reader.say_rich("queue-asked", n=asked)
    return replace(shown, words=compose.join([shown.words, below], "\n\n")) if asked else shown


async def render_mine(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tickets assigned to the reader."""
    return render_mine_list(reader, await lists.load_assigned(reader.session, reader.person, letter.page))


async def render_found(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tickets that contain the words of `letter.find`."""
    words = letter.find or ""
    return render_found_list(reader, await lists.find_tickets(reader.session, reader.person, words, letter.page), words)


async def render_open(reader: Reader, letter: Show) -> Rendered | None:
    """Render all open tickets with the reader's filter, or the screen of filters that `letter.find` names."""
    chosen, by = load_filters(reader.person.open_list), letter.find
    if by in set(FilterField) - {FilterField.LATE, FilterField.ORDER}:
        of = FilterField(by)
        there = (
            await open_tickets.list_choices(reader.session, of, reader.language)
            if of in (FilterField.CATEGORY, FilterField.AGENT)
            else ()
        )
        return render_filter_values(reader, of, there, letter.page)
    board = reader.settings.board.enabled
    shown = await open_tickets.load_open_page(
        reader.session,
        reader.person,
        chosen,
        letter.page,
        now=reader.now,
        board=board and not by,
        language=reader.language,
    )
    if not by:
        return render_open_list(reader, shown)
    promised = chosen.late or await open_tickets.has_open_target(reader.session)
    return render_filters(reader, replace(shown, promised=promised))


async def render_attention(reader: Reader, letter: Show) -> Rendered | None:
    shown = await attention.load_attention_page(reader.session, reader.person, letter.page, now=reader.now)
    return render_attention_list(reader, shown)


async def render_surge(reader: Reader, _letter: Show) -> Rendered | None:
    """Render how many requests came lately, and the queue."""
    count = await to_staff.count_recent(reader.session, reader.now)
    page = await lists.load_queue(reader.session, reader.person, 1)
    words = compose.join([reader.say_rich("surge-title", n=count), render_queue_list(reader, page).words], "\n\n")
    numbers = keyboards.make_number_rows(reader, page.lines) if page.lines else ()
    button = reader.make_button("btn-queue", list_buttons.QueuePage(page=1))
    return Rendered(words, (*numbers, (button,)))


async def render_reminder(reader: Reader, letter: Show) -> Rendered | None:
    """Render those of the letter's tickets that still wait; below a note that says how many do, always the queue."""
    shown = await render_waiting_tickets(reader, letter.tickets)
    if letter.note is None or not reader.is_staff:
        return shown
    page = list_buttons.QueuePage(page=1)
    queue = (reader.make_main_button("btn-queue", page),)
    if shown is None:
        return Rendered(RichText(), (queue,))
    has_queue = any(button.data == page.pack() for row in shown.buttons for button in row)
    return shown if has_queue else replace(shown, buttons=(queue, *shown.buttons))
