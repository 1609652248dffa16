"""Callback data of what people choose for themselves: their notifications and their language."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from desk.policy import NotificationLevel, RequesterNotification, StaffNotification


class Hear(CallbackData, prefix="hear"):
    """Set how a member of staff gets a kind of notification: with sound, silently or not at all."""

    news: StaffNotification
    how: NotificationLevel


class OwnNews(CallbackData, prefix="ownnews"):
    """Show staff the notifications about their own requests."""


class News(CallbackData, prefix="news"):
    """Switch a kind of notification on or off, for a requester."""

    kind: RequesterNotification
    on: bool


class Lang(CallbackData, prefix="lang"):
    """Choose the language of the bot."""

    code: Annotated[str, Field(pattern="^[a-z]{2}$")]
