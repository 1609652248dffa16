"""Callback data of webhooks."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, PageTurn


class WebhookPage(PageTurn, prefix="webhooks"):
    """Show a page of webhooks."""


class WebhookScreen(StrEnum):
    """The screens of a webhook."""

    ITSELF = "is"
    SECRET = "secret"  # noqa: S105  (a screen)
    REMOVE = "remove"


class WebhookShown(CallbackData, prefix="webhook"):
    """Show a screen of a webhook."""

    webhook: Id
    screen: WebhookScreen


class WebhookSwitch(CallbackData, prefix="webhook_on"):
    """Switch a webhook on (1) or off (0)."""

    webhook: Id
    on: Annotated[int, Field(ge=0, le=1)]


class WebhookAgain(CallbackData, prefix="webhook_again"):
    """Send the API events of the last hours again; `hours`: how many."""

    webhook: Id
    hours: Annotated[int, Field(ge=1, le=720)]


class WebhookSecret(CallbackData, prefix="webhook_secret"):
    """Replace the secret with the mark `was` by a new one; the old one signs nothing any more."""

    webhook: Id
    was: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]


class WebhookRemove(CallbackData, prefix="webhook_remove"):
    """Remove a webhook for good."""

    webhook: Id
