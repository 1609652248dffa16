"""`/webhooks` and its buttons, for admins of a desk with a web panel. The desk checks again who acts."""

from datetime import timedelta

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.integrations import buttons as data
from bot.features.integrations.buttons import (
    WebhookScreen,
)
from bot.features.integrations.handlers import require_grant_and_panel
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import handle_presses
from desk import Desk, Refused
from desk.integrations import integrations
from desk.outbox import Button, Say, Show
from desk.webhooks import subscriptions

_WEBHOOKS_SLOT = "webhooks"


def make_webhooks_router() -> Router:
    made = StaffRouter(name="webhooks")
    made.message.register(_show_webhooks, CommandFilter("webhooks"))
    handle_presses(made, _show_webhook, _switch_webhook, _send_again, _renew_secret, _remove_webhook)
    return made


async def _show_webhooks(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Show the list; `/webhooks Shop https://… ticket.created` adds a webhook for these kinds, or for all if none is
    named."""
    await require_grant_and_panel(desk)
    words = command.words.text.split()
    if not words:
        respond.post_letter(desk, Show("webhooks", slot=_WEBHOOKS_SLOT, fresh=True))
        return
    at = next((n for n, word in enumerate(words) if "://" in word), None)
    if not at:  # no address, or no system before it
        raise Refused("webhook-how")
    name = " ".join(words[:at]).casefold()
    system = next((one.id for one in await integrations.list_integrations(desk) if one.name.casefold() == name), None)
    if system is None:
        raise Refused("webhook-no-system", name=" ".join(words[:at])[:40])
    kinds = " ".join(words[at + 1 :]).replace(",", " ").split()
    made, told = await subscriptions.subscribe(desk, system, words[at], kinds)
    await _tell(desk, made, told)
    _post_webhook(desk, made, fresh=True)


async def _show_webhook(
    _query: CallbackQuery, callback_data: data.WebhookShown, desk: Desk, pressed: PressedMessage
) -> None:
    await require_grant_and_panel(desk)
    pressed.require_view(_WEBHOOKS_SLOT)
    _post_webhook(desk, callback_data.webhook, callback_data.screen)


async def _switch_webhook(
    _query: CallbackQuery, callback_data: data.WebhookSwitch, desk: Desk, pressed: PressedMessage
) -> None:
    pressed.require_view(_WEBHOOKS_SLOT)
    await subscriptions.switch_subscription(desk, callback_data.webhook, on=bool(callback_data.on))
    _post_webhook(desk, callback_data.webhook)


async def _send_again(
    _query: CallbackQuery, callback_data: data.WebhookAgain, desk: Desk, pressed: PressedMessage
) -> None:
    """Send the API events of the last hours again."""
    pressed.require_view(_WEBHOOKS_SLOT)
    await subscriptions.replay_events(desk, callback_data.webhook, desk.now - timedelta(hours=callback_data.hours))
    _post_webhook(desk, callback_data.webhook)


async def _renew_secret(
    _query: CallbackQuery, callback_data: data.WebhookSecret, desk: Desk, pressed: PressedMessage
) -> None:
    """Send the new secret once, in a message of its own. Pressed again, the button makes no other secret."""
    pressed.require_view(_WEBHOOKS_SLOT)
    told = await subscriptions.rotate_secret(desk, callback_data.webhook, was=callback_data.was)
    await _tell(desk, callback_data.webhook, told)
    _post_webhook(desk, callback_data.webhook)


async def _remove_webhook(
    _query: CallbackQuery, callback_data: data.WebhookRemove, desk: Desk, pressed: PressedMessage
) -> None:
    """Remove the webhook and show the list in its place."""
    pressed.require_view(_WEBHOOKS_SLOT)
    await subscriptions.remove_subscription(desk, callback_data.webhook)
    respond.post_letter(desk, Show("webhooks", slot=_WEBHOOKS_SLOT))


async def _tell(desk: Desk, webhook: int, told: str) -> None:
    host = (await subscriptions.load_subscription(desk, webhook)).host
    copy = ((Button("btn-copy-secret", copy="secret"),),)
    respond.post_letter(desk, Say("webhook-secret", {"host": host, "secret": told}, copy, secret=("secret",)))


def _post_webhook(
    desk: Desk, webhook: int, screen: WebhookScreen = WebhookScreen.ITSELF, *, fresh: bool = False
) -> None:
    respond.post_letter(desk, Show("webhooks", slot=_WEBHOOKS_SLOT, find=f"{webhook}.{screen.value}", fresh=fresh))
