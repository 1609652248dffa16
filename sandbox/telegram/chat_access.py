"""Finds the chats and messages a call names, or refuses as Telegram refuses; must not know what messages contain."""

from __future__ import annotations

import itertools
from typing import Any, Final

from sandbox.telegram import quotes
from sandbox.telegram.api_call import Call
from sandbox.telegram.api_schema import REPLY, check_fields
from sandbox.telegram.chats import Chat, Message, Standing
from sandbox.telegram.errors import (
    BLOCKED,
    CHAT_NOT_FOUND,
    DEACTIVATED,
    KICKED,
    MUTED,
    NOT_INITIATED,
    UPGRADED,
    ApiError,
    make_bad_request,
)
from sandbox.telegram.world import TelegramWorld

_HEARD_WITHIN_SECONDS: Final = 86_400
_REFUSALS: Final = {
    Standing.NEVER_WROTE: NOT_INITIATED,
    Standing.BLOCKED: BLOCKED,
    Standing.DEACTIVATED: DEACTIVATED,
}


def require_chat(world: TelegramWorld, call: Call, name: str = "chat_id") -> Chat:
    """Return the chat a call names, even if the bot may not write there. Raises 400."""
    given = call.get_text(name)
    if not given:
        raise make_bad_request(f"{name} is empty")
    if name == "chat_id" and call.has_value("business_connection_id"):
        return _require_account_chat(world, call)
    try:
        chat = world.chats.get(int(given))
    except (ValueError, OverflowError):
        chat = None
    if chat is None:
        raise make_bad_request(CHAT_NOT_FOUND)
    return chat


def _require_account_chat(world: TelegramWorld, call: Call) -> Chat:
    """Return the chat in a connected account. Raises 400 for what core.telegram.org/method/messages.sendMessage names,
    and for a connection that is none, as Client.cpp of tdlib/telegram-bot-api 10.0 does."""
    wanted = call.get_text("business_connection_id")
    connection = next((one for one in world.connections.values() if one.connection_id == wanted), None)
    if connection is None or not connection.enabled:
        raise make_bad_request("business connection not found")
    if not connection.rights.get("can_reply"):
        raise make_bad_request("BUSINESS_CONNECTION_NOT_ALLOWED")
    chat = connection.chats.get(call.get_integer("chat_id"))
    if chat is None or chat.chat_id in connection.left_out:
        raise make_bad_request("BUSINESS_PEER_INVALID")
    if world.get_timestamp() - chat.heard_at > _HEARD_WITHIN_SECONDS:
        raise make_bad_request("BUSINESS_PEER_USAGE_MISSING")
    return chat


def require_open_chat(world: TelegramWorld, call: Call) -> Chat:
    """Return the chat a call writes to. Raises 400 for an unknown one and one where the bot may not write, 403 for a
    person the bot cannot reach."""
    chat = require_known_chat(world, call)
    if chat.muted:
        raise make_bad_request(MUTED)
    if call.has_value("message_thread_id"):
        require_topic(world, chat, call.get_integer("message_thread_id"))
    return chat


def has_topics(world: TelegramWorld, chat: Chat) -> bool:
    """Return True if the group is a forum, or the private chat has topics."""
    if chat.person is not None:
        return world.has_private_topics and not chat.is_flat
    return bool(chat.about.get("is_forum"))


def require_topic(world: TelegramWorld, chat: Chat, topic: int) -> None:
    """Raise 400 unless the forum has this topic open. Its main topic has no id that a bot may send (tdlib, read
    2026-11)."""
    if chat.person is not None and not has_topics(world, chat):
        raise make_bad_request("the chat is not a forum")
    if topic not in chat.topics:
        raise make_bad_request("message thread not found")
    if chat.topics[topic].closed and not chat.has_right("can_manage_topics"):
        raise make_bad_request("TOPIC_CLOSED")


def require_known_chat(world: TelegramWorld, call: Call) -> Chat:
    """Return the chat a call is about. Raises 400 for an unknown one, 403 for a person the bot cannot reach."""
    chat = require_chat(world, call)
    if chat.connection is not None:
        return chat
    if chat.person is not None and chat.person.standing in _REFUSALS:
        raise ApiError(403, _REFUSALS[chat.person.standing])
    if chat.moved_to is not None:
        raise ApiError(400, f"Bad Request: {UPGRADED}", {"migrate_to_chat_id": chat.moved_to})
    if chat.kicked:
        raise ApiError(403, KICKED.format(type=chat.about["type"]))
    return chat


def require_message(chat: Chat, call: Call, what: str, name: str = "message_id") -> Message:
    """Return the message a call names. Raises 400 "<what> not found"."""
    if not call.has_value(name):
        raise make_bad_request("message identifier is not specified")
    message = chat.find_message(call.get_integer(name))
    if message is None:
        raise make_bad_request(f"{what} not found")
    return message


def read_message_ids(call: Call) -> list[int]:
    """Return the `message_ids` of a call. Raises 400 unless they are 1-100 numbers."""
    given = call.get_array("message_ids")
    if not given:
        raise make_bad_request("message identifiers are not specified")
    if len(given) > 100:
        raise make_bad_request("too many message identifiers specified")
    try:
        return [int(item) for item in given]
    except (TypeError, ValueError, OverflowError):
        raise make_bad_request("message identifier must be a Number") from None


def read_rising_message_ids(call: Call) -> list[int]:
    """Return the `message_ids` of a call as copying and forwarding want them. Raises 400 unless they are strictly
    increasing."""
    ids = read_message_ids(call)
    if any(later <= earlier for earlier, later in itertools.pairwise(ids)):
        raise make_bad_request("message identifiers must be in a strictly increasing order")
    return ids


def read_reply(chat: Chat, call: Call) -> tuple[int | None, dict[str, Any]]:
    """Return the id of the message that a new one replies to, and its `quote` field. Raises 400 if that is not
    there."""
    given = call.get_json("reply_parameters")
    if given is None or given == {}:
        given = {
            "message_id": call.get_integer("reply_to_message_id"),
            "allow_sending_without_reply": call.get_flag("allow_sending_without_reply"),
        }
    reply = check_fields(given, REPLY, "reply parameters")
    if not isinstance(reply.get("message_id", 0), int):
        raise make_bad_request('Can\'t find field "message_id"')
    if str(reply.get("chat_id") or chat.chat_id) != str(chat.chat_id):
        raise make_bad_request("replies to other chats are not simulated")
    wanted = reply.get("message_id", 0)
    if wanted <= 0:
        return None, {}
    message = chat.find_message(wanted)
    if message is None:
        if reply.get("allow_sending_without_reply"):
            return None, {}
        raise make_bad_request("message to be replied not found")
    if call.has_value("message_thread_id") and find_thread(message) != call.get_integer("message_thread_id"):
        raise make_bad_request("message to be replied not found")  # in another topic this is never allowed
    return wanted, quotes.make_reply_quote(message.body, reply)


def find_thread(message: Message | None) -> int | None:
    """Return the topic a message is in."""
    thread: int | None = message.body.get("message_thread_id") if message is not None else None
    return thread
