"""Callback data of what people choose for themselves: their language, what they are told. Decides nothing."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from desk.policy import NotificationLevel, RequesterNotification, StaffNotification


class Hear(CallbackData, prefix="hear"):
    """How one hears a kind of news."""

    news: StaffNotification
    how: NotificationLevel


class OwnNews(CallbackData, prefix="ownnews"):
    """What one is told of one's own requests."""


class News(CallbackData, prefix="news"):
    """Be told of that, or not."""

    kind: RequesterNotification
    on: bool


class Lang(CallbackData, prefix="lang"):
    """Speak this language."""

    code: Annotated[str, Field(pattern="^[a-z]{2}$")]
