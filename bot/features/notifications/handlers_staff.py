"""The switches of staff's notifications; `/notifications` shows them. The desk checks again that the person is
staff."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.notifications import buttons
from bot.handlers import PressedMessage, respond
from db.models import Person
from desk import Desk
from desk.outbox import Show
from desk.policy import permissions
from desk.staff import preferences


def make_router() -> Router:
    """Return a fresh router of these buttons."""
    made = Router(name="hearing")
    made.callback_query.register(set_level, buttons.SetLevel.filter())
    made.callback_query.register(keep_taken_cards, buttons.KeepTakenCards.filter())
    made.callback_query.register(show_own_notifications, buttons.OwnNotifications.filter())
    return made


async def set_level(_query: CallbackQuery, callback_data: buttons.SetLevel, desk: Desk, spot: PressedMessage) -> None:
    """Set the level of a kind; the message then shows the levels of all kinds."""
    spot.require_face("hearing")
    await preferences.set_level(desk, callback_data.news, callback_data.how)
    respond.post_letter(desk, Show("hearing", slot="hearing"))


async def keep_taken_cards(
    _query: CallbackQuery, callback_data: buttons.KeepTakenCards, desk: Desk, spot: PressedMessage
) -> None:
    """Keep cards of tickets that colleagues took, or have them deleted; the message then shows which."""
    spot.require_face("hearing")
    await preferences.keep_taken_cards(desk, on=callback_data.on)
    respond.post_letter(desk, Show("hearing", slot="hearing"))


async def show_own_notifications(_query: CallbackQuery, desk: Desk, me: Person, spot: PressedMessage) -> None:
    """Show staff the notifications about their own requests."""
    permissions.require_staff(me)
    spot.require_face("hearing")
    respond.post_letter(desk, Show("news", slot="news", fresh=True))
