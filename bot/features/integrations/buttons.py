"""Callback data of links by which an integration's user comes to Telegram."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.handlers.pressed_message import Id


class JoinAnswer(StrEnum):
    """The answers to the question whom a sign-in link is for."""

    YES = "yes"
    NO = "no"


class IntegrationConnect(CallbackData, prefix="system_join"):
    """Say whether the presser is the person this link is for."""

    link: Id
    answer: JoinAnswer


class IntegrationDisconnect(CallbackData, prefix="system_part"):
    """Unlink the presser from a user of an integration."""

    key: Id
