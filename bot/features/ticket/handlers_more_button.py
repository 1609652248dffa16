"""More and Back: which of its buttons a ticket's message shows."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.ticket import buttons
from bot.features.ticket.buttons import Foldable
from bot.handlers import PressedMessage, respond
from db.models import Ticket
from desk import Desk, NotAllowed
from desk.outbox import Show
from desk.policy import permissions


def make_router() -> Router:
    """Return a fresh router of this button."""
    made = Router(name="more")
    made.callback_query.register(show_more, buttons.More.filter())
    return made


async def show_more(_query: CallbackQuery, callback_data: buttons.More, desk: Desk, spot: PressedMessage) -> None:
    """Show another screen of the pressed message's buttons, in place."""
    face, number = callback_data.face, callback_data.number
    spot.require_face(face.value)
    spot.require_ticket(number)
    ticket_id = await respond.require_ticket_id(desk, number)
    who = await permissions.get_access(
        desk.session, await desk.session.get_one(Ticket, ticket_id), desk.require_actor()
    )
    if (face is Foldable.CARD and not who.staff) or (face is Foldable.RECEIPT and not who.requester):
        raise NotAllowed
    respond.post_letter(desk, Show(face.value, slot=f"{face.value}:{number}", page=callback_data.screen), ticket_id)
