"""More and Back: which of its buttons a ticket's message shows. Changes nothing else."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.ticket import buttons as ticket_callbacks
from bot.features.ticket.buttons import Foldable
from bot.handlers import PressedMessage, respond
from db.models import Ticket
from desk import Desk, NotAllowed
from desk.outbox import Show
from desk.policy import permissions


def make_router() -> Router:
    """A fresh router of this button."""
    made = Router(name="more")
    made.callback_query.register(show_more, ticket_callbacks.More.filter())
    return made


async def show_more(
    _query: CallbackQuery, callback_data: ticket_callbacks.More, desk: Desk, spot: PressedMessage
) -> None:
    """Another screen of the pressed message's buttons, on the spot."""
    face, number = callback_data.face, callback_data.number
    spot.of(face.value)
    spot.about(number)
    ticket_id = await respond.ticket_id_of(desk, number)
    who = await permissions.get_access(desk.session, await desk.session.get_one(Ticket, ticket_id), desk.me())
    if (face is Foldable.CARD and not who.staff) or (face is Foldable.RECEIPT and not who.requester):
        raise NotAllowed
    respond.post_letter(desk, Show(face.value, slot=f"{face.value}:{number}", page=callback_data.screen), ticket_id)
