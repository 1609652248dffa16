"""Chooses and reads what a letter about one ticket shows; other modules render it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.features.lists import screens
from bot.features.merging import screens_similar
from bot.features.organizations import screens as organization_screens
from bot.features.problems import screens as problem_screens
from bot.features.requests import screens as request_screens
from bot.features.suggestions import receipt_parts
from bot.features.suggestions import screens as suggestion_screens
from bot.features.ticket import (
    screens_card,
    screens_earlier,
    screens_entries,
    screens_history,
)
from bot.features.ticket.screens_page import render_ticket_page
from bot.views import STATUS_SIGNS, Reader, Rendered, compose
from desk.files import whole_mails
from desk.i18n import formats
from desk.metrics.timelines import load_timeline
from desk.outbox import Relay, Show, Slot
from desk.queries import entries
from desk.queries.lists import load_earlier_page
from desk.queries.same_reports import load_alike_page
from desk.queries.ticket_card import TicketCard, ToldStatus
from desk.queries.ticket_changes import load_changes_page
from desk.text import RichText
from desk.tickets import untaken_queue


def _format_ticket_state(reader: Reader, ticket: TicketCard, place: int | None) -> RichText:
    """Return the agent and since when, or the place in the queue; and what the requester may expect."""
    now = ticket.told.status or ToldStatus(ticket.status, ticket.status_at, ticket.assignee)
    nobody = now.assignee is None
    status = f"{STATUS_SIGNS[now.status]} {request_screens.format_own_status(reader, now.status, nobody=nobody)}"
    since = (
        "" if ticket.claimed_at is None else formats.format_duration(reader.language, reader.now - ticket.claimed_at)
    )
    whose = reader.say("state-with", name=now.assignee.name, age=since) if now.assignee and since else ""
    queued = reader.say_rich("state-place", place=place) if place is not None and nobody else ""
    subject = reader.say_rich("open-subject", number=ticket.number, subject=ticket.subject.say_in(reader.language))
    return compose.join_lines(
        [subject, compose.join_dotted([status, whose]), queued, request_screens.format_expected_line(reader, ticket)]
    )


def _format_reader(reader: Reader, ticket: TicketCard, place: int | None) -> RichText:
    """Return that a person reads what the requester writes: the agent, or at which place in the queue."""
    now = ticket.told.status or ToldStatus(ticket.status, ticket.status_at, ticket.assignee)
    if now.assignee is not None:
        return reader.say_rich("person-reads-agent", number=ticket.number, name=now.assignee.name)
    return reader.say_rich("person-reads-queue", place=place) if place is not None else reader.say_rich("person-reads")


_Made = Callable[[Reader, Show], Awaitable[Rendered | None]]


def render_of_ticket(view: Callable[[Reader, TicketCard], Rendered | None], *, history: bool = False) -> _Made:
    """Return a view of the ticket that the slot names; `history`: with its history."""

    async def shown(reader: Reader, letter: Show) -> Rendered | None:
        ticket = await reader.load_card(letter.number, history=history)
        return view(reader, ticket) if ticket else None

    return shown


async def render_receipt(reader: Reader, letter: Show) -> Rendered | None:
    """Render the receipt, with a known problem and suggestions below it."""
    card = await reader.load_card(letter.number)
    if card is None:
        return None
    if request_screens.has_topic_choice(card):
        card = await reader.add_topics(card)
    known = await problem_screens.make_problem_part(reader, card)
    below = [
        one for one in (known, await receipt_parts.make_suggestion_part(reader, card, fewer=known is not None)) if one
    ]
    joined = compose.join([words for words, _ in below], "\n\n"), tuple(row for _, rows in below for row in rows)
    made = request_screens.render_receipt(reader, card, letter.page, joined if below else None)
    return await receipt_parts.offer_rated(reader, card, made)


async def render_card(reader: Reader, letter: Show) -> Rendered | None:
    """Render the card; a card sent only for taking is None once the ticket has an agent."""
    ticket = await reader.load_card(letter.number)
    if ticket is None or (letter.while_free and not screens_card.is_free(ticket)):
        return None
    return screens_card.render_ticket_card(reader, ticket, letter.page)


async def render_opened(reader: Reader, letter: Show) -> Rendered | None:
    """Render the whole ticket; for staff also earlier versions of edited entries, and what was suggested."""
    ticket = await reader.load_card(letter.number, history=True)
    if ticket is None:
        return None
    if ticket.is_open and not ticket.for_requester:
        ticket = await reader.add_topics(ticket)
    pages = await entries.count_thread_pages(reader.session, ticket.id, reader.person, reader.now)
    earlier = (
        {}
        if ticket.for_requester
        else await entries.load_earlier_wordings(reader.session, (*ticket.request, *ticket.last))
    )
    made = render_ticket_page(reader, ticket, pages, letter.page, earlier)
    if await organization_screens.has_other_button(reader, ticket):
        made = replace(made, buttons=(*made.buttons, (organization_screens.make_other_button(reader, ticket.number),)))
    if ticket.for_requester or not ticket.offered:
        return made
    return replace(
        made, words=compose.join_lines([made.words, await suggestion_screens.format_for_staff(reader, ticket)])
    )


async def render_state(reader: Reader, letter: Show) -> Rendered | None:
    """Render a request's state for its requester, with its place in the queue if it has no agent; or nothing but the
    letter's own line."""
    ticket = await reader.load_card(letter.number)
    if ticket is None or not ticket.for_requester:
        return None
    if letter.note is not None:
        return Rendered(RichText(), ticket_id=ticket.id)
    place = await untaken_queue.find_place(reader.session, ticket.id)
    make = _format_reader if Slot.parse(letter.slot).kind == "human" else _format_ticket_state
    return Rendered(make(reader, ticket, place), ticket_id=ticket.id)


async def render_thread(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the thread."""
    ticket_id = await reader.find_ticket_id(letter.number)
    asked = reader.session, ticket_id or 0, reader.person, reader.now, letter.page
    page = await entries.load_thread_page(*asked)
    return replace(screens.render_thread_page(reader, page), ticket_id=ticket_id) if page else None


async def render_history(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the history, with the time spent in each status."""
    ticket_id = await reader.find_ticket_id(letter.number)
    page = await load_changes_page(reader.session, ticket_id, reader.person, letter.page) if ticket_id else None
    if page is None or ticket_id is None:
        return None
    spent = await load_timeline(reader.session, ticket_id, reader.settings, reader.now)
    return replace(screens_history.render_history(reader, page, spent), ticket_id=ticket_id)


async def render_mail(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of a mail as it came."""
    number, entry_id = letter.number, int(letter.find or 0)
    mail = await whole_mails.find_readable(reader.session, reader.person, number, entry_id)
    if mail is None:
        return None
    made = screens_entries.render_mail(reader, number, mail.text, letter.page, entry_id)
    return replace(made, ticket_id=await reader.find_ticket_id(number))


async def render_earlier(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the requester's other tickets."""
    ticket_id = await reader.find_ticket_id(letter.number)
    page = (
        await load_earlier_page(reader.session, ticket_id, reader.person, letter.page, reader.language)
        if ticket_id
        else None
    )
    return replace(screens_earlier.render_earlier(reader, page), ticket_id=ticket_id) if page else None


async def render_similar(reader: Reader, letter: Show) -> Rendered | None:
    """Render similar tickets, open and resolved."""
    ticket_id = await reader.find_ticket_id(letter.number)
    page = await load_alike_page(reader.session, ticket_id, reader.person) if ticket_id else None
    return replace(screens_similar.render_similar(reader, page), ticket_id=ticket_id) if page else None


async def render_relayed_entry(reader: Reader, letter: Relay) -> Rendered | None:
    """Render a relayed entry; None if the reader may not see it."""
    files = reader.ahead.batch.files if reader.ahead.batch is not None else {}
    entry = await entries.load_entry(reader.session, letter.entry_id, reader.person, ahead=files)
    return None if entry is None else await screens_entries.render_relayed_message(reader, letter, entry)
