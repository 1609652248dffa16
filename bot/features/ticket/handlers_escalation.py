"""Escalating a ticket, and ending that: commands and buttons of agents. The desk checks the rest."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.ticket import buttons
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from db.models import QuestionKind
from desk import Desk
from desk.questions import asking
from desk.tickets import escalation


def make_escalation_router() -> Router:
    """Return a fresh router of these."""
    made = Router(name="escalation")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(_escalate_ticket, CommandFilter("escalate"))
    made.message.register(_deescalate_ticket, CommandFilter("deescalate"))
    made.callback_query.register(_escalate_pressed, buttons.Escalate.filter())
    made.callback_query.register(_deescalate_pressed, buttons.Deescalate.filter())
    return made


async def _escalate_ticket(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/escalate N why`; without a reason ask for it first."""
    if command.number is None:
        respond.post_line(desk, "usage-escalate")
        return
    reason = command.after_number.text.strip()
    if not reason:
        await _ask(desk, command.number)
        return
    done = await escalation.escalate(desk, command.number, reason)
    respond.post_line(desk, "done-escalate", done.id, number=done.number)


async def _deescalate_ticket(_message: Message, command: TypedCommand, desk: Desk) -> None:
    number = respond.require_number(desk, command)
    if number is None:
        return
    done = await escalation.deescalate(desk, number)
    respond.post_line(desk, "done-deescalate", done.id, number=done.number)


async def _escalate_pressed(
    _query: CallbackQuery, callback_data: buttons.Escalate, desk: Desk, pressed: PressedMessage
) -> None:
    """Ask for the reason; the reply is an internal note."""
    pressed.require_ticket(callback_data.number)
    await _ask(desk, callback_data.number)


async def _deescalate_pressed(
    _query: CallbackQuery, callback_data: buttons.Deescalate, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    pressed.require_ticket(callback_data.number)
    done = await escalation.deescalate(desk, callback_data.number)
    press.say("done-deescalate", number=done.number)


async def _ask(desk: Desk, number: int) -> None:
    ticket_id = await escalation.check_escalation(desk, number)
    await asking.ask_reason(desk, QuestionKind.ESCALATION, ticket_id)
