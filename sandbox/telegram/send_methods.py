"""The methods that add messages to chats: send…, copy…, forward…; must not know HTTP."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Final

from sandbox.telegram import invoices, message_content
from sandbox.telegram.allowed_values import NEVER_COPIED
from sandbox.telegram.api_call import Call
from sandbox.telegram.api_schema import EPHEMERAL, check_fields
from sandbox.telegram.chat_access import (
    find_thread,
    has_topics,
    read_reply,
    read_rising_message_ids,
    require_chat,
    require_message,
    require_open_chat,
    require_topic,
)
from sandbox.telegram.chats import Chat, Message, Side, make_api_message
from sandbox.telegram.errors import make_bad_request
from sandbox.telegram.keyboards import read_markup
from sandbox.telegram.message_content import Content
from sandbox.telegram.world import TelegramWorld

Handler = Callable[[TelegramWorld, Call], Any]


def send_content(world: TelegramWorld, call: Call, held: Content) -> Message:
    """Post one message as the call wants it; every refusal comes before anything changes."""
    chat = require_open_chat(world, call)
    reply_to, quote = read_reply(chat, call)
    markup = read_markup(call)
    if call.has_value("ephemeral_message_parameters"):
        return _send_to_one(world, chat, call, {**held, **quote, **_read_topic(world, chat, call, reply_to)}, reply_to)
    world.limits.spend_messages(chat.chat_id)
    protected = call.get_flag("protect_content")
    extra: Content = {"has_protected_content": True} if protected else {}
    extra |= _read_topic(world, chat, call, reply_to)
    message = world.post_message(chat, {**held, **quote, **extra}, markup, reply_to=reply_to, protected=protected)
    world.publish_change(chat)
    return message


def _send_to_one(world: TelegramWorld, chat: Chat, call: Call, held: Content, reply_to: int | None) -> Message:
    """Show an ephemeral message to one member of a group. It has no id among the chat's messages, so that no other call
    finds it (aiogram 3.31, EphemeralMessageParameters; core.telegram.org/bots/features, read 2026-11). Which texts the
    refusals have is not documented; whether it counts for the group's rate is not, either: here it does."""
    wanted = check_fields(call.get_json("ephemeral_message_parameters"), EPHEMERAL, "ephemeral message parameters")
    person = world.people.get(int(wanted.get("receiver_user_id") or 0))
    if chat.chat_id > 0 or person is None:
        raise make_bad_request("ephemeral message receiver not found")
    if not chat.is_admin:
        raise make_bad_request("ephemeral messages need administrator rights")
    world.limits.spend_messages(chat.chat_id)
    about = {"message_id": 0, "ephemeral_message_id": len(chat.hints) + 1, "receiver_user": person.user}
    message = Message(0, Side.BOT, {**world.make_body(chat, world.me, held), **about}, reply_to=reply_to)
    chat.hints.append(message)
    world.publish_change(chat)
    return message


def _read_topic(world: TelegramWorld, chat: Chat, call: Call, reply_to: int | None) -> Content:
    """Return the topic of a new message: the one that the call names, or that of the message it replies to. Raises 400
    if that one is closed."""
    thread = call.get_integer("message_thread_id") if call.has_value("message_thread_id") else None
    if thread is None and has_topics(world, chat):
        thread = find_thread(chat.find_message(reply_to))
        if thread is not None:
            require_topic(world, chat, thread)
    return {"message_thread_id": thread, "is_topic_message": True} if thread is not None else {}


def _send_and_view(world: TelegramWorld, call: Call, held: Content) -> dict[str, Any]:
    message = send_content(world, call, held)
    return make_api_message(require_chat(world, call), message)


def send_message(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer the method `sendMessage`."""
    return _send_and_view(world, call, message_content.read_text(call))


def send_invoice(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer the method `sendInvoice`; the payload stays with the server."""
    held = invoices.read_invoice(call)
    message = send_content(world, call, held)
    chat = require_chat(world, call)
    world.payloads[chat.chat_id, message.message_id] = call.get_text("payload")
    return make_api_message(chat, message)


def _make_file_sender(kind: str) -> Handler:
    read = message_content.make_media_reader(kind)

    def send_file(world: TelegramWorld, call: Call) -> dict[str, Any]:
        require_open_chat(world, call)
        return _send_and_view(world, call, read(world.files, call))

    return send_file


def _make_plain_sender(read: Callable[[Call], Content]) -> Handler:
    return lambda world, call: _send_and_view(world, call, read(call))


def send_media_group(world: TelegramWorld, call: Call) -> list[dict[str, Any]]:
    """Answer `sendMediaGroup`: one message per item, joined by `media_group_id`."""
    chat = require_open_chat(world, call)
    reply_to, quote = read_reply(chat, call)
    items = message_content.read_album(world.files, call)
    world.limits.spend_messages(chat.chat_id, len(items))
    protected = call.get_flag("protect_content")
    common: Content = {"media_group_id": make_group_id(), **quote}
    if protected:
        common["has_protected_content"] = True
    common |= _read_topic(world, chat, call, reply_to)
    messages = [
        world.post_message(chat, {**item, **common}, None, reply_to=reply_to, protected=protected) for item in items
    ]
    world.publish_change(chat)
    return [make_api_message(chat, message) for message in messages]


def make_group_id() -> str:
    """Make an id for the messages of one album."""
    return str(secrets.randbelow(10**17) + 10**16)


def _is_copyable(message: Message) -> bool:
    held = message_content.get_content(message.body)
    quiz = held.get("poll", {}).get("type") == "quiz"
    return bool(held) and not message.protected and not quiz and not (NEVER_COPIED & held.keys())


def copy_message(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer `copyMessage`: the content without its author; returns the new id only."""
    source = require_message(require_chat(world, call, "from_chat_id"), call, "message to copy")
    if not _is_copyable(source):
        raise make_bad_request("message can't be copied")
    held = message_content.get_content(source.body)
    if "caption" in call.given and message_content.CAPTIONED & held.keys():
        held = {name: value for name, value in held.items() if not name.startswith("caption")}
        held |= message_content.read_call_caption(call)
    return {"message_id": send_content(world, call, held).message_id}


def forward_message(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer `forwardMessage`: the content with its origin; it cannot be edited later."""
    source = require_message(require_chat(world, call, "from_chat_id"), call, "message to forward")
    if source.protected:
        raise make_bad_request("message can't be forwarded")
    chat = require_open_chat(world, call)
    world.limits.spend_messages(chat.chat_id)
    message = world.post_message(chat, _make_forward(source), None, forwarded=True)
    world.publish_change(chat)
    return make_api_message(chat, message)


def _make_forward(source: Message) -> Content:
    origin = {"type": "user", "date": source.body["date"], "sender_user": source.body["from"]}
    return {"forward_origin": source.body.get("forward_origin", origin), **message_content.get_content(source.body)}


def _send_many(world: TelegramWorld, call: Call, forward: bool) -> list[dict[str, Any]]:
    source = require_chat(world, call, "from_chat_id")
    found = [message for wanted in read_rising_message_ids(call) if (message := source.find_message(wanted))]
    found = [message for message in found if (not message.protected if forward else _is_copyable(message))]
    if not found:
        raise make_bad_request(f"there are no messages to {'forward' if forward else 'copy'}")
    chat = require_open_chat(world, call)
    world.limits.spend_messages(chat.chat_id, len(found))
    protected, groups, ids = call.get_flag("protect_content"), dict[str, str](), []
    for message in found:
        held = _repeat_content(message, groups, forward, call.get_flag("remove_caption"))
        ids.append(world.post_message(chat, held, None, forwarded=forward, protected=protected).message_id)
    world.publish_change(chat)
    return [{"message_id": message_id} for message_id in ids]


def _repeat_content(source: Message, groups: dict[str, str], forward: bool, bare: bool) -> Content:
    held = _make_forward(source) if forward else message_content.get_content(source.body)
    if bare:
        held = {name: value for name, value in held.items() if not name.startswith("caption")}
    group = source.body.get("media_group_id")
    return {**held, "media_group_id": groups.setdefault(group, make_group_id())} if group else held


HANDLERS: Final[dict[str, Handler]] = {
    "sendMessage": send_message,
    "sendMediaGroup": send_media_group,
    "copyMessage": copy_message,
    "copyMessages": lambda world, call: _send_many(world, call, forward=False),
    "forwardMessage": forward_message,
    "forwardMessages": lambda world, call: _send_many(world, call, forward=True),
    "sendInvoice": send_invoice,
    "sendLocation": _make_plain_sender(message_content.read_location),
    "sendVenue": _make_plain_sender(message_content.read_venue),
    "sendContact": _make_plain_sender(message_content.read_contact),
    "sendDice": _make_plain_sender(message_content.read_dice),
    "sendPoll": _make_plain_sender(message_content.read_poll),
    "sendPhoto": _make_file_sender("photo"),
    "sendDocument": _make_file_sender("document"),
    "sendVideo": _make_file_sender("video"),
    "sendAnimation": _make_file_sender("animation"),
    "sendAudio": _make_file_sender("audio"),
    "sendVoice": _make_file_sender("voice"),
    "sendVideoNote": _make_file_sender("video_note"),
    "sendSticker": _make_file_sender("sticker"),
}
