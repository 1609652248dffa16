"""`/systems` and its buttons, for admins of a desk with a web panel. The desk checks again who acts."""

from datetime import timedelta

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.integrations import buttons as data
from bot.features.integrations.buttons import (
    COPY_TOKEN,
    IntegrationGrant,
    IntegrationScreen,
    JoinAnswer,
    WebhookScreen,
    WebhookShown,
)
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from desk import Desk, Outdated, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.integrations import integrations, separating_people, user_tickets
from desk.integrations.scopes import OWN, Scope
from desk.integrations.user_tickets import CameToTelegram
from desk.outbox import Args, Button, Say, Show, letters
from desk.policy.permissions import Grant
from desk.webhooks import subscriptions

# Ask whether the person who opens an integration's link is the user it is for, before the two are linked; `/unlink`
# undoes it.


_ASKED = "systemjoin"
_LIST = "unlink"


def make_sign_in_links_router() -> Router:
    made = Router(name="joins")
    made.message.filter(IsPrivate())
    made.message.register(_list_links, CommandFilter("unlink"))
    made.callback_query.register(_answer_link, data.IntegrationConnect.filter())
    made.callback_query.register(_unlink_integration, data.IntegrationDisconnect.filter())
    return made


async def open_link(desk: Desk, payload: str) -> None:
    """Handle `/start` with an integration's link: ask, or welcome a person who is linked already."""
    link = await user_tickets.open_link(desk, payload)
    if isinstance(link, CameToTelegram):
        await _welcome(desk, link)
        return
    row = (
        respond.press_button("btn-system-join-yes", data.IntegrationConnect(link=link.link, answer=JoinAnswer.YES)),
        respond.press_button("btn-system-join-no", data.IntegrationConnect(link=link.link, answer=JoinAnswer.NO)),
    )
    args: Args = {"system": link.system, "name": link.name, "hint": link.hint, "named": int(bool(link.name))}
    respond.post_letter(desk, Say("system-join-ask", args, (row,), slot=f"{_ASKED}:{link.link}"))


async def _answer_link(
    _query: CallbackQuery, callback_data: data.IntegrationConnect, desk: Desk, pressed: PressedMessage
) -> None:
    """Link the person and show what they asked there, or leave them apart."""
    _of_link(pressed, callback_data.link)
    slot = f"{_ASKED}:{callback_data.link}"
    if callback_data.answer is JoinAnswer.NO:
        system = await user_tickets.decline_link(desk, callback_data.link)
        respond.post_letter(desk, Say("system-join-declined", {"system": system}, slot=slot, replace=True))
        return
    come = await user_tickets.accept_link(desk, callback_data.link)
    await _welcome(desk, come)
    undo = (
        (respond.press_button("btn-system-part", data.IntegrationDisconnect(key=come.external), system=come.system),),
    )
    respond.post_letter(desk, Say("system-join-agreed", {"system": come.system}, undo, slot=slot, replace=True))


async def _list_links(_message: Message, desk: Desk) -> None:
    await _list(desk)


async def _unlink_integration(
    _query: CallbackQuery, callback_data: data.IntegrationDisconnect, desk: Desk, pressed: PressedMessage
) -> None:
    """Unlink the integration, and say so in place of the button."""
    pressed.require_view(_ASKED, _LIST)
    system = await separating_people.separate_person(desk, callback_data.key)
    if pressed.kind == _LIST:
        await _list(desk, replace=True)
    else:
        respond.post_letter(desk, Say("system-parted", {"system": system}, slot=str(pressed.slot), replace=True))


async def _welcome(desk: Desk, come: CameToTelegram) -> None:
    respond.post_welcome(desk, "system-welcome", {"system": come.system, "n": come.open})
    await user_tickets.ask_here(desk, come.asked)


async def _list(desk: Desk, *, replace: bool = False) -> None:
    found = await separating_people.list_connections(desk.session, desk.require_actor().id)
    rows = tuple(
        (
            respond.press_button(
                "btn-system-part-as", data.IntegrationDisconnect(key=one.key), system=one.system, hint=one.hint
            ),
        )
        for one in found
    )
    respond.post_letter(
        desk, Say("system-joins" if found else "system-joins-none", {}, rows, slot=_LIST, replace=replace)
    )


def _of_link(pressed: PressedMessage, link: int) -> None:
    """Raise Outdated unless the pressed message asks about this link."""
    pressed.require_view(_ASKED)
    if pressed.recorded and pressed.slot.key != str(link):
        raise Outdated


# The reply to the question for an integration's name or allowed pages.


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
    made = Router(name="systems")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(_show_integrations, CommandFilter("systems"))
    on = made.callback_query.register
    on(turn_page, data.IntegrationPage.filter())
    on(_show_integration, data.IntegrationShown.filter())
    on(switch_scope, data.IntegrationScope.filter())
    on(set_expiry, data.IntegrationExpiry.filter())
    on(set_limit, data.IntegrationLimit.filter())
    on(rotate_token, data.IntegrationRotate.filter())
    on(revoke_token, data.IntegrationRevoke.filter())
    on(restore_integration, data.IntegrationRestore.filter())
    on(ask_value, data.IntegrationAsk.filter())
    return made


async def _show_integrations(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Show the list; `/systems new Shop` adds an integration."""
    await _require_grant_and_panel(desk)
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


async def turn_page(
    _query: CallbackQuery, callback_data: data.IntegrationPage, desk: Desk, pressed: PressedMessage
) -> None:
    await _require_grant_and_panel(desk)
    pressed.require_view(_SLOT)
    respond.post_letter(desk, Show("systems", slot=_SLOT, page=callback_data.page))


async def _show_integration(
    _query: CallbackQuery, callback_data: data.IntegrationShown, desk: Desk, pressed: PressedMessage
) -> None:
    await _require_grant_and_panel(desk)
    pressed.require_view(_SLOT)
    _one(desk, callback_data.system, callback_data.screen)


async def switch_scope(
    _query: CallbackQuery, callback_data: data.IntegrationScope, desk: Desk, pressed: PressedMessage
) -> None:
    """Grant or withdraw a scope."""
    pressed.require_view(_SLOT)
    word = next((one for one in Scope if _pack_scope(one) == callback_data.scope), None)
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
    await _require_grant_and_panel(desk)
    pressed.require_view(_SLOT)
    if callback_data.system:
        await integrations.load_integration(desk, callback_data.system)
    respond.post_letter(desk, Show("system_ask", slot=f"systemask:{callback_data.system}", fresh=True))


def _pack_scope(word: Scope) -> str:
    """Return a scope as callback data can hold it: fields are separated by colons there."""
    return word.value.replace(":", "_")


async def _require_grant_and_panel(desk: Desk) -> None:
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


# `/webhooks` and its buttons, for admins of a desk with a web panel. The desk checks again who acts.


_WEBHOOKS_SLOT = "webhooks"


def make_webhooks_router() -> Router:
    made = Router(name="webhooks")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(_show_webhooks, CommandFilter("webhooks"))
    on = made.callback_query.register
    on(_turn_page_of_webhooks, data.WebhookPage.filter())
    on(_show_webhook, data.WebhookShown.filter())
    on(_switch_webhook, data.WebhookSwitch.filter())
    on(_send_again, data.WebhookAgain.filter())
    on(_renew_secret, data.WebhookSecret.filter())
    on(_remove_webhook, data.WebhookRemove.filter())
    return made


async def _show_webhooks(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Show the list; `/webhooks Shop https://… ticket.created` adds a webhook for these kinds, or for all if none is
    named."""
    await _require_grant_and_panel(desk)
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
    _one_of_webhooks(desk, made, fresh=True)


async def _turn_page_of_webhooks(
    _query: CallbackQuery, callback_data: data.WebhookPage, desk: Desk, pressed: PressedMessage
) -> None:
    await _require_grant_and_panel(desk)
    pressed.require_view(_WEBHOOKS_SLOT)
    respond.post_letter(desk, Show("webhooks", slot=_WEBHOOKS_SLOT, page=callback_data.page))


async def _show_webhook(
    _query: CallbackQuery, callback_data: data.WebhookShown, desk: Desk, pressed: PressedMessage
) -> None:
    await _require_grant_and_panel(desk)
    pressed.require_view(_WEBHOOKS_SLOT)
    _one_of_webhooks(desk, callback_data.webhook, callback_data.screen)


async def _switch_webhook(
    _query: CallbackQuery, callback_data: data.WebhookSwitch, desk: Desk, pressed: PressedMessage
) -> None:
    pressed.require_view(_WEBHOOKS_SLOT)
    await subscriptions.switch_subscription(desk, callback_data.webhook, on=bool(callback_data.on))
    _one_of_webhooks(desk, callback_data.webhook)


async def _send_again(
    _query: CallbackQuery, callback_data: data.WebhookAgain, desk: Desk, pressed: PressedMessage
) -> None:
    """Send the API events of the last hours again."""
    pressed.require_view(_WEBHOOKS_SLOT)
    await subscriptions.replay_events(desk, callback_data.webhook, desk.now - timedelta(hours=callback_data.hours))
    _one_of_webhooks(desk, callback_data.webhook)


async def _renew_secret(
    _query: CallbackQuery, callback_data: data.WebhookSecret, desk: Desk, pressed: PressedMessage
) -> None:
    """Send the new secret once, in a message of its own. Pressed again, the button makes no other secret."""
    pressed.require_view(_WEBHOOKS_SLOT)
    told = await subscriptions.rotate_secret(desk, callback_data.webhook, was=callback_data.was)
    await _tell(desk, callback_data.webhook, told)
    _one_of_webhooks(desk, callback_data.webhook)


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


def _one_of_webhooks(
    desk: Desk, webhook: int, screen: WebhookScreen = WebhookScreen.ITSELF, *, fresh: bool = False
) -> None:
    respond.post_letter(desk, Show("webhooks", slot=_WEBHOOKS_SLOT, find=f"{webhook}.{screen.value}", fresh=fresh))
