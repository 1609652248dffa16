"""Buttons of similar tickets: show them, group them, and answer them together."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.merging import buttons as data
from bot.handlers import PressedMessage, respond
from db.models import Person
from desk import Desk
from desk.merging import linked_tickets
from desk.outbox import Say, Show
from desk.policy import permissions


def make_router() -> Router:
    made = Router(name="joining")
    made.callback_query.register(show_similar, data.Alike.filter())
    made.callback_query.register(group_tickets, data.Join.filter())
    made.callback_query.register(leave_group, data.Leave.filter())
    made.callback_query.register(send_to_others, data.AlsoTo.filter())
    return made


async def show_similar(
    _query: CallbackQuery, callback_data: data.Alike, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Show the similar tickets in a message of their own."""
    permissions.require_staff(me)
    spot.require_ticket(callback_data.number)
    await respond.require_staff_ticket_id(desk, callback_data.number)
    await _show_group(desk, callback_data.number, fresh=spot.kind != "alike")


async def group_tickets(
    _query: CallbackQuery, callback_data: data.Join, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Group the similar tickets."""
    permissions.require_staff(me)
    spot.require_ticket(callback_data.number)
    await linked_tickets.link_alike(desk, callback_data.number)
    await _show_group(desk, callback_data.number, fresh=spot.kind != "alike")


async def leave_group(
    _query: CallbackQuery, callback_data: data.Leave, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Take this ticket out of its group."""
    permissions.require_staff(me)
    spot.require_ticket(callback_data.number)
    await linked_tickets.unlink_ticket(desk, callback_data.number)
    await _show_group(desk, callback_data.number, fresh=spot.kind != "alike")


async def send_to_others(
    _query: CallbackQuery, callback_data: data.AlsoTo, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Send the answer to the other tickets; the pressed message then lists them."""
    permissions.require_staff(me)
    spot.require_face("also")
    numbers = await linked_tickets.send_to_linked(desk, callback_data.entry)
    args: dict[str, str | int] = {"n": len(numbers), "numbers": ", ".join(f"#{number}" for number in numbers)}
    respond.post_letter(desk, Say("also-sent", args, slot=f"also:{callback_data.entry}", replace=True), spot.ticket_id)


async def _show_group(desk: Desk, number: int, *, fresh: bool) -> None:
    ticket_id = await respond.require_ticket_id(desk, number)
    respond.post_letter(desk, Show("alike", slot=f"alike:{number}", fresh=fresh), ticket_id)
