"""Focus in the bot: an agent writes to one ticket without replying; buttons and handlers.

Callback data of focus.
"""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import Command, Feature
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import OfTicket, Press, handle_presses
from desk import Desk, Outdated
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.questions import focus


class Focus(OfTicket, prefix="focus"):
    """Send what the agent writes without replying to this ticket."""


class FocusEnd(OfTicket, prefix="focus_off"):
    """End the focus."""


_OFF = frozenset({"", "off", "выкл"})


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = StaffRouter(name="focus")
    made.message.register(_change_focus, CommandFilter("focus"))
    handle_presses(made, begin_focus, end_focus)
    return made


async def _change_focus(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/focus N`, and `/focus off` or `/focus` alone, which end it."""
    if command.number is None and command.words.text.strip().casefold() in _OFF:
        await focus.end_focus(desk)
        respond.post_line(desk, "focus-none")
        return
    number = respond.require_number(desk, command)
    if number is not None:
        await focus.begin_focus(desk, number, message_id=message.message_id)


async def begin_focus(_query: CallbackQuery, callback_data: Focus, desk: Desk, pressed: PressedMessage) -> None:
    permissions.require_staff(desk.require_actor())
    pressed.require_ticket(callback_data.number)
    await focus.begin_focus(desk, callback_data.number)


async def end_focus(
    _query: CallbackQuery, callback_data: FocusEnd, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    permissions.require_staff(desk.require_actor())
    pressed.require_ticket(callback_data.number)
    if not await focus.end_focus(desk):
        raise Outdated(callback_data.number)
    press.say("focus-none")


FEATURE = Feature(
    name="focus",
    routers=(make_router,),
    commands=(Command("focus", grant=Grant.WORK, of_ticket=True, means_alone=True),),
)
