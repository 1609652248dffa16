"""Callback data of the webhooks of the operator's systems. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, PageTurn


class WebhookPage(PageTurn, prefix="webhooks"):
    """A page of those there are."""


class WebhookScreen(StrEnum):
    """What is shown of one."""

    ITSELF = "is"
    SECRET = "secret"  # noqa: S105  (a screen)
    REMOVE = "remove"


class WebhookShown(CallbackData, prefix="webhook"):
    """One of them, at one of its screens."""

    webhook: Id
    screen: WebhookScreen


class WebhookSwitch(CallbackData, prefix="webhook_on"):
    """It is sent what happens (1), or nothing (0)."""

    webhook: Id
    on: Annotated[int, Field(ge=0, le=1)]


class WebhookAgain(CallbackData, prefix="webhook_again"):
    """What happened in so many hours is sent once more."""

    webhook: Id
    hours: Annotated[int, Field(ge=1, le=720)]


class WebhookSecret(CallbackData, prefix="webhook_secret"):
    """A new secret in place of the one with the mark `was`; that one signs nothing more."""

    webhook: Id
    was: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]


class WebhookRemove(CallbackData, prefix="webhook_remove"):
    """Nothing is sent there any more, for good."""

    webhook: Id
