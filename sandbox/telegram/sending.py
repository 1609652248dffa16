"""The methods that add messages to chats: send…, copy…, forward…; must not know HTTP."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Final

from sandbox.telegram import content
from sandbox.telegram.access import known_chat, need_message, need_rising_ids, open_chat, read_reply
from sandbox.telegram.call import Call
from sandbox.telegram.chats import Message, full
from sandbox.telegram.content import Content
from sandbox.telegram.errors import bad_request
from sandbox.telegram.markup import read_markup
from sandbox.telegram.words import NEVER_COPIED
from sandbox.telegram.world import TelegramWorld

Handler = Callable[[TelegramWorld, Call], Any]


def send(world: TelegramWorld, call: Call, held: Content) -> Message:
    """Post one message as the call wants it; every refusal comes before anything changes."""
    chat = open_chat(world, call)
    reply_to, quote = read_reply(chat, call)
    markup = read_markup(call)
    world.limits.spend(chat.chat_id)
    protected = call.flag("protect_content")
    extra = {"has_protected_content": True} if protected else {}
    message = world.post(chat, {**held, **quote, **extra}, markup, reply_to=reply_to, protected=protected)
    world.changed(chat)
    return message


def _sent(world: TelegramWorld, call: Call, held: Content) -> dict[str, Any]:
    message = send(world, call, held)
    return full(known_chat(world, call), message)


def send_message(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer the method `sendMessage`."""
    return _sent(world, call, content.read_text(call))


def _file_sender(kind: str) -> Handler:
    read = content.media_reader(kind)

    def send_file(world: TelegramWorld, call: Call) -> dict[str, Any]:
        open_chat(world, call)
        return _sent(world, call, read(world.files, call))

    return send_file


def _plain_sender(read: Callable[[Call], Content]) -> Handler:
    return lambda world, call: _sent(world, call, read(call))


def send_media_group(world: TelegramWorld, call: Call) -> list[dict[str, Any]]:
    """Answer `sendMediaGroup`: one message per item, joined by `media_group_id`."""
    chat = open_chat(world, call)
    reply_to, quote = read_reply(chat, call)
    items = content.read_album(world.files, call)
    world.limits.spend(chat.chat_id, len(items))
    protected = call.flag("protect_content")
    common: Content = {"media_group_id": new_group_id(), **quote}
    if protected:
        common["has_protected_content"] = True
    messages = [world.post(chat, {**item, **common}, None, reply_to=reply_to, protected=protected) for item in items]
    world.changed(chat)
    return [full(chat, message) for message in messages]


def new_group_id() -> str:
    """Make an id for the messages of one album."""
    return str(secrets.randbelow(10**17) + 10**16)


def _copyable(message: Message) -> bool:
    held = content.content_of(message.body)
    quiz = held.get("poll", {}).get("type") == "quiz"
    return bool(held) and not message.protected and not quiz and not (NEVER_COPIED & held.keys())


def copy_message(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer `copyMessage`: the content without its author; returns the new id only."""
    source = need_message(known_chat(world, call, "from_chat_id"), call, "message to copy")
    if not _copyable(source):
        raise bad_request("message can't be copied")
    held = content.content_of(source.body)
    if "caption" in call.given and content.CAPTIONED & held.keys():
        held = {name: value for name, value in held.items() if not name.startswith("caption")}
        held |= content.caption_of(call)
    return {"message_id": send(world, call, held).message_id}


def forward_message(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer `forwardMessage`: the content with its origin; it cannot be edited later."""
    source = need_message(known_chat(world, call, "from_chat_id"), call, "message to forward")
    if source.protected:
        raise bad_request("message can't be forwarded")
    chat = open_chat(world, call)
    world.limits.spend(chat.chat_id)
    message = world.post(chat, _forwarded(source), None, forwarded=True)
    world.changed(chat)
    return full(chat, message)


def _forwarded(source: Message) -> Content:
    origin = {"type": "user", "date": source.body["date"], "sender_user": source.body["from"]}
    return {"forward_origin": source.body.get("forward_origin", origin), **content.content_of(source.body)}


def _many(world: TelegramWorld, call: Call, forward: bool) -> list[dict[str, Any]]:
    source = known_chat(world, call, "from_chat_id")
    found = [message for wanted in need_rising_ids(call) if (message := source.find(wanted))]
    found = [message for message in found if (not message.protected if forward else _copyable(message))]
    if not found:
        raise bad_request(f"there are no messages to {'forward' if forward else 'copy'}")
    chat = open_chat(world, call)
    world.limits.spend(chat.chat_id, len(found))
    protected, groups, ids = call.flag("protect_content"), dict[str, str](), []
    for message in found:
        held = _again(message, groups, forward, call.flag("remove_caption"))
        ids.append(world.post(chat, held, None, forwarded=forward, protected=protected).message_id)
    world.changed(chat)
    return [{"message_id": message_id} for message_id in ids]


def _again(source: Message, groups: dict[str, str], forward: bool, bare: bool) -> Content:
    held = _forwarded(source) if forward else content.content_of(source.body)
    if bare:
        held = {name: value for name, value in held.items() if not name.startswith("caption")}
    group = source.body.get("media_group_id")
    return {**held, "media_group_id": groups.setdefault(group, new_group_id())} if group else held


HANDLERS: Final[dict[str, Handler]] = {
    "sendMessage": send_message,
    "sendMediaGroup": send_media_group,
    "copyMessage": copy_message,
    "copyMessages": lambda world, call: _many(world, call, forward=False),
    "forwardMessage": forward_message,
    "forwardMessages": lambda world, call: _many(world, call, forward=True),
    "sendLocation": _plain_sender(content.read_location),
    "sendVenue": _plain_sender(content.read_venue),
    "sendContact": _plain_sender(content.read_contact),
    "sendDice": _plain_sender(content.read_dice),
    "sendPoll": _plain_sender(content.read_poll),
    "sendPhoto": _file_sender("photo"),
    "sendDocument": _file_sender("document"),
    "sendVideo": _file_sender("video"),
    "sendAnimation": _file_sender("animation"),
    "sendAudio": _file_sender("audio"),
    "sendVoice": _file_sender("voice"),
    "sendVideoNote": _file_sender("video_note"),
    "sendSticker": _file_sender("sticker"),
}
