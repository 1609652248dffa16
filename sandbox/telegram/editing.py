"""The methods that change or answer what is there: edit…, delete…, reactions, pins, presses; must not know HTTP.

A bot may edit its own messages at any age, never forwards, messages of people or ones with a reply keyboard
(tdlib/td `can_edit_message`); it may delete within 48 hours (Bot API, deleteMessage; read 2026-11).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from sandbox.telegram import content
from sandbox.telegram.access import known_chat, need_ids, need_message, open_chat
from sandbox.telegram.call import Call
from sandbox.telegram.chats import Chat, Message, Side, full
from sandbox.telegram.content import Content
from sandbox.telegram.errors import CANT_DELETE, CANT_EDIT, NOT_MODIFIED, QUERY_TOO_OLD, bad_request
from sandbox.telegram.markup import read_markup
from sandbox.telegram.text import utf16_len
from sandbox.telegram.words import ACTIONS, FREE_REACTIONS
from sandbox.telegram.world import TelegramWorld

Handler = Callable[[TelegramWorld, Call], Any]

DELETE_WINDOW: Final = timedelta(hours=48)
ANSWER_WINDOW: Final = timedelta(seconds=60)
"""How long a press can be answered. Telegram names no figure; reports range from 15 s to minutes."""
MAX_ALERT: Final = 200


def _editable(world: TelegramWorld, call: Call) -> tuple[Chat, Message]:
    chat = open_chat(world, call)
    message = need_message(chat, call, "message to edit")
    if message.side is not Side.BOT or message.forwarded or (message.markup and not message.inline):
        raise bad_request(CANT_EDIT)
    return chat, message


def _edit(world: TelegramWorld, call: Call, chat: Chat, message: Message, held: Content) -> dict[str, Any]:
    markup = read_markup(call, inline_only=True)
    if held == content.content_of(message.body) and markup == message.markup:
        raise bad_request(NOT_MODIFIED)
    world.limits.spend(chat.chat_id)
    about = {name: value for name, value in message.body.items() if name in content.ENVELOPE}
    message.edits += held != content.content_of(message.body)
    message.body = {**about, "edit_date": world.stamp(), **held}
    message.markup = markup
    world.changed(chat)
    return full(chat, message)


def edit_text(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer `editMessageText`; without `reply_markup` the keyboard is removed, as on the real server."""
    held = content.read_text(call, "MESSAGE_TOO_LONG")
    chat, message = _editable(world, call)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, call, chat, message, held)


def edit_caption(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer `editMessageCaption`; an empty caption removes it."""
    caption = content.caption_of(call, "MEDIA_CAPTION_TOO_LONG")
    chat, message = _editable(world, call)
    held = content.content_of(message.body)
    if not content.CAPTIONED & held.keys():
        raise bad_request("there is no caption in the message to edit")
    bare = {name: value for name, value in held.items() if "caption" not in name}
    return _edit(world, call, chat, message, bare | caption)


def edit_media(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer `editMessageMedia`: replaces media or text; an album's item keeps its group of kinds."""
    chat, message = _editable(world, call)
    kind, held = content.read_input_media(world.files, call, call.json("media"), "MEDIA_CAPTION_TOO_LONG")
    if "media_group_id" in message.body:
        alone = {"document", "audio"}
        if (kind in alone or alone & message.body.keys()) and kind not in message.body:
            raise bad_request("can't use the media of the specified type in the album")
    return _edit(world, call, chat, message, held)


def edit_markup(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer the method `editMessageReplyMarkup`."""
    chat, message = _editable(world, call)
    return _edit(world, call, chat, message, content.content_of(message.body))


def delete_message(world: TelegramWorld, call: Call) -> bool:
    """Answer `deleteMessage`: for both sides, within 48 hours."""
    chat = known_chat(world, call)
    message = need_message(chat, call, "message to delete")
    if not _deletable(world, message):
        raise bad_request(CANT_DELETE)
    message.deleted = True
    world.changed(chat)
    return True


def delete_messages(world: TelegramWorld, call: Call) -> bool:
    """Answer `deleteMessages`: messages that cannot be found or deleted are skipped."""
    chat = known_chat(world, call)
    for wanted in need_ids(call):
        message = chat.find(wanted)
        if message is not None and _deletable(world, message):
            message.deleted = True
    world.changed(chat)
    return True


def _deletable(world: TelegramWorld, message: Message) -> bool:
    return world.stamp() - int(message.body["date"]) < DELETE_WINDOW.total_seconds()


def set_reaction(world: TelegramWorld, call: Call) -> bool:
    """Answer `setMessageReaction`: at most one free emoji of the bot's own; an empty list removes it."""
    chat = open_chat(world, call)
    message = need_message(chat, call, "message to react")
    reactions = call.array("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = _emoji(reactions[0]) if reactions else None
    message.reactions.pop(Side.BOT, None)
    if emoji is not None:
        message.reactions[Side.BOT] = emoji
    world.changed(chat)
    return True


def _emoji(reaction: Any) -> str:
    if not isinstance(reaction, dict) or reaction.get("type") not in ("emoji", "custom_emoji", "paid"):
        raise bad_request("can't parse ReactionType: invalid reaction type specified")
    emoji = str(reaction.get("emoji", "")).replace("\ufe0f", "")
    if emoji not in FREE_REACTIONS:
        raise bad_request("REACTION_INVALID")
    return emoji


def answer_callback(world: TelegramWorld, call: Call) -> bool:
    """Answer `answerCallbackQuery`: once, in time; without a rate limit."""
    query = world.queries.get(call.text("callback_query_id"))
    if query is None or query.answered is not None or world.now() - query.asked > ANSWER_WINDOW:
        raise bad_request(QUERY_TOO_OLD)
    text = call.text("text")
    if utf16_len(text) > MAX_ALERT:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answered, query.text, query.show_alert = world.now(), text, call.flag("show_alert")
    world.changed(world.chats[query.person_id])
    return True


def send_action(world: TelegramWorld, call: Call) -> bool:
    """Answer the method `sendChatAction`."""
    chat = open_chat(world, call)
    if call.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return chat is not None


def pin(world: TelegramWorld, call: Call) -> bool:
    """Answer the method `pinChatMessage`."""
    chat = open_chat(world, call)
    chat.pinned = need_message(chat, call, "message to pin").message_id
    world.changed(chat)
    return True


def unpin(world: TelegramWorld, call: Call) -> bool:
    """Answer `unpinChatMessage` and `unpinAllChatMessages`."""
    chat = open_chat(world, call)
    if call.has("message_id"):
        need_message(chat, call, "message to unpin")
    chat.pinned = None
    world.changed(chat)
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
    "sendChatAction": send_action,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "unpinAllChatMessages": unpin,
}
