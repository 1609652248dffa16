"""From a letter about one ticket to its view: what is read for it. Words nothing itself."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.features.lists import screens_tickets as ticket_lists
from bot.features.merging import screens_similar as alike
from bot.features.problems import screens_requester as told
from bot.features.requests import screens_receipt as receipt
from bot.features.suggestions import screens_suggestions as offered
from bot.features.ticket import screens_card as agent_card
from bot.features.ticket import screens_earlier as earlier_tickets
from bot.features.ticket import screens_entries as entries
from bot.features.ticket import screens_history as history
from bot.features.ticket import screens_page as ticket_page
from bot.views import Reader, Rendered, compose
from desk.duplicates.shown import alike_page
from desk.metrics.timeline import timeline
from desk.outbox import Relay, Show, Slot
from desk.queries import entries as read
from desk.queries.card import TicketCard
from desk.queries.earlier import earlier
from desk.queries.ticket_changes import changes
from desk.tickets import untaken_queue

_Made = Callable[[Reader, Show], Awaitable[Rendered | None]]


def of_ticket(view: Callable[[Reader, TicketCard], Rendered | None], *, history: bool = False) -> _Made:
    """A view of the ticket that the slot names; `history`: with what became of it."""

    async def shown(reader: Reader, letter: Show) -> Rendered | None:
        ticket = await reader.card(Slot.parse(letter.slot).number, history=history)
        return view(reader, ticket) if ticket else None

    return shown


async def receipt_with_offers(reader: Reader, letter: Show) -> Rendered | None:
    """The receipt, with what is offered below it."""
    card = await reader.card(Slot.parse(letter.slot).number)
    if card is None:
        return None
    if receipt.chooses_topic(card):
        card = await reader.with_topics(card)
    known = await told.under_receipt(reader, card)
    below = [one for one in (known, await offered.under_receipt(reader, card, fewer=known is not None)) if one]
    rows = tuple(row for _, rows in below for row in rows)
    shown = (compose.join([words for words, _ in below], "\n\n"), rows) if below else None
    return receipt.render_receipt(reader, card, letter.page, shown)


async def render_card(reader: Reader, letter: Show) -> Rendered | None:
    """The card; where it was for taking only, None once somebody has the ticket."""
    ticket = await reader.card(Slot.parse(letter.slot).number)
    if ticket is None or (letter.while_free and not agent_card.is_free(ticket)):
        return None
    return agent_card.ticket_card(reader, ticket, letter.page)


async def render_opened(reader: Reader, letter: Show) -> Rendered | None:
    """Everything: to staff also what edited entries said before, and what was offered."""
    ticket = await reader.card(Slot.parse(letter.slot).number, history=True)
    if ticket is None:
        return None
    if ticket.is_open and not ticket.for_requester:
        ticket = await reader.with_topics(ticket)
    pages = await read.thread_pages(reader.session, ticket.id, reader.person)
    earlier = {} if ticket.for_requester else await read.earlier(reader.session, (*ticket.request, *ticket.last))
    made = ticket_page.ticket_page(reader, ticket, pages, letter.page, earlier)
    if ticket.for_requester or not ticket.offered:
        return made
    return replace(made, words=compose.join_lines([made.words, await offered.for_staff(reader, ticket)]))


async def render_state(reader: Reader, letter: Show) -> Rendered | None:
    """How a request stands, for its requester; with its place in the queue where nobody has it."""
    ticket = await reader.card(Slot.parse(letter.slot).number)
    if ticket is None or not ticket.for_requester:
        return None
    place = await untaken_queue.find_place(reader.session, ticket.id)
    return Rendered(ticket_page.ticket_state(reader, ticket, place), ticket_id=ticket.id)


async def render_thread(reader: Reader, letter: Show) -> Rendered | None:
    """A page of all that was said."""
    ticket_id = await reader.ticket_id(Slot.parse(letter.slot).number)
    page = await read.thread(reader.session, ticket_id, reader.person, letter.page) if ticket_id else None
    return replace(ticket_lists.thread_page(reader, page), ticket_id=ticket_id) if page else None


async def history_page(reader: Reader, letter: Show) -> Rendered | None:
    """What became of it, and how its time was spent."""
    ticket_id = await reader.ticket_id(Slot.parse(letter.slot).number)
    page = await changes(reader.session, ticket_id, reader.person, letter.page) if ticket_id else None
    if page is None or ticket_id is None:
        return None
    spent = await timeline(reader.session, ticket_id, reader.settings, reader.now)
    return replace(history.render_history(reader, page, spent), ticket_id=ticket_id)


async def earlier_filed(reader: Reader, letter: Show) -> Rendered | None:
    """What its requester filed besides it."""
    ticket_id = await reader.ticket_id(Slot.parse(letter.slot).number)
    page = await earlier(reader.session, ticket_id, reader.person, letter.page, reader.language) if ticket_id else None
    return replace(earlier_tickets.render_earlier(reader, page), ticket_id=ticket_id) if page else None


async def those_alike(reader: Reader, letter: Show) -> Rendered | None:
    """What was filed and solved that is like it."""
    ticket_id = await reader.ticket_id(Slot.parse(letter.slot).number)
    page = await alike_page(reader.session, ticket_id, reader.person) if ticket_id else None
    return replace(alike.render_similar(reader, page), ticket_id=ticket_id) if page else None


async def render_relayed_entry(reader: Reader, letter: Relay) -> Rendered | None:
    """An entry passed on; None where the reader may not see it."""
    files = reader.ahead.batch.files if reader.ahead.batch is not None else {}
    entry = await read.entry_info(reader.session, letter.entry_id, reader.person, ahead=files)
    return None if entry is None else await entries.relayed_message(reader, letter, entry)
