"""Store the words of a requester: on their request, in a draft, as a new request."""

from dataclasses import replace

from sqlalchemy import select

from db.models import Entry, Message, MessageKind
from desk import Desk
from desk.conversation import thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound import question_messages
from desk.inbound.message_lookup import get_number
from desk.inbound.routing_types import Destination, Received, Route
from desk.notifications import topic_rows
from desk.questions import asking
from desk.requests import drafts
from desk.text import RichText, hear
from desk.text.request_prefix import strip_request_prefix


async def add_comment(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Add a comment; a request that was named after nothing gets its subject from it. One that comes long after the
    last words may be something new: that is offered."""
    number = await get_number(desk, route.ticket_id)
    entry = await thread.add_comment(desk, number, NewEntry.from_message(incoming, answers_id=route.entry_id))
    await drafts.improve_subject(desk, entry)
    if route.late:
        await question_messages.add_late(desk, entry, incoming.message_id)
    return Received(route.destination, number, route.ticket_id, entry.id)


async def add_small_talk(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Keep words that nobody needs to act on."""
    number = await get_number(desk, route.ticket_id)
    entry = await thread.add_comment(
        desk, number, NewEntry.from_message(incoming, answers_id=route.entry_id), small_talk=True
    )
    return Received(route.destination, number, route.ticket_id, entry.id)


async def add_to_resolved(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Add a comment and ask whether the ticket is solved, unless that is the last thing said in the chat and the words
    only acknowledge it; words that follow belong to that question while it is open."""
    heard = await add_comment(desk, incoming, replace(route, late=False))
    said_last = select(Message.slot).where(
        Message.bot_id == desk.rules.bot_id, Message.chat_id == incoming.chat_id, Message.kind != MessageKind.SAID
    )
    slot = await desk.session.scalar(said_last.order_by(Message.message_id.desc()).limit(1))
    if slot == f"resolved:{heard.number}" and hear(incoming.own_words).acknowledges:
        return heard
    entry = await desk.session.get_one(Entry, heard.entry_id)
    question = await asking.ask_whether_solved(desk, entry.ticket_id or 0, entry, message_id=incoming.message_id)
    return replace(heard, question_id=question.id)


async def begin_draft(desk: Desk, incoming: IncomingMessage, _route: Route) -> Received:
    """Begin a request with the message, without the words that only announce it; a topic that its author made by it
    becomes the one of the request."""
    said = NewEntry.from_message(incoming, words=strip_request_prefix(incoming.words))
    made = await drafts.start_request(desk, [said])
    await topic_rows.adopt_own(desk, made.id)
    return Received(Destination.NEW_DRAFT, made.number, made.id)


async def add_to_draft(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Add the message to a draft that gathers."""
    entry = await drafts.add_to_draft(
        desk, route.ticket_id or 0, NewEntry.from_message(incoming, answers_id=route.entry_id)
    )
    return Received(route.destination, await get_number(desk, route.ticket_id), route.ticket_id, entry.id)


async def continue_ended(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Begin a request with a reply to one that ended long ago, and file it."""
    before = RichText(f"#{await get_number(desk, route.ticket_id)}: ")
    said = NewEntry.from_message(incoming, words=before + incoming.words)
    ticket = await drafts.start_request(desk, [said], at_once=True)
    return Received(route.destination, ticket.number, ticket.id)
