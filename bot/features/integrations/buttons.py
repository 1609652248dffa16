"""Callback data of integrations (systems of the operator that use the API)."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, PageTurn
from desk.outbox import Button


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


COPY_TOKEN = ((Button("btn-copy-token", copy="token"),),)
"""The row under a new token."""


class IntegrationPage(PageTurn, prefix="systems"):
    """Show a page of integrations."""


class IntegrationScreen(StrEnum):
    """The screens of an integration."""

    ITSELF = "is"
    SCOPES = "scopes"
    INTERNAL = "internal"
    EXPIRY = "expiry"
    ROTATE = "rotate"


class IntegrationShown(CallbackData, prefix="system"):
    """Show a screen of an integration."""

    system: Id
    screen: IntegrationScreen


class IntegrationGrant(StrEnum):
    """The states of a scope: granted or withdrawn."""

    ON = "on"
    OFF = "off"


class IntegrationScope(CallbackData, prefix="system_may"):
    """Grant or withdraw a scope, which is written as callback data can hold it."""

    system: Id
    scope: Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]
    may: IntegrationGrant


class IntegrationExpiry(CallbackData, prefix="system_until"):
    """Let the token expire after this number of days; with 0 it never does."""

    system: Id
    days: Annotated[int, Field(ge=0, le=3650)]


class IntegrationLimit(CallbackData, prefix="system_rate"):
    """Set the next rate limit after `was`, the one that the screen shows."""

    system: Id
    was: Annotated[int, Field(ge=1, le=10**6)]


class IntegrationRotate(CallbackData, prefix="system_new"):
    """Replace the token that ends on `was` by a new one; the old token stops working."""

    system: Id
    was: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,4}$")]


class IntegrationRevoke(CallbackData, prefix="system_off"):
    """Revoke the token of an integration."""

    system: Id


class IntegrationRestore(CallbackData, prefix="system_on"):
    """Restore a revoked integration."""

    system: Id


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


class IntegrationAsk(CallbackData, prefix="system_ask"):
    """Ask for the name of a new integration (0), or for the allowed pages of one."""

    system: Annotated[int, Field(ge=0, le=2**63 - 1)]
