"""The methods that change or answer what is there: edit…, delete…, reactions, pins, presses; must not know HTTP.

A bot may edit its own messages at any age, never forwards, messages of people or ones with a reply keyboard
(tdlib/td `can_edit_message`); it may delete within 48 hours (Bot API, deleteMessage; read 2026-11).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from sandbox.telegram import message_content
from sandbox.telegram.allowed_values import ACTIONS, FREE_REACTIONS
from sandbox.telegram.api_call import Call
from sandbox.telegram.chat_access import read_message_ids, require_chat, require_message, require_open_chat
from sandbox.telegram.chats import Chat, Message, Side, make_api_message
from sandbox.telegram.errors import (
    CANT_DELETE,
    CANT_EDIT,
    NOT_MODIFIED,
    PIN_RIGHTS,
    QUERY_TOO_OLD,
    make_bad_request,
)
from sandbox.telegram.invoices import answer_checkout
from sandbox.telegram.keyboards import read_markup
from sandbox.telegram.message_content import Content
from sandbox.telegram.text_entities import count_utf16_units
from sandbox.telegram.world import TelegramWorld

Handler = Callable[[TelegramWorld, Call], Any]

DELETE_WINDOW: Final = timedelta(hours=48)
ANSWER_WINDOW: Final = timedelta(seconds=60)
"""How long a press can be answered. Telegram names no figure; reports range from 15 s to minutes."""
MAX_ALERT: Final = 200


def _require_editable(world: TelegramWorld, call: Call) -> tuple[Chat, Message]:
    chat = require_open_chat(world, call)
    message = require_message(chat, call, "message to edit")
    if message.side is not Side.BOT or message.forwarded or (message.markup and not message.inline):
        raise make_bad_request(CANT_EDIT)
    return chat, message


def _apply_edit(world: TelegramWorld, call: Call, chat: Chat, message: Message, held: Content) -> dict[str, Any]:
    markup = read_markup(call, inline_only=True)
    if held == message_content.get_content(message.body) and markup == message.markup:
        raise make_bad_request(NOT_MODIFIED)
    world.limits.spend_messages(chat.chat_id)
    about = {name: value for name, value in message.body.items() if name in message_content.ENVELOPE}
    message.edits += held != message_content.get_content(message.body)
    message.body = {**about, "edit_date": world.get_timestamp(), **held}
    message.markup = markup
    world.publish_change(chat)
    return make_api_message(chat, message)


def edit_text(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer `editMessageText`; without `reply_markup` the keyboard is removed, as on the real server."""
    held = message_content.read_text(call, "MESSAGE_TOO_LONG")
    chat, message = _require_editable(world, call)
    if "text" not in message.body:
        raise make_bad_request("there is no text in the message to edit")
    return _apply_edit(world, call, chat, message, held)


def edit_caption(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer `editMessageCaption`; an empty caption removes it."""
    caption = message_content.read_call_caption(call, "MEDIA_CAPTION_TOO_LONG")
    chat, message = _require_editable(world, call)
    held = message_content.get_content(message.body)
    if not message_content.CAPTIONED & held.keys():
        raise make_bad_request("there is no caption in the message to edit")
    bare = {name: value for name, value in held.items() if "caption" not in name}
    return _apply_edit(world, call, chat, message, bare | caption)


def edit_media(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer `editMessageMedia`: replaces media or text; an album's item keeps its group of kinds."""
    chat, message = _require_editable(world, call)
    kind, held = message_content.read_input_media(world.files, call, call.get_json("media"), "MEDIA_CAPTION_TOO_LONG")
    if "media_group_id" in message.body:
        alone = {"document", "audio"}
        if (kind in alone or alone & message.body.keys()) and kind not in message.body:
            raise make_bad_request("can't use the media of the specified type in the album")
    return _apply_edit(world, call, chat, message, held)


def edit_markup(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer the method `editMessageReplyMarkup`."""
    chat, message = _require_editable(world, call)
    return _apply_edit(world, call, chat, message, message_content.get_content(message.body))


def delete_message(world: TelegramWorld, call: Call) -> bool:
    """Answer `deleteMessage`: for both sides, within 48 hours."""
    chat = require_chat(world, call)
    message = require_message(chat, call, "message to delete")
    if not _is_deletable(world, message):
        raise make_bad_request(CANT_DELETE)
    message.deleted = True
    world.publish_change(chat)
    return True


def delete_messages(world: TelegramWorld, call: Call) -> bool:
    """Answer `deleteMessages`: messages that cannot be found or deleted are skipped."""
    chat = require_chat(world, call)
    for wanted in read_message_ids(call):
        message = chat.find_message(wanted)
        if message is not None and _is_deletable(world, message):
            message.deleted = True
    world.publish_change(chat)
    return True


def _is_deletable(world: TelegramWorld, message: Message) -> bool:
    return world.get_timestamp() - int(message.body["date"]) < DELETE_WINDOW.total_seconds()


def set_reaction(world: TelegramWorld, call: Call) -> bool:
    """Answer `setMessageReaction`: at most one free emoji of the bot's own; an empty list removes it."""
    chat = require_open_chat(world, call)
    message = require_message(chat, call, "message to react")
    reactions = call.get_array("reaction") or []
    if len(reactions) > 1:
        raise make_bad_request("REACTIONS_TOO_MANY")
    emoji = _read_emoji(reactions[0]) if reactions else None
    message.reactions.pop(Side.BOT, None)
    if emoji is not None:
        message.reactions[Side.BOT] = emoji
    world.publish_change(chat)
    return True


def _read_emoji(reaction: Any) -> str:
    if not isinstance(reaction, dict) or reaction.get("type") not in ("emoji", "custom_emoji", "paid"):
        raise make_bad_request("can't parse ReactionType: invalid reaction type specified")
    emoji = str(reaction.get("emoji", "")).replace("\ufe0f", "")
    if emoji not in FREE_REACTIONS:
        raise make_bad_request("REACTION_INVALID")
    return emoji


def answer_callback(world: TelegramWorld, call: Call) -> bool:
    """Answer `answerCallbackQuery`: once, in time; without a rate limit."""
    query = world.queries.get(call.get_text("callback_query_id"))
    if query is None or query.answered is not None or world.now() - query.asked > ANSWER_WINDOW:
        raise make_bad_request(QUERY_TOO_OLD)
    text = call.get_text("text")
    if count_utf16_units(text) > MAX_ALERT:
        raise make_bad_request("MESSAGE_TOO_LONG")
    query.answered, query.text, query.show_alert = world.now(), text, call.get_flag("show_alert")
    world.publish_change(world.chats[query.person_id])
    return True


def send_action(world: TelegramWorld, call: Call) -> bool:
    """Answer the method `sendChatAction`."""
    chat = require_open_chat(world, call)
    if call.get_text("action") not in ACTIONS:
        raise make_bad_request("wrong parameter action in request")
    return chat is not None


def pin_message(world: TelegramWorld, call: Call) -> bool:
    """Answer the method `pinChatMessage`."""
    chat = require_open_chat(world, call)
    if chat.person is None and not chat.has_right("can_pin_messages"):
        raise make_bad_request(PIN_RIGHTS)
    chat.pinned = require_message(chat, call, "message to pin").message_id
    world.publish_change(chat)
    return True


def unpin_message(world: TelegramWorld, call: Call) -> bool:
    """Answer `unpinChatMessage` and `unpinAllChatMessages`."""
    chat = require_open_chat(world, call)
    if call.has_value("message_id"):
        require_message(chat, call, "message to unpin")
    chat.pinned = None
    world.publish_change(chat)
    return True


HANDLERS: Final[dict[str, Handler]] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_reaction,
    "answerCallbackQuery": answer_callback,
    "answerPreCheckoutQuery": answer_checkout,
    "sendChatAction": send_action,
    "pinChatMessage": pin_message,
    "unpinChatMessage": unpin_message,
    "unpinAllChatMessages": unpin_message,
}
