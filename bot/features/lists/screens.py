"""Load what a list's letter asks for and render its page."""

from dataclasses import replace
from itertools import groupby

from bot.features.lists import buttons as list_buttons
from bot.features.lists import screens_open_list, screens_reminder, screens_tickets
from bot.views import Reader, Rendered, compose, keyboards
from bot.views.pages import format_page_number
from desk.i18n import formats
from desk.notifications import to_staff
from desk.outbox import Show, Slot
from desk.policy.open_filter import FilterField, Order, load_filter
from desk.queries import attention, open_tickets, ticket_pages
from desk.queries.attention import AttentionPage, AttentionReason
from desk.queries.ticket_pages import OwnTickets, TicketRow
from desk.text import RichText

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
    return compose.join_dotted([screens_tickets.format_staff_line(reader, without), due])


async def render_own(reader: Reader, letter: Show) -> Rendered | None:
    """Render the reader's own requests: those that contain the words of the slot `list:?<words>`, else all or those
    of `letter.find`."""
    words = Slot.parse(letter.slot).key.removeprefix("?")
    which = OwnTickets(letter.find) if letter.find else OwnTickets.ALL
    order = Order(letter.order) if letter.order else Order.OPEN
    page = await ticket_pages.list_own_tickets(
        reader.session, reader.person, letter.page, which=which, order=order, words=words
    )
    return (
        screens_tickets.render_own_found(reader, page, words)
        if words
        else screens_tickets.render_own_list(reader, page, which, order)
    )


async def render_queue(reader: Reader, letter: Show) -> Rendered | None:
    return screens_tickets.render_queue_list(
        reader, await ticket_pages.load_queue(reader.session, reader.person, letter.page)
    )


async def render_mine(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tickets assigned to the reader."""
    return screens_tickets.render_mine_list(
        reader, await ticket_pages.load_assigned(reader.session, reader.person, letter.page)
    )


async def render_found(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tickets that contain the words of `letter.find`."""
    words = letter.find or ""
    return screens_tickets.render_found_list(
        reader, await ticket_pages.find_tickets(reader.session, reader.person, words, letter.page), words
    )


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
        return screens_open_list.render_filter_values(reader, of, there, letter.page)
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
        return screens_open_list.render_open_list(reader, shown)
    promised = chosen.late or await open_tickets.has_open_target(reader.session)
    return screens_open_list.render_filters(reader, replace(shown, promised=promised))


async def render_attention(reader: Reader, letter: Show) -> Rendered | None:
    shown = await attention.load_attention_page(reader.session, reader.person, letter.page, now=reader.now)
    return render_attention_list(reader, shown)


async def render_surge(reader: Reader, _letter: Show) -> Rendered | None:
    """Render how many requests came lately, and the queue."""
    count = await to_staff.count_recent(reader.session, reader.now)
    page = await ticket_pages.load_queue(reader.session, reader.person, 1)
    words = compose.join(
        [reader.say_rich("surge-title", n=count), screens_tickets.render_queue_list(reader, page).words], "\n\n"
    )
    numbers = keyboards.make_number_rows(reader.language, page.lines) if page.lines else ()
    button = keyboards.make_button(reader.language, "btn-queue", list_buttons.QueuePage(page=1))
    return Rendered(words, (*numbers, (button,)))


async def render_reminder(reader: Reader, letter: Show) -> Rendered | None:
    """Render those of the letter's tickets that still wait."""
    return await screens_reminder.render_waiting_tickets(reader, letter.tickets)
