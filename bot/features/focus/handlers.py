"""`/focus` and its buttons: an agent writes to one ticket without replying each time; each message is confirmed."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Press
from bot.features.focus import buttons
from bot.features.ticket.buttons import Resolve
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from db.models import Entry, EntryKind, Ticket
from desk import Desk, Outdated
from desk.inbound.routing import Received
from desk.inbound.routing_types import Destination
from desk.outbox import Args, Say
from desk.policy import permissions
from desk.questions import focus

_OFF = frozenset({"", "off", "выкл"})


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = Router(name="focus")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(change_focus, CommandFilter("focus"))
    made.callback_query.register(begin_focus, buttons.Focus.filter())
    made.callback_query.register(end_focus, buttons.FocusEnd.filter())
    return made


async def change_focus(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/focus N`, and `/focus off` or `/focus` alone, which end it."""
    if command.number is None and command.words.text.strip().casefold() in _OFF:
        await focus.end_focus(desk)
        respond.post_line(desk, "focus-none")
        return
    number = respond.require_number(desk, command)
    if number is not None:
        await focus.begin_focus(desk, number, message_id=message.message_id)


async def begin_focus(_query: CallbackQuery, callback_data: buttons.Focus, desk: Desk, spot: PressedMessage) -> None:
    permissions.require_staff(desk.require_actor())
    spot.require_ticket(callback_data.number)
    await focus.begin_focus(desk, callback_data.number)


async def end_focus(
    _query: CallbackQuery, callback_data: buttons.FocusEnd, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    permissions.require_staff(desk.require_actor())
    spot.require_ticket(callback_data.number)
    if not await focus.end_focus(desk):
        raise Outdated(callback_data.number)
    press.say("focus-none")


async def confirm_sent(desk: Desk, message_id: int, heard: Received) -> None:
    """Say under the message where it went, with a button to resolve the ticket with this answer. An answer that waits
    for approval has a message of its own."""
    entry = await desk.session.get(Entry, heard.entry_id)
    if entry is not None and entry.kind is EntryKind.DRAFT:
        return
    ticket = await desk.session.get_one(Ticket, heard.ticket_id)
    requester = await desk.get_person(ticket.requester_id)
    args: Args = {"number": ticket.number, "name": requester.name if requester else ""}
    end = respond.press_button("btn-focus-off", buttons.FocusEnd(number=ticket.number))
    resolve = respond.press_button("btn-resolve-with", Resolve(number=ticket.number))
    is_note = heard.destination is Destination.NOTE
    row = (end,) if is_note else (resolve, end)
    key = "focus-noted" if is_note else "focus-sent"
    line = Say(key, args, (row,), reply_to_message=message_id, silent=True)
    respond.post_letter(desk, line, ticket.id)
