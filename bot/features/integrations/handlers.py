"""`/systems` and its buttons, for admins of a desk with a web panel. The desk checks again who acts."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.integrations import buttons as data
from bot.features.integrations.buttons import (
    COPY_TOKEN,
    IntegrationGrant,
    IntegrationScreen,
    WebhookScreen,
    WebhookShown,
)
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import handle_presses
from desk import Desk, Outdated, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.integrations import integrations
from desk.integrations.scopes import OWN, Scope
from desk.outbox import Say, Show, letters
from desk.policy.permissions import Grant
from desk.webhooks import subscriptions


async def set_integration(desk: Desk, incoming: IncomingMessage, key: str) -> Show:
    """Add an integration by its name and send its token once (`systemask:0`), or set the allowed pages of one
    (`systemask:<id>`)."""
    system, typed = int(key), incoming.words.text
    if system:
        await integrations.allow_pages(desk, system, typed)
    else:
        system, token = await integrations.create_integration(desk, typed)
        name = (await integrations.load_integration(desk, system)).name
        told = Say("system-token", {"name": name, "token": token}, COPY_TOKEN, secret=("token",))
        letters.queue_letter(desk.session, desk.require_actor().id, told, now=desk.now)
    return Show("systems", slot="systems", find=f"{system}.is", fresh=True)


_SLOT = "systems"
_NEW = ("new", "новая")


def make_router() -> Router:
    made = StaffRouter(name="systems")
    made.message.register(_show_integrations, CommandFilter("systems"))
    handle_presses(
        made,
        _show_integration,
        switch_scope,
        set_expiry,
        set_limit,
        rotate_token,
        revoke_token,
        restore_integration,
        ask_value,
    )
    return made


async def _show_integrations(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Show the list; `/systems new Shop` adds an integration."""
    await require_grant_and_panel(desk)
    word, _, name = command.words.text.strip().partition(" ")
    if not word:
        respond.post_letter(desk, Show("systems", slot=_SLOT, fresh=True))
        return
    if word.casefold() not in _NEW:
        respond.post_line(desk, "usage-systems")
        return
    system, token = await integrations.create_integration(desk, name)
    called = (await integrations.load_integration(desk, system)).name
    respond.post_letter(desk, Say("system-token", {"name": called, "token": token}, data.COPY_TOKEN, secret=("token",)))
    respond.post_letter(
        desk, Show("systems", slot=_SLOT, find=f"{system}.{IntegrationScreen.ITSELF.value}", fresh=True)
    )


async def _show_integration(
    _query: CallbackQuery, callback_data: data.IntegrationShown, desk: Desk, pressed: PressedMessage
) -> None:
    await require_grant_and_panel(desk)
    pressed.require_view(_SLOT)
    _one(desk, callback_data.system, callback_data.screen)


async def switch_scope(
    _query: CallbackQuery, callback_data: data.IntegrationScope, desk: Desk, pressed: PressedMessage
) -> None:
    """Grant or withdraw a scope."""
    pressed.require_view(_SLOT)
    word = next((one for one in Scope if one.value.replace(":", "_") == callback_data.scope), None)
    if word is None:
        raise Outdated
    await integrations.switch_scope(desk, callback_data.system, word, on=callback_data.may is IntegrationGrant.ON)
    _one(desk, callback_data.system, IntegrationScreen.SCOPES if word in OWN else IntegrationScreen.INTERNAL)


async def set_expiry(
    _query: CallbackQuery, callback_data: data.IntegrationExpiry, desk: Desk, pressed: PressedMessage
) -> None:
    pressed.require_view(_SLOT)
    await integrations.set_expiry(desk, callback_data.system, callback_data.days)
    _one(desk, callback_data.system)


async def set_limit(
    _query: CallbackQuery, callback_data: data.IntegrationLimit, desk: Desk, pressed: PressedMessage
) -> None:
    """Set the next rate limit, unless it has changed since the screen was shown."""
    pressed.require_view(_SLOT)
    await integrations.set_next_rate(desk, callback_data.system, callback_data.was)
    _one(desk, callback_data.system)


async def rotate_token(
    _query: CallbackQuery, callback_data: data.IntegrationRotate, desk: Desk, pressed: PressedMessage
) -> None:
    """Send the new token once, in a message of its own. Pressed again, the button makes no other token."""
    pressed.require_view(_SLOT)
    await _show_new_token(
        desk, callback_data.system, await integrations.rotate_token(desk, callback_data.system, was=callback_data.was)
    )


async def revoke_token(
    _query: CallbackQuery, callback_data: data.IntegrationRevoke, desk: Desk, pressed: PressedMessage
) -> None:
    """Revoke the token; the message offers to restore it."""
    pressed.require_view(_SLOT)
    await integrations.revoke_integration(desk, callback_data.system)
    _one(desk, callback_data.system)


async def restore_integration(
    _query: CallbackQuery, callback_data: data.IntegrationRestore, desk: Desk, pressed: PressedMessage
) -> None:
    """Restore the integration with a new token."""
    pressed.require_view(_SLOT)
    await _show_new_token(
        desk, callback_data.system, await integrations.restore_integration(desk, callback_data.system)
    )


async def ask_value(
    _query: CallbackQuery, callback_data: data.IntegrationAsk, desk: Desk, pressed: PressedMessage
) -> None:
    """Ask for the name of an integration or for its allowed pages."""
    await require_grant_and_panel(desk)
    pressed.require_view(_SLOT)
    if callback_data.system:
        await integrations.load_integration(desk, callback_data.system)
    respond.post_letter(desk, Show("system_ask", slot=f"systemask:{callback_data.system}", fresh=True))


async def require_grant_and_panel(desk: Desk) -> None:
    """Raise NotAllowed unless an admin acts, and Refused if the desk has no web panel."""
    await desk.require_grant(Grant.INTEGRATIONS)
    if desk.rules.web.url is None:
        raise Refused("panel-none")


async def _show_new_token(desk: Desk, system: int, token: str) -> None:
    """Send the token once, and list the webhooks: a person who had the old token may have added some."""
    called = (await integrations.load_integration(desk, system)).name
    respond.post_letter(desk, Say("system-token", {"name": called, "token": token}, data.COPY_TOKEN, secret=("token",)))
    _one(desk, system)
    left = [one for one in await subscriptions.list_subscriptions(desk) if one.system_id == system]
    if left:
        rows = tuple(
            (
                respond.press_button(
                    "btn-webhook-remove-host",
                    WebhookShown(webhook=one.id, screen=WebhookScreen.REMOVE),
                    host=one.host,
                ),
            )
            for one in left
        )
        respond.post_letter(desk, Say("system-webhooks-left", {"name": called}, rows, slot="webhooks"))


def _one(desk: Desk, system: int, screen: IntegrationScreen = IntegrationScreen.ITSELF) -> None:
    respond.post_letter(desk, Show("systems", slot=_SLOT, find=f"{system}.{screen.value}"))
