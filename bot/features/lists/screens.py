"""Load what a list's letter asks for and render its page."""

from dataclasses import replace

from bot.features.lists import buttons as list_callbacks
from bot.features.lists import screens_attention as needing
from bot.features.lists import screens_open_list as open_list
from bot.features.lists import screens_reminder as reminder
from bot.features.lists import screens_tickets as ticket_lists
from bot.views import Reader, Rendered, compose, keyboards
from desk.notifications import to_staff
from desk.outbox import Show, Slot
from desk.policy.open_filter import FilterField, Order, load_filter
from desk.queries import attention as queries_attention
from desk.queries import open_tickets, ticket_pages
from desk.queries.ticket_pages import OwnTickets


async def render_own(reader: Reader, letter: Show) -> Rendered | None:
    """Render the reader's own requests: those that contain the words of the slot `list:?<words>`, else all or those
    of `letter.find`."""
    words = Slot.parse(letter.slot).key.removeprefix("?")
    which = OwnTickets(letter.find) if letter.find else OwnTickets.ALL
    order = Order(letter.order) if letter.order else Order.OPEN
    page = await ticket_pages.list_own_tickets(
        reader.session, reader.person, letter.page, which=which, order=order, words=words
    )
    return ticket_lists.own_found(reader, page, words) if words else ticket_lists.own_list(reader, page, which, order)


async def render_queue(reader: Reader, letter: Show) -> Rendered | None:
    return ticket_lists.queue_list(reader, await ticket_pages.load_queue(reader.session, reader.person, letter.page))


async def render_mine(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tickets assigned to the reader."""
    return ticket_lists.mine_list(reader, await ticket_pages.load_assigned(reader.session, reader.person, letter.page))


async def render_found(reader: Reader, letter: Show) -> Rendered | None:
    """Render the tickets that contain the words of `letter.find`."""
    words = letter.find or ""
    return ticket_lists.found_list(
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
        return open_list.filter_buttons(reader, of, there, letter.page)
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
        return open_list.open_list(reader, shown)
    promised = chosen.late or await open_tickets.has_open_target(reader.session)
    return open_list.filter_screen(reader, replace(shown, promised=promised))


async def render_attention(reader: Reader, letter: Show) -> Rendered | None:
    shown = await queries_attention.load_attention_page(reader.session, reader.person, letter.page, now=reader.now)
    return needing.attention_list(reader, shown)


async def surge_of_requests(reader: Reader, _letter: Show) -> Rendered | None:
    """Render how many requests came lately, and the queue."""
    count = await to_staff.count_recent(reader.session, reader.now)
    page = await ticket_pages.load_queue(reader.session, reader.person, 1)
    words = compose.join([reader.words("surge-title", n=count), ticket_lists.queue_list(reader, page).words], "\n\n")
    numbers = keyboards.number_rows(reader.language, page.lines) if page.lines else ()
    button = keyboards.make_button(reader.language, "btn-queue", list_callbacks.QueuePage(page=1))
    return Rendered(words, (*numbers, (button,)))


async def render_reminder(reader: Reader, letter: Show) -> Rendered | None:
    """Render those of the letter's tickets that still wait."""
    return await reminder.reminder_text(reader, letter.tickets)
