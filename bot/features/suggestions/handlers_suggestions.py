"""Buttons of what is offered under a receipt."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks import Press
from bot.features.suggestions import buttons as data
from bot.handlers import PressedMessage, respond
from desk import Desk
from desk.outbox import Show
from desk.suggestions import outcome, preset_giving


def make_router() -> Router:
    """A fresh router of these buttons."""
    made = Router(name="offers")
    made.callback_query.register(show_suggestion, data.OfferRead.filter())
    made.callback_query.register(mark_helped, data.Helped.filter())
    made.callback_query.register(need_person, data.NeedPerson.filter())
    return made


async def show_suggestion(
    _query: CallbackQuery, callback_data: data.OfferRead, desk: Desk, spot: PressedMessage
) -> None:
    """The article, as a message of its own: the receipt stays."""
    spot.of("receipt")
    article_id = await outcome.record_reading(desk, callback_data.offer)
    respond.post_letter(desk, Show("article", slot=f"article:{article_id}", fresh=True), spot.ticket_id)


async def mark_helped(_query: CallbackQuery, callback_data: data.Helped, desk: Desk, spot: PressedMessage) -> None:
    """Nobody need come; the receipt says so."""
    spot.about(callback_data.number)
    await outcome.close_as_helped(desk, callback_data.number)


async def need_person(
    _query: CallbackQuery, callback_data: data.NeedPerson, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Somebody of the team is called."""
    spot.about(callback_data.number)
    await preset_giving.call_person(desk, callback_data.number)
    press.say("person-called")
