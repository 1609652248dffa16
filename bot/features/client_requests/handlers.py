"""The pages and filters of the list of an organization's requests. `/tickets` opens it: `bot/features/requests`."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.client_requests import buttons
from bot.handlers import PressedMessage, respond
from desk import Desk
from desk.outbox import Show

CHOOSING = "by"
"""Begins the name of a screen of choices in a letter."""


def make_router() -> Router:
    """Return a fresh router of these buttons."""
    made = Router(name="requests of organizations")
    made.callback_query.register(turn_page, buttons.LedPageTurn.filter())
    made.callback_query.register(show_choices, buttons.LedChoices.filter())
    return made


async def turn_page(
    _query: CallbackQuery, callback_data: buttons.LedPageTurn, desk: Desk, spot: PressedMessage
) -> None:
    """Show a page in place; the screen itself shows only what the presser may see now."""
    spot.require_face("led")
    shown = f"{callback_data.by.value}:{callback_data.key}"
    respond.post_letter(desk, Show("led", slot=str(spot.slot) or "led", page=callback_data.page, find=shown))


async def show_choices(
    _query: CallbackQuery, callback_data: buttons.LedChoices, desk: Desk, spot: PressedMessage
) -> None:
    """Show organizations, outlets or people to choose from."""
    spot.require_face("led")
    shown = f"{CHOOSING}:{callback_data.by.value}"
    respond.post_letter(desk, Show("led", slot=str(spot.slot) or "led", page=callback_data.page, find=shown))
