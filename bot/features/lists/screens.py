"""Load what a list's letter asks for and render its page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from aiogram.filters.callback_data import CallbackData
from sqlalchemy import ColumnElement, and_

from bot.features.lists import buttons as list_buttons
from bot.features.requests import screens
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket import screens_entries
from bot.views import PRIORITY_SIGNS, STATUS_SIGNS, Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page, format_page_number
from db import encryption
from db.models import Status, Ticket, any_of
from desk.i18n import formats
from desk.notifications import to_staff
from desk.outbox import Show, Slot
from desk.policy import permissions
from desk.policy.lateness import CRITICAL
from desk.policy.open_filter import WITHOUT_ONE, FilterField, OpenFilter, Order, Turn, load_filter
from desk.queries import attention, lists, open_tickets
from desk.queries.attention import AttentionPage, AttentionReason
from desk.queries.entries import ThreadPage
from desk.queries.lists import OwnTickets, Page, TicketRow
from desk.queries.open_tickets import FilterChoice, OpenPage
from desk.text import RichText, shorten_line

# Lists of tickets, a page each: own requests, the queue, assigned tickets, search results, and a ticket's
# conversation.


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


def _render_own_found(reader: Reader, page: Page, words: str) -> Rendered:
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
    words = format_list(reader, reader.say_rich("queue-title", n=page.total), page, _format_staff_line)
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
    words = format_list(reader, reader.say_rich(title, n=page.total), page, line or _format_staff_line)
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
        state = ticket.assignee or screens.format_own_status(reader, ticket.status, nobody=True)
    when = reader.format_age(ticket.last_at) if ticket.is_open else reader.format_ago(ticket.ended_at or ticket.last_at)
    named = shorten_line(ticket.subject.say_in(reader.language), _SUBJECT)
    return _line_of_tickets(reader, ticket, STATUS_SIGNS[ticket.status], [named, *whose, state, when])


def _format_staff_line(reader: Reader, ticket: TicketRow) -> RichText:
    """Return “🟠 🆕 #43 Projector · Anna K. · Ivan · 15 min”."""
    sign = f"{PRIORITY_SIGNS[ticket.priority]} {STATUS_SIGNS[ticket.status]}"
    waits = ticket.needs_answer and ticket.assignee is not None and ticket.is_open
    mine = ticket.assignee == reader.person.name
    return _line_of_tickets(
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


def _line_of_tickets(reader: Reader, ticket: TicketRow, sign: str, rest: list[str]) -> RichText:
    return reader.say_rich("list-line", sign=sign, number=ticket.number, rest=compose.join_dotted(rest))


# `/open`: the open tickets with the reader's filter, and the screens that set it. Reads no table.


_A_SCREEN = 4  # topics or people a screen, next to the other buttons
_OPEN = tuple(status for status in Status if status.is_open)


def _render_open_list(reader: Reader, shown: OpenPage) -> Rendered:
    """Return a page of tickets under its filter."""
    page = shown.page
    title = reader.say_rich("open-list-title", n=page.total)
    head = compose.join_dotted([title, format_page_number(reader, page.page, page.pages)])
    by = compose.join_dotted(
        [*_describe_filter(reader, shown), reader.say("open-list-order", order=shown.chosen.order.value)]
    )
    off = reader.say("open-list-off-board", n=shown.off_board) if shown.off_board else ""
    lines = [_format_staff_line(reader, ticket) for ticket in page.lines]
    none = reader.say("open-list-none" if shown.chosen.is_any else "open-list-none-chosen") if not lines else ""
    ways = keyboards.make_page_buttons(reader.language, page.page, page.pages, lambda to: list_buttons.AllPage(page=to))
    choose = keyboards.make_button(reader.language, "btn-choose", list_buttons.AllChoices(by=None, page=1))
    row = (*(ways[0] if ways else ()), choose)
    return Rendered(
        compose.join_lines([head, by, *lines, none, off]),
        (
            *keyboards.make_take_rows(reader.language, page.lines),
            *keyboards.make_number_rows(reader.language, page.lines),
            row,
        ),
    )


def render_filters(reader: Reader, shown: OpenPage) -> Rendered:
    """Return the screen of filters: each with its value, and switches for overdue and for the order."""
    chosen, language = shown.chosen, reader.language
    named = [
        _way(reader, by, shown)
        for by in (FilterField.STATUS, FilterField.PRIORITY, FilterField.CATEGORY, FilterField.AGENT, FilterField.WAITS)
    ]
    late = list_buttons.AllChosen(by=FilterField.LATE, value="" if chosen.late else "1")
    other = Order.CHANGED if chosen.order is Order.URGENT else Order.URGENT
    order = list_buttons.AllChosen(by=FilterField.ORDER, value=other.value)
    turned = [
        *(
            [keyboards.make_button(language, "btn-late-all" if chosen.late else "btn-late", late)]
            if shown.promised
            else []
        ),
        keyboards.make_button(language, "btn-open-order", order, order=other.value),
        keyboards.make_main_button(language, "btn-show", list_buttons.AllPage(page=1)),
    ]
    what = compose.join_dotted(_describe_filter(reader, shown)) or reader.say("open-list-all")
    head = compose.join_dotted([reader.say_rich("open-list-title", n=shown.page.total), what])
    words = compose.join_lines([head, reader.say("open-list-choose")])
    return Rendered(words, keyboards.arrange_rows([*named, *turned], 2))


def render_filter_values(reader: Reader, by: FilterField, there: Sequence[FilterChoice], page: int) -> Rendered:
    """Return the values of one filter to choose from; the first removes the filter."""
    any_ = _choice(reader, by, "", reader.say("open-list-any"))
    if by is FilterField.STATUS:
        of = [_choice(reader, by, s.value, _status(reader, s)) for s in _OPEN]
    elif by is FilterField.PRIORITY:
        of = [_choice(reader, by, str(n), _priority(reader, n)) for n in (1, 2, 3, 4)]
    elif by is FilterField.WAITS:
        of = [_choice(reader, by, w.value, reader.say("open-list-waits", waits=w.value)) for w in Turn]
    else:
        return Rendered(reader.say_rich("open-list-by", by=by.value), _page_buttons(reader, by, any_, there, page))
    return Rendered(reader.say_rich("open-list-by", by=by.value), keyboards.arrange_rows([any_, *of], 2))


def _page_buttons(
    reader: Reader, by: FilterField, any_: RenderedButton, there: Sequence[FilterChoice], page: int
) -> tuple[Row, ...]:
    listed = cut_shown_page(reader, there, page, _A_SCREEN, lambda to: list_buttons.AllChoices(by=by, page=to))
    none = _choice(reader, by, str(WITHOUT_ONE), reader.say("open-list-nobody", by=by.value))
    some = (_choice(reader, by, str(c.id), c.name) for c in listed.shown)
    return (*keyboards.arrange_rows([any_, none, *some], 2), *listed.turning)


def _choice(reader: Reader, by: FilterField, value: str, name: str) -> RenderedButton:
    return keyboards.make_button(reader.language, "btn-category", list_buttons.AllChosen(by=by, value=value), name=name)


def _way(reader: Reader, by: FilterField, shown: OpenPage) -> RenderedButton:
    value = _value(reader, by, shown) or reader.say("open-list-any")
    press = list_buttons.AllChoices(by=by, page=1)
    return keyboards.make_button(reader.language, "btn-choose-by", press, by=by.value, value=value)


def _describe_filter(reader: Reader, shown: OpenPage) -> list[str]:
    """Return the filter in words."""
    named = (
        _value(reader, by, shown)
        for by in (FilterField.STATUS, FilterField.PRIORITY, FilterField.CATEGORY, FilterField.AGENT, FilterField.WAITS)
    )
    return [*(value for value in named if value), *([reader.say("list-late")] if shown.chosen.late else [])]


def _value(reader: Reader, by: FilterField, shown: OpenPage) -> str:
    chosen: OpenFilter = shown.chosen
    if by is FilterField.STATUS and chosen.status is not None:
        return _status(reader, chosen.status)
    if by is FilterField.PRIORITY and chosen.priority is not None:
        return _priority(reader, chosen.priority)
    if by is FilterField.WAITS and chosen.waits is not None:
        return reader.say("open-list-waits", waits=chosen.waits.value)
    of = {FilterField.CATEGORY: chosen.category, FilterField.AGENT: chosen.agent}.get(by)
    if of == WITHOUT_ONE:
        return reader.say("open-list-nobody", by=by.value)
    return shown.names.get(by, "") if of is not None else ""


def _status(reader: Reader, status: Status) -> str:
    return f"{STATUS_SIGNS[status]} {reader.say('status-staff', status=status.value)}"


def _priority(reader: Reader, priority: int) -> str:
    return f"{PRIORITY_SIGNS[priority]} {reader.say('priority-name', priority=priority)}"


# A reminder of waiting tickets in one message: in the order of the queue, without due times the longest wait first.
# Tickets that no longer wait are left out.


_MOST = 50


async def render_waiting_tickets(reader: Reader, ticket_ids: tuple[int, ...]) -> Rendered | None:
    """Return the reminder for a member of staff, or None if none of the tickets waits any more."""
    if not reader.is_staff:
        return None
    lines = await _still_waiting(reader, ticket_ids)
    if not lines:
        return None
    if all(_is_promised(line) for line in lines):
        return _promised_tickets(reader, lines)
    if len(lines) == 1:
        return Rendered(_single(reader, lines[0]), _single_buttons(reader, lines[0]), ticket_id=lines[0].id)
    title = reader.say_rich("remind-many", n=len(lines), age=_age(reader, min(line.waits_since for line in lines)))
    if any(_is_promised(line) for line in lines):
        title = reader.say_rich("late-title", n=len(lines))
    words = compose.join_lines([title, *(_line_of_reminder(reader, line) for line in lines)])
    return Rendered(words, (*_queue(reader, lines), *keyboards.make_number_rows(reader.language, lines[:10])))


async def _still_waiting(reader: Reader, ticket_ids: tuple[int, ...]) -> list[TicketRow]:
    wanted: ColumnElement[bool] = any_of(Ticket.id, ticket_ids)
    if not await permissions.is_only_staff(reader.session, reader.person):
        wanted = and_(wanted, Ticket.requester_id != reader.person.id)
    found = await lists.list_most_urgent(reader.session, wanted, _MOST)
    waiting = [line for line in found if line.is_open and (_is_free(line) or line.needs_answer or _is_promised(line))]
    if any(_is_promised(line) for line in waiting):
        return waiting
    return sorted(waiting, key=lambda line: (line.priority != CRITICAL, line.waits_since, line.number))


def _promised_tickets(reader: Reader, lines: list[TicketRow]) -> Rendered:
    """Return tickets with a target or a hold, each with when it is due or how long overdue."""
    if len(lines) == 1:
        return Rendered(_line_of_reminder(reader, lines[0]), _single_buttons(reader, lines[0]), ticket_id=lines[0].id)
    words = compose.join_lines(
        [reader.say_rich("late-title", n=len(lines)), *(_line_of_reminder(reader, line) for line in lines)]
    )
    return Rendered(words, (*_queue(reader, lines), *keyboards.make_number_rows(reader.language, lines[:10])))


def _is_promised(line: TicketRow) -> bool:
    return line.due_at is not None or line.hold_until is not None


def _target_line(reader: Reader, line: TicketRow) -> RichText:
    number, name = line.number, line.requester
    if line.due_at is None:
        return reader.say_rich("late-line-hold-over", number=number, name=name)
    ahead = line.due_at - reader.now
    key = "late-line-due" if ahead > timedelta(0) else "late-line-overdue"
    age = (
        formats.format_within(reader.language, ahead)
        if ahead > timedelta(0)
        else formats.format_duration(reader.language, -ahead)
    )
    words = reader.say_rich(key, number=number, name=name, age=age)
    if line.assignee is None:
        return reader.say_rich("late-line-untaken", line=words)
    if line.assignee == reader.person.name:
        return words
    return reader.say_rich("late-line-with", line=words, assignee=line.assignee)


def _is_free(line: TicketRow) -> bool:
    return line.assignee is None


def _age(reader: Reader, since: datetime) -> str:
    return formats.format_duration(reader.language, max(reader.now - since, timedelta(0)))


def _line_of_reminder(reader: Reader, line: TicketRow) -> RichText:
    if _is_promised(line):
        return _target_line(reader, line)
    age, name, number = _age(reader, line.waits_since), line.requester, line.number
    if line.assignee is None:
        return reader.say_rich("remind-line-untaken", number=number, name=name, age=age)
    if line.assignee == reader.person.name:
        return reader.say_rich("remind-line-waiting", number=number, name=name, age=age)
    return reader.say_rich("remind-line-escalated", number=number, name=name, age=age, assignee=line.assignee)


def _single(reader: Reader, line: TicketRow) -> RichText:
    age, name, number = _age(reader, line.waits_since), line.requester, line.number
    if line.assignee is None:
        return reader.say_rich("remind-untaken", number=number, age=age)
    if line.assignee == reader.person.name:
        return reader.say_rich("remind-waiting", number=number, name=name, age=age)
    return reader.say_rich("escalate-waiting", number=number, name=name, age=age, assignee=line.assignee)


def _single_buttons(reader: Reader, line: TicketRow) -> tuple[Row, ...]:
    opening = keyboards.make_button(reader.language, "btn-open", ticket_buttons.Open(number=line.number))
    if not _is_free(line):
        return ((opening,),)
    return (
        (keyboards.make_main_button(reader.language, "btn-take", ticket_buttons.Claim(number=line.number)), opening),
    )


def _queue(reader: Reader, lines: list[TicketRow]) -> tuple[Row, ...]:
    """Return the button to the queue; if some of the tickets are taken, it says how many are not."""
    free = sum(_is_free(line) for line in lines)
    if not free:
        return ()
    page = list_buttons.QueuePage(page=1)
    if free == len(lines):
        return ((keyboards.make_main_button(reader.language, "btn-queue", page),),)
    return ((keyboards.make_main_button(reader.language, "btn-queue-of", page, n=free),),)


# `/attention`: tickets that need action, in groups, the gravest first. Reads no table.


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
        *keyboards.make_take_rows(reader.language, tickets),
        *keyboards.make_number_rows(reader.language, tickets),
    )
    to = list_buttons.AttentionPageTurn
    turning = keyboards.make_page_buttons(reader.language, shown.page, shown.pages, lambda page: to(page=page))
    return Rendered(compose.join(parts, "\n\n"), (*numbers, *turning))


def _line(reader: Reader, why: AttentionReason, ticket: TicketRow) -> RichText:
    due = ""
    if ticket.due_at is not None and why in (AttentionReason.LATE, AttentionReason.SOON):
        length = formats.format_duration(reader.language, abs(reader.now - ticket.due_at))
        due = reader.say("attention-due", why=why.value, length=length)
    without = replace(ticket, due_at=None)  # the time overdue replaces the mark “overdue”
    return compose.join_dotted([_format_staff_line(reader, without), due])


async def render_own(reader: Reader, letter: Show) -> Rendered | None:
    """Render the reader's own requests: those that contain the words of the slot `list:?<words>`, else all or those
    of `letter.find`."""
    words = Slot.parse(letter.slot).key.removeprefix("?")
    which = OwnTickets(letter.find) if letter.find else OwnTickets.ALL
    order = Order(letter.order) if letter.order else Order.OPEN
    page = await lists.list_own_tickets(
        reader.session, reader.person, letter.page, which=which, order=order, words=words
    )
    return _render_own_found(reader, page, words) if words else render_own_list(reader, page, which, order)


async def render_queue(reader: Reader, letter: Show) -> Rendered | None:
    return render_queue_list(reader, await lists.load_queue(reader.session, reader.person, letter.page))


async def render_mine(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tickets assigned to the reader."""
    return render_mine_list(reader, await lists.load_assigned(reader.session, reader.person, letter.page))


async def render_found(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tickets that contain the words of `letter.find`."""
    words = letter.find or ""
    return render_found_list(reader, await lists.find_tickets(reader.session, reader.person, words, letter.page), words)


async def render_open(reader: Reader, letter: Show) -> Rendered | None:
    """Render all open tickets with the reader's filter, or the screen of filters that `letter.find` names."""
    chosen, by = load_filter(reader.person.open_list), letter.find
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
        return _render_open_list(reader, shown)
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
    numbers = keyboards.make_number_rows(reader.language, page.lines) if page.lines else ()
    button = keyboards.make_button(reader.language, "btn-queue", list_buttons.QueuePage(page=1))
    return Rendered(words, (*numbers, (button,)))


async def render_reminder(reader: Reader, letter: Show) -> Rendered | None:
    """Render those of the letter's tickets that still wait; below a note that says how many do, always the queue."""
    shown = await render_waiting_tickets(reader, letter.tickets)
    if letter.note is None or not reader.is_staff:
        return shown
    page = list_buttons.QueuePage(page=1)
    queue = (keyboards.make_main_button(reader.language, "btn-queue", page),)
    if shown is None:
        return Rendered(RichText(), (queue,))
    has_queue = any(button.data == page.pack() for row in shown.buttons for button in row)
    return shown if has_queue else replace(shown, buttons=(queue, *shown.buttons))
