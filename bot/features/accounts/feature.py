"""Declares the feature "accounts" to the core of the bot."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.feature import Feature
from bot.features.accounts.buttons import RefreshAccount
from bot.handlers import PressedMessage
from bot.handlers.pressed_message import Press
from desk import Desk
from desk.accounts import lookups

# The button that asks for account data again.


def make_router() -> Router:
    """Return a fresh router of this feature."""
    made = Router(name="accounts")
    made.callback_query.register(refresh_account, RefreshAccount.filter())
    return made


async def refresh_account(
    _query: CallbackQuery, callback_data: RefreshAccount, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Ask for the requester's account data; the message is edited when the answer is there."""
    spot.require_ticket(callback_data.number)
    await lookups.refresh_account(desk, callback_data.number)
    press.say("account-asked")


FEATURE = Feature(name="accounts", routers=(make_router,))
