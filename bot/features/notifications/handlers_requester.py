"""`/notifications`: the notifications about one's own requests, each kind switched by a button."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.notifications import buttons
from bot.handlers import CommandFilter, IsPrivate, PressedMessage, respond
from desk import Desk
from desk.outbox import Show
from desk.policy import permissions
from desk.staff import preferences


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = Router(name="notifications")
    made.message.filter(IsPrivate())
    made.message.register(show_notifications, CommandFilter("notifications"))
    made.callback_query.register(switch_notification, buttons.SwitchNotification.filter())
    return made


async def show_notifications(_message: Message, desk: Desk) -> None:
    """Handle `/notifications`. Staff get their own screen, which has a button to this one."""
    if permissions.is_staff(desk.require_actor()):
        respond.post_letter(desk, Show("hearing", slot="hearing", fresh=True))
        return
    respond.post_letter(desk, Show("news", slot="news", fresh=True))


async def switch_notification(
    _query: CallbackQuery, callback_data: buttons.SwitchNotification, desk: Desk, spot: PressedMessage
) -> None:
    """Switch a kind on or off; the message then shows the state of all kinds."""
    spot.require_face("news")
    await preferences.switch_notification(desk, callback_data.kind, on=callback_data.on)
    respond.post_letter(desk, Show("news", slot="news"))
