"""Calls of the bot in chats where it is no member, in the simulated Telegram; must not know HTTP.

A person names the bot, or replies to its message, in a group without it; the bot gets that message alone, with the one
that it replies to. It answers with one message, which it may edit from then on and never delete (Bot API 10.0,
`guest_message`, answerGuestQuery, editMessageText; core.telegram.org/api/bots/guest-mode;
tdlib/telegram-bot-api Client.cpp; read 2026-11). Not documented, and assumed here: a call can be answered once, for a
minute, and later the error is that of other queries; a message that was deleted gives MESSAGE_ID_INVALID.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any, Final

from sandbox.telegram import edit_methods, message_content, people_actions
from sandbox.telegram.api_call import Call
from sandbox.telegram.chats import Chat, GuestQuery, Message, Side, make_api_message
from sandbox.telegram.errors import NOT_MODIFIED, QUERY_TOO_OLD, Mistake, make_bad_request
from sandbox.telegram.keyboards import read_markup
from sandbox.telegram.views import make_message_view
from sandbox.telegram.world import TelegramWorld

Arguments = dict[str, Any]
ANSWER_WINDOW: Final = timedelta(minutes=1)
_INVALID: Final = "MESSAGE_ID_INVALID"


def _find_chat(world: TelegramWorld, given: Arguments) -> Chat:
    title = str(given.get("chat") or "Elsewhere")
    chat = world.guests.chats.get(title)
    if chat is None:
        chat_id = -1_003_000_000_000 - len(world.guests.chats)
        chat = world.guests.chats[title] = Chat({"id": chat_id, "type": "supergroup", "title": title}, None, world.keep)
    return chat


def write_message(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `guest/message`: {person, chat?, text, files or content, reply_to?}: a person writes in a chat of that
    name, where the bot is no member; it hears of what names it, or replies to its message."""
    chat, author = _find_chat(world, given), world.get_person(given.get("person"))
    [part] = people_actions.make_parts(world, given)
    body = world.make_body(chat, author.user, part)
    sent = Message(body["message_id"], Side.PERSON, body, reply_to=given.get("reply_to"))
    chat.add_message(sent)
    replied = chat.find_message(sent.reply_to)
    words = str(body.get("text") or body.get("caption") or "")
    if not world.guests.is_on:
        return {"message_id": sent.message_id}
    if f"@{world.me['username']}" in words or (replied is not None and replied.side is Side.BOT):
        query = str(secrets.randbelow(1 << 62))
        world.guests.queries[query] = GuestQuery(chat, sent.message_id, author.person_id, world.now())
        world.updates.add_update("guest_message", {**make_api_message(chat, sent), "guest_query_id": query})
    return {"message_id": sent.message_id}


def switch_guest_mode(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `guest`: {on}: the bot's owner switches guest mode."""
    world.guests.is_on = bool(given.get("on", True))
    return {}


def delete_answer(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `guest/delete`: {chat?, message_id}: somebody in the chat deletes a message."""
    message = _find_chat(world, given).find_message(given.get("message_id"))
    if message is None:
        raise Mistake("there is no such message")
    message.deleted = True
    return {}


def get_chat_view(world: TelegramWorld, title: str) -> dict[str, Any]:
    """Return what stands in a chat without the bot."""
    return {"messages": [make_message_view(one) for one in _find_chat(world, {"chat": title}).messages.values()]}


def answer_query(world: TelegramWorld, call: Call) -> dict[str, Any]:
    """Answer `answerGuestQuery`: with an article of text, once and in time."""
    query = world.guests.queries.pop(call.get_text("guest_query_id"), None)
    if query is None or world.now() - query.asked_at > ANSWER_WINDOW:
        raise make_bad_request(QUERY_TOO_OLD)
    result = call.get_json("result")
    if not isinstance(result, dict) or result.get("type") != "article" or not result.get("title"):
        raise make_bad_request("only articles are simulated")
    given = dict(result.get("input_message_content") or {})
    given["text"] = given.pop("message_text", "")
    held = message_content.read_text(Call("sendMessage", given, {}), "MESSAGE_TOO_LONG")
    caller = {"guest_bot_caller_user": world.people[query.person_id].user}
    body = world.make_body(query.chat, _make_author(world), {**held, **caller})
    markup = read_markup(Call("sendMessage", result, {}), inline_only=True)
    sent = Message(body["message_id"], Side.BOT, body, markup, reply_to=query.message_id)
    query.chat.add_message(sent)
    inline_id = secrets.token_urlsafe(20)
    world.guests.answers[inline_id] = query.chat, sent
    return {"inline_message_id": inline_id}


def _make_author(world: TelegramWorld) -> dict[str, Any]:
    names = ("id", "is_bot", "first_name", "username")
    return {name: world.me[name] for name in names}


def edit_text(world: TelegramWorld, call: Call) -> Any:
    """Answer `editMessageText`, with an `inline_message_id` that of a message which answered a call."""
    if not call.has_value("inline_message_id"):
        return edit_methods.edit_text(world, call)
    held = message_content.read_text(call, "MESSAGE_TOO_LONG")
    _, message = world.guests.answers.get(call.get_text("inline_message_id")) or (None, None)
    if message is None or message.deleted:
        raise make_bad_request(_INVALID)
    markup = read_markup(call, inline_only=True)
    if held == message_content.get_content(message.body) and markup == message.markup:
        raise make_bad_request(NOT_MODIFIED)
    about = {name: value for name, value in message.body.items() if name in message_content.ENVELOPE}
    message.edits += 1
    message.body, message.markup = {**about, "edit_date": world.get_timestamp(), **held}, markup
    return True


ACTIONS: Final = {"guest": switch_guest_mode, "guest/message": write_message, "guest/delete": delete_answer}
HANDLERS: Final = {"answerGuestQuery": answer_query}
