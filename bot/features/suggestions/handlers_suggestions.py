"""Buttons of the suggestions under a receipt."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.suggestions import buttons
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import Press
from desk import Desk
from desk.outbox import Show
from desk.suggestions import offer_outcome, preset_giving


def make_router() -> Router:
    """Return a fresh router of these buttons."""
    made = Router(name="offers")
    made.callback_query.register(show_suggestion, buttons.OfferRead.filter())
    made.callback_query.register(mark_helped, buttons.Helped.filter())
    made.callback_query.register(need_person, buttons.NeedPerson.filter())
    return made


async def show_suggestion(
    _query: CallbackQuery, callback_data: buttons.OfferRead, desk: Desk, spot: PressedMessage
) -> None:
    """Show the article as a new message; the receipt stays."""
    spot.require_face("receipt")
    article_id = await offer_outcome.record_reading(desk, callback_data.offer)
    respond.post_letter(desk, Show("article", slot=f"article:{article_id}", fresh=True), spot.ticket_id)


async def mark_helped(_query: CallbackQuery, callback_data: buttons.Helped, desk: Desk, spot: PressedMessage) -> None:
    """Close the request; the receipt says so."""
    spot.require_ticket(callback_data.number)
    await offer_outcome.close_as_helped(desk, callback_data.number)


async def need_person(
    _query: CallbackQuery, callback_data: buttons.NeedPerson, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    spot.require_ticket(callback_data.number)
    await preset_giving.call_person(desk, callback_data.number)
    press.say("person-called")
