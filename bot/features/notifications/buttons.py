"""Callback data of what people choose for themselves: their notifications and their language."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from desk.policy import NotificationLevel, RequesterNotification, StaffNotification


class SetLevel(CallbackData, prefix="hear"):
    """Set how a member of staff gets a kind of notification: with sound, silently or not at all."""

    news: StaffNotification
    how: NotificationLevel


class KeepTakenCards(CallbackData, prefix="takencards"):
    """Keep the cards of tickets that colleagues took, or have them deleted."""

    on: bool


class OwnNotifications(CallbackData, prefix="ownnews"):
    """Show staff the notifications about their own requests."""


class SwitchNotification(CallbackData, prefix="news"):
    """Switch a kind of notification on or off, for a requester."""

    kind: RequesterNotification
    on: bool


class ChooseLanguage(CallbackData, prefix="lang"):
    """Choose the language of the bot."""

    code: Annotated[str, Field(pattern="^[a-z]{2}$")]
