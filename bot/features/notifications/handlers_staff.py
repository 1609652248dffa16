"""The switches of staff's news; `/notifications` shows them. Every verb checks again that it is staff."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.notifications import buttons as own_callbacks
from bot.handlers import PressedMessage, respond
from db.models import Person
from desk import Desk
from desk.outbox import Show
from desk.policy import permissions
from desk.staff import own_settings


def make_router() -> Router:
    """A fresh router of these buttons."""
    made = Router(name="hearing")
    made.callback_query.register(show_notifications, own_callbacks.Hear.filter())
    made.callback_query.register(switch_notification, own_callbacks.OwnNews.filter())
    return made


async def show_notifications(
    _query: CallbackQuery, callback_data: own_callbacks.Hear, desk: Desk, spot: PressedMessage
) -> None:
    """As the button said; the message shows all of them as they are then."""
    spot.of("hearing")
    await own_settings.hear(desk, callback_data.news, callback_data.how)
    respond.post_letter(desk, Show("hearing", slot="hearing"))


async def switch_notification(_query: CallbackQuery, desk: Desk, me: Person, spot: PressedMessage) -> None:
    """What they are told of their own requests."""
    permissions.require_staff(me)
    spot.of("hearing")
    respond.post_letter(desk, Show("news", slot="news", fresh=True))
