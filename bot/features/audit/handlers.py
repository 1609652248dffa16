"""`/audit` and its pages, for admins."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.audit import buttons as audit_buttons
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from db.models import Person
from desk import Desk
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.grants import Grant
from desk.search.prefix_query import MOST_TYPED


def make_router() -> Router:
    made = Router(name="audit")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_audit, CommandFilter("audit"))
    made.callback_query.register(turn_page, audit_buttons.AuditTurn.filter())
    return made


async def show_audit(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Show the audit log, newest first; `/audit words` shows the lines that contain all the words."""
    permissions.require_grant(me, Grant.AUDIT)
    words = " ".join(command.words.text.split())[:MOST_TYPED]
    respond.post_letter(desk, Show("audit", slot=f"audit:?{words}", fresh=True))


async def turn_page(
    _query: CallbackQuery, callback_data: audit_buttons.AuditTurn, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    permissions.require_grant(me, Grant.AUDIT)
    spot.require_face("audit")
    slot = str(spot.slot) if spot.recorded else "audit:?"
    respond.post_letter(desk, Show("audit", slot=slot, page=callback_data.page, fresh=not spot.recorded))
