"""`/notifications`: what somebody is told of their own requests, each kind switched by a button."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.notifications import buttons as own_callbacks
from bot.handlers import CommandFilter, IsCommand, IsPrivate, PressedMessage, respond
from desk import Desk
from desk.outbox import Show
from desk.policy import permissions
from desk.staff import own_settings


def make_router() -> Router:
    """A fresh router of this command and its buttons."""
    made = Router(name="notifications")
    made.message.filter(IsPrivate(), IsCommand())
    made.message.register(show_notifications, CommandFilter("notifications"))
    made.callback_query.register(switch_notification, own_callbacks.News.filter())
    return made


async def show_notifications(_message: Message, desk: Desk) -> None:
    """`/notifications`; staff's own screen leads here by a button."""
    if permissions.is_staff(desk.me()):
        respond.post_letter(desk, Show("hearing", slot="hearing", fresh=True))
        return
    respond.post_letter(desk, Show("news", slot="news", fresh=True))


async def switch_notification(
    _query: CallbackQuery, callback_data: own_callbacks.News, desk: Desk, spot: PressedMessage
) -> None:
    """On or off, as the button said; the message shows all of them as they are then."""
    spot.of("news")
    await own_settings.switch_news(desk, callback_data.kind, on=callback_data.on)
    respond.post_letter(desk, Show("news", slot="news"))
