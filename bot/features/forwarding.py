"""`/forward N address text`: ask somebody outside by mail, the first time with the requester's words; as a reply to one
of their messages with that one alone, as a reply to a note with none."""

import re

from aiogram import Router
from aiogram.types import Message

from bot.content import read_message
from bot.feature import AGENT, Command, Feature
from bot.handlers import CommandFilter, StaffRouter, TypedCommand, respond
from db.models import EntryKind, Ticket
from desk import Desk
from desk.conversation.new_entry import NewEntry
from desk.inbound import reply_target
from desk.policy.permissions import Grant
from desk.requests import side_conversations
from desk.text import count_units, cut_text

_ADDRESS = re.compile(r"\s{0,9}([^\s@,:]{1,64}@[^\s,:]{1,255})[\s,:]{0,99}")


def make_router() -> Router:
    """Return a fresh router of this feature."""
    made = StaffRouter(name="forwarding")
    made.message.register(_forward, CommandFilter("forward"))
    return made


async def _forward(message: Message, command: TypedCommand, desk: Desk) -> None:
    words = command.after_number
    to = _ADDRESS.match(words.text)
    if command.number is None or to is None:
        respond.post_line(desk, "usage-forward")
        return
    ticket = await desk.session.get_one(Ticket, await respond.require_staff_ticket_id(desk, command.number))
    rest = cut_text(words, count_units(to[0]), count_units(words.text))
    incoming = read_message(message, words=rest, now=desk.now)
    incoming.require_read()
    entry = await reply_target.find_entry(desk, incoming)
    said = [NewEntry.from_message(incoming)]
    is_note = entry is not None and entry.kind is EntryKind.NOTE
    if not is_note and (entry is not None or not await side_conversations.has_one(desk.session, ticket, to[1])):
        said.append(await side_conversations.quote(desk.session, ticket, entry))
    note = await side_conversations.forward(desk, command.number, to[1], said)
    respond.post_line(desk, "done-forward", note.ticket_id, number=command.number, address=to[1])


FEATURE = Feature(
    name="forwarding", routers=(make_router,), commands=(Command("forward", AGENT, of_ticket=True, grant=Grant.SEND),)
)
