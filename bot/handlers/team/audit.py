"""`/audit` and turning its pages, for admins."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot import callbacks
from bot.handlers import respond
from bot.handlers.filters import CommandFilter, IsCommand, IsPrivate, IsStaff, TypedCommand
from bot.handlers.pressed_message import PressedMessage
from db.enums import Role
from db.models import Person
from desk.desk import Desk
from desk.errors import NotAllowed
from desk.outbox.letters import Show, View
from desk.policy import permissions
from desk.queries.lists import MOST_TYPED


def router() -> Router:
    """A fresh router of these."""
    made = Router(name="audit")
    made.message.filter(IsPrivate(), IsCommand(), IsStaff())
    made.message.register(audit, CommandFilter("audit"))
    made.callback_query.register(page, callbacks.AuditTurn.filter())
    return made


async def audit(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """`/audit`, newest first; `/audit words`: what holds all of them."""
    if me.role is not Role.ADMIN:
        raise NotAllowed("only-admins")
    words = " ".join(command.words.text.split())[:MOST_TYPED]
    respond.post(desk, Show(View.AUDIT, slot=f"audit:?{words}", fresh=True))


async def page(
    _query: CallbackQuery, callback_data: callbacks.AuditTurn, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Another page of what the pressed message lists."""
    if not permissions.is_staff(me) or me.role is not Role.ADMIN:
        raise NotAllowed("only-admins")
    spot.of("audit")
    slot = str(spot.slot) if spot.recorded else "audit:?"
    respond.post(desk, Show(View.AUDIT, slot=slot, page=callback_data.page, fresh=not spot.recorded))
